"""The hours of one session of one person: which minutes count, which do not, and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.clock import local_day
from core.ranges import Stretches
from policies.queries import value_on
from programs.enums import SessionState
from trainees.enums import AttendanceState, CheckInKind
from trainees.models import AttendanceRecord
from trainees.presence import Proof, inside, minutes_of, spans, unproven, without
from trainees.rechecks import closed_rechecks
from trainees.study_minutes import attended_by_study

A = AttendanceState
K = CheckInKind


@dataclass(frozen=True)
class Hours:
    """A stretch of a session that counts, or does not count for a reason."""

    begins_at: datetime
    ends_at: datetime
    counts: bool
    why: str = ""

    @property
    def minutes(self) -> int:
        return minutes_of([(self.begins_at, self.ends_at)])


def hours_of(record: AttendanceRecord, proofs: list[Proof]) -> list[Hours]:
    """The whole session in order, nothing left out and nothing told twice."""
    session = record.session
    whole = (session.starts_at, session.ends_at)
    found = [Hours(*span, counts=True) for span in record.presence]
    left = [whole]
    for span in record.presence:
        left = [rest for part in left for rest in without(part, span)]
    for part in left:
        found += [
            Hours(*rest, counts=False, why=why) for *rest, why in reasons(record, proofs, part)
        ]
    return sorted(found, key=lambda hours: hours.begins_at)


def credited(record: AttendanceRecord) -> int:
    """Minutes of a make-up session that count: as far as the session it makes up is not full.

    Earlier ones come first; nothing counts where the session that was made up was voided.
    """
    made_up = record.session.makes_up
    left = made_up.minutes if made_up.state != SessionState.CANCELLED else 0
    left -= attended_by_study(made_up, record.enrolment_id)
    of_one = Q(session=made_up) | Q(session__makes_up=made_up)
    rows = AttendanceRecord.objects.filter(of_one, enrolment=record.enrolment_id)
    held = rows.exclude(session__state=SessionState.CANCELLED).order_by("session__starts_at", "pk")
    for pk, minutes in held.values_list("pk", "minutes"):
        counts = max(0, min(minutes, left))
        if pk == record.pk:
            return counts
        left -= counts
    return 0


def reasons(record, proofs: list[Proof], part: tuple):
    """(begin, end, why) of a part that does not count."""
    if words := of_state(record):
        yield *part, words
        return
    for recheck in closed_rechecks(record.session):
        if lost := unproven(recheck, sorted(proofs)):
            both = inside(part, lost)
            if both[0] < both[1]:
                clause = value_on("recheck_minutes", local_day(recheck[0])).clause
                told = {"at": f"{localtime(recheck[0]):%H:%M}", "clause": clause}
                yield *both, _("Re-check at %(at)s not answered (%(clause)s)") % told
                for rest in without(part, lost):
                    yield from reasons(record, proofs, rest)
                return
    yield *part, beside(record, spans(sorted(proofs)), part)


def of_state(record) -> str:
    """Why nothing of it counts, for a record of which nothing can."""
    return {
        A.ABSENT: _("Not signed in"),
        A.EXCUSED: _("Excused; counts as not attended"),
        A.VOIDED: _("Voided by the bureau"),
        A.SIGNED_IN: _("Not signed out yet"),
        A.CORRECTED: _("Not part of the correction"),
    }.get(record.state, "") or ("" if record.signed_out_at else _("No sign-out"))


def beside(record, proven: Stretches, part: tuple) -> str:
    """Why a part of a session with sign-in and sign-out does not count."""
    if any(begin <= part[0] and part[1] <= end for begin, end in proven):
        return _("Counted in another session at that time")
    if part[1] <= record.signed_in_at:
        return _("Before the sign-in")
    return _("After the sign-out")
