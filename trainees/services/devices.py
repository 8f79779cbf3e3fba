"""Devices without a network: registered by a key, their signed entries taken over once (2.5)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Role
from core.refusals import Refused
from core.workflow import moving, perform
from programs.enums import SessionState
from programs.models import Session
from programs.services.advance import closes_at, opens_at
from trainees.device_clock import Tick, times
from trainees.device_keys import is_signed, public_key
from trainees.enums import AttendanceSource, AttendanceState, CheckInKind, DeviceState, EntryOutcome
from trainees.evidence import Evidence
from trainees.models import AttendanceDevice, AttendanceRecord, DeviceEntry, Enrolment
from trainees.presence import Proof, minutes_of
from trainees.services.attendance import leave, make_records
from trainees.services.check_ins import keep, present

A, K, E = AttendanceState, CheckInKind, EntryOutcome
SYSTEM = system_actor("attendance")
SAME = 60  # seconds by which two statements of one event may differ
TAKING = (SessionState.OPEN, SessionState.CLOSED)


@dataclass(frozen=True)
class Line:
    """One entry as a device has signed it; an anchor has no kind, session and enrolment."""

    counter: int
    kind: str
    session: int
    enrolment: int
    said_at: int
    origin: str
    elapsed: int
    signature: str

    def words(self, device: AttendanceDevice) -> str:
        """What is signed: the same text in the browser (static/site/offline.js)."""
        parts = (
            device.pk, self.counter, self.kind, self.session, self.enrolment, self.said_at,
            self.origin, self.elapsed,
        )  # fmt: skip
        return "\n".join(map(str, parts))


@transaction.atomic
def register_device(*, actor: Actor, name: str, key: str) -> AttendanceDevice:
    """Know a browser of the acting teacher by its public key.

    The same browser again is the same device. Raises Refused: not_allowed, device_key_invalid.
    """
    if actor.role != Role.TEACHER:
        raise Refused("not_allowed")
    if public_key(key) is None:
        raise Refused("device_key_invalid")
    device, is_new = AttendanceDevice.objects.get_or_create(
        user_id=actor.user_id, public_key=key,
        defaults={
            "organization_id": actor.organization_id, "district_id": actor.district_id,
            "name": name, "registered_at": clock.now(),
        },
    )  # fmt: skip
    if is_new:
        audit.record(actor, "register", device)
    return device


@transaction.atomic
def take_over(device: AttendanceDevice, lines: list[Line], *, actor: Actor) -> dict[int, str]:
    """Counter → outcome of each line sent; what was sent before is not taken twice.

    A line whose signature is not the device's is refused and not kept. The last anchor among them
    is now: it was made while sending. Raises Refused: not_allowed, device_revoked.
    """
    row = AttendanceDevice.objects.select_for_update().filter(pk=device.pk).first()
    if row is None or row.user_id != actor.user_id:
        raise Refused("not_allowed")
    if row.state != DeviceState.ACTIVE:
        raise Refused("device_revoked")
    refused = store(row, lines)
    for session, enrolment in set_times(row):
        settle(session, enrolment, actor)
    sent = row.entries.filter(counter__in=[line.counter for line in lines])
    return dict(sent.values_list("counter", "outcome")) | refused


def store(device, lines: list[Line]) -> dict[int, str]:
    """Keep what is signed and new; returns what is not taken."""
    key = public_key(device.public_key)
    known = set(device.entries.values_list("counter", flat=True))
    sessions, enrolments = known_to(device, lines)
    refused, fresh, now = {}, [], clock.now()
    for line in {line.counter: line for line in lines}.values():
        is_known = not line.kind or (
            line.session in sessions and enrolments.get(line.enrolment) == sessions[line.session]
        )
        if not is_signed(key, line.words(device), line.signature) or not is_known:
            refused[line.counter] = E.REFUSED
        elif line.counter not in known:
            fresh.append(entry_of(device, line, now))
    DeviceEntry.objects.bulk_create(fresh)
    device.last_counter = max([device.last_counter, *(row.counter for row in fresh)])
    device.save(update_fields=["last_counter"])
    return refused


def known_to(device, lines) -> tuple[dict[int, int], dict[int, int]]:
    """Session → class of those the teacher holds, enrolment → class."""
    asked = {line.session for line in lines if line.kind}
    own = Session.objects.filter(pk__in=asked, teacher__user_id=device.user_id, state__in=TAKING)
    people = Enrolment.objects.filter(pk__in={line.enrolment for line in lines if line.kind})
    return (
        dict(own.order_by().values_list("pk", "training_class_id")),
        dict(people.order_by().values_list("pk", "training_class_id")),
    )


def entry_of(device, line: Line, now) -> DeviceEntry:
    return DeviceEntry(
        device=device, organization_id=device.organization_id, district_id=device.district_id,
        counter=line.counter, kind=line.kind, session_id=line.session or None,
        enrolment_id=line.enrolment or None, said_at=line.said_at, origin=line.origin,
        elapsed=line.elapsed, signature=line.signature, received_at=now,
        at=None if line.kind else now, outcome=E.WAITING if line.kind else E.ANCHOR,
    )  # fmt: skip


def set_times(device) -> set[tuple[int, int]]:
    """Give every entry between two anchors its time; returns (session, enrolment) to settle."""
    rows = {row.counter: row for row in device.entries.all()}
    found = times(
        Tick(
            row.counter, row.said_at, row.origin, row.elapsed,
            None if row.kind else round(row.received_at.timestamp() * 1000),
        )
        for row in rows.values()
    )  # fmt: skip
    changed = []
    for counter, (moment, flag) in found.items():
        row = rows[counter]
        if row.kind and row.outcome == E.WAITING:
            row.at, row.flag = datetime.fromtimestamp(moment / 1000, UTC), flag
            changed.append(row)
    DeviceEntry.objects.bulk_update(changed, ["at", "flag"])
    return {(row.session_id, row.enrolment_id) for row in changed}


def settle(session_id: int, enrolment_id: int, actor: Actor) -> None:
    """Bring one record to what all devices say of it, and each entry to what became of it."""
    session = Session.objects.select_related("venue", "teacher").get(pk=session_id)
    make_records(session, actor)
    along = ("session__venue", "enrolment")
    own = AttendanceRecord.objects.filter(session=session, enrolment=enrolment_id)
    record = own.select_related(*along).first()
    waiting = DeviceEntry.objects.filter(
        session=session, enrolment=enrolment_id, outcome=E.WAITING, at__isnull=False
    ).select_related("device")
    rows = list(waiting.order_by("at", "pk"))
    if record is None:  # nobody is recorded in a make-up session who does not miss anything
        waiting.update(outcome=E.REFUSED)
        return
    by_kind = defaultdict(list)
    for row in rows:
        is_in_time = opens_at(session) <= row.at <= closes_at(session)
        row.outcome = E.WAITING if is_in_time else E.REFUSED
        if is_in_time:
            by_kind[row.kind].append(row)
    try:
        with transaction.atomic():
            record = came(record, by_kind[K.SIGN_IN], actor)
            left(record, by_kind[K.SIGN_OUT], actor)
    except Refused:  # such as of somebody who has withdrawn meanwhile
        for row in rows:
            row.outcome = E.REFUSED
    DeviceEntry.objects.bulk_update(rows, ["outcome"])


def came(record, rows, actor) -> AttendanceRecord:
    """The earliest statement that somebody came is the sign-in."""
    if rows and record.state == A.ABSENT:
        first = rows[0]
        record = perform(record, "sign_in", actor=actor, at=first.at, evidence=evidence_of(first))
        first.outcome = E.COUNTED
    for row in rows:
        if row.outcome == E.WAITING:
            row.outcome = compared(row.at, record.signed_in_at)
    return record


def left(record, rows, actor) -> None:
    """The latest statement that somebody left is the sign-out, unless one is recorded.

    It waits where that of the sign-in has not come yet.
    """
    if record.state == A.ABSENT:
        return
    is_open = record.state == A.SIGNED_IN or (
        record.state == A.PARTIAL and record.signed_out_at is None
    )
    if rows and is_open:
        last = rows[-1]
        record = signed_out(record, last, actor)
        last.outcome = E.COUNTED
    for row in rows:
        if row.outcome == E.WAITING:
            row.outcome = compared(row.at, record.signed_out_at)


def signed_out(record, entry, actor) -> AttendanceRecord:
    """Also after the session was closed without a sign-out."""
    evidence = evidence_of(entry)
    if record.state == A.SIGNED_IN:
        return leave(record, actor=actor, at=entry.at, evidence=evidence)
    there = present(record, Proof(entry.at, K.SIGN_OUT))
    is_whole = minutes_of(there) >= record.session.minutes
    with moving(record, "sync" if is_whole else "sync_short", actor=SYSTEM) as row:
        row.signed_out_at = entry.at
        row.prove(there)
        keep(row, K.SIGN_OUT, entry.at, actor=actor, evidence=evidence)
    return row


def compared(at, recorded) -> str:
    """Whether a statement says what the record says."""
    if recorded is None:
        return E.CONFLICT
    return E.SAME if abs((at - recorded).total_seconds()) <= SAME else E.CONFLICT


def evidence_of(entry) -> Evidence:
    return Evidence(AttendanceSource.DEVICE, None, entry.device.name)
