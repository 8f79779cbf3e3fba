"""The moves of a reveal (workflow handbook, `DataReveal`), as services."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core import audit, clock, limits
from core.access import Actor, system_actor
from core.enums import RevealPurpose, RevealState, Role
from core.messages import RevealStateChanged, WorkNew
from core.models import DataReveal
from core.models.reveal import MOST_SUBJECTS, VIEWERS
from core.numbers import next_serial
from core.outbox import notify, users_in_role
from core.pages.parts import Fact
from core.refusals import Refused
from core.reveals.registry import has_own_open_case, revealable_of
from core.workflow import moving, perform, performs

BY_RULE = system_actor("data_reveal")


@dataclass(frozen=True)
class Shown:
    """One record in clear: its label and its facts. Lives in one answer, is stored nowhere."""

    label: str
    facts: list[Fact]


def digest_of(session_key: str) -> str:
    """What is kept of a session, to know it again."""
    return hashlib.sha256(session_key.encode()).hexdigest() if session_key else ""


@transaction.atomic
def request_reveal(
    *,
    actor: Actor,
    subject: str,
    ids: Sequence[int],
    fields: Sequence[str],
    purpose: str,
    explanation: str,
    session: str,
) -> DataReveal:
    """Ask to see `fields` of the records `ids` of the model `subject` (`trainees.trainee`).

    One person in one's own open case is granted at once unless a field is sensitive; all else
    waits for another person. `session` is the key of the session that will look.
    Raises Refused: not_allowed, input_missing, reveal_purpose_missing, too_many_records.
    """
    kind = revealable_of(subject)
    if actor.role not in VIEWERS or kind is None:
        raise Refused("not_allowed")
    asked = _asked_fields(kind, fields, actor)
    if purpose not in RevealPurpose or not explanation.strip():
        raise Refused("reveal_purpose_missing")
    records = _visible_records(kind, ids, actor)
    now = clock.now()
    row = DataReveal(
        number=f"V{now:%Y}-{next_serial(f'reveal-{now:%Y}'):06d}",
        subject=subject,
        subject_ids=sorted(record.pk for record in records),
        fields=[field.name for field in asked],
        purpose=purpose,
        explanation=explanation.strip(),
        needs_grant=_needs_grant(asked, records, actor),
        organization_id=actor.organization_id,
        district_id=actor.district_id,
        requested_by_id=actor.user_id,
        requested_role=actor.role,
        requested_at=now,
        session_digest=digest_of(session),
        expires_at=limits.last_moment("tl_reveal", now),
    )
    row.save()
    audit.record(actor, "request", row)
    if not row.needs_grant:
        return perform(row, "grant_self", actor=BY_RULE)
    granters = users_in_role(Role.MUNICIPAL_CHIEF) + users_in_role(Role.SECURITY_ADMINISTRATOR)
    others = set(granters) - {actor.user_id}
    _tell(WorkNew, others, row, kind="personal-data request", due=_minute(row.expires_at))
    return row


def _asked_fields(kind, names, actor):
    """The declared fields that were asked for. Raises Refused."""
    allowed = kind.fields_for(actor.role)
    if not names:
        raise Refused("input_missing", "fields")
    if not set(names) <= set(allowed):
        raise Refused("not_allowed")
    return [field for name, field in allowed.items() if name in names]


def _visible_records(kind, ids, actor):
    """The records, if the actor sees every one. Raises Refused."""
    wanted = set(ids)
    if len(wanted) > MOST_SUBJECTS:
        raise Refused("too_many_records", str(MOST_SUBJECTS))
    records = list(kind.model.objects.visible_to(actor).filter(pk__in=wanted))
    if not records or len(records) != len(wanted):
        raise Refused("not_allowed")
    return records


def _needs_grant(fields, records, actor) -> bool:
    """A list, a sensitive field, or a record outside one's own open cases."""
    return (
        len(records) > 1
        or any(field.is_sensitive for field in fields)
        or not has_own_open_case(actor, records[0])
    )


@performs(DataReveal, "grant_self")
def grant_by_rule(reveal: DataReveal, *, actor: Actor) -> DataReveal:
    """Granted without another person; the stored record must allow it."""
    with moving(reveal, "grant_self", actor=actor) as row:
        if row.needs_grant:
            raise Refused("not_allowed")
        _grant(row)
    return row


@performs(DataReveal, "grant")
def grant(reveal: DataReveal, *, actor: Actor) -> DataReveal:
    """Let the person who asked look once. Raises Refused: same_reviewer (SD35), reveal_expired."""
    with moving(reveal, "grant", actor=actor) as row:
        _another_person(row, actor)
        _in_time(row)
        row.granted_by_id = actor.user_id
        _grant(row)
    return row


def _grant(row):
    row.granted_at = clock.now()
    row.expires_at = limits.last_moment("tl_reveal", row.granted_at)


@performs(DataReveal, "refuse")
def refuse(reveal: DataReveal, *, actor: Actor, reason="") -> DataReveal:
    """Say no, with a reason, and tell who asked."""
    with moving(reveal, "refuse", actor=actor, reason=reason) as row:
        row.refused_by_id = actor.user_id
        _tell(RevealStateChanged, [row.requested_by_id], row, state="Refused", due="–")
    return row


@performs(DataReveal, "view")
def view(reveal: DataReveal, *, actor: Actor, session="", has_factor=False) -> list[Shown]:
    """Show the clear text, once, in the session that asked, with a fresh second factor.

    Every person shown gets an entry of their own in the trail, which they can read. Raises
    Refused: reveal_other_session, second_factor_needed, reveal_expired.
    """
    with moving(reveal, "view", actor=actor) as row:
        if not session or digest_of(session) != row.session_digest:
            raise Refused("reveal_other_session")
        if not has_factor:
            raise Refused("second_factor_needed")
        _in_time(row)
        row.viewed_at = clock.now()
        kind = revealable_of(row.subject)
        fields = _asked_fields(kind, row.fields, actor)
        records = _visible_records(kind, row.subject_ids, actor)
        facts = {"fields": row.fields, "purpose": row.purpose, "subject": row.subject}
        for record in records:
            audit.record(actor, "look", row, facts=facts, person=record.trainee_user_id)
            if kind.in_history:
                audit.record(actor, "look", record, facts=facts, reason=row.number)
    return [_shown(record, fields) for record in records]


def _shown(record, fields) -> Shown:
    return Shown(str(record), [Fact(f.label, getattr(record, f.name)) for f in fields])


@performs(DataReveal, "question")
def question(reveal: DataReveal, *, actor: Actor, reason="") -> DataReveal:
    """Ask the viewer why; viewer and chief are told. Raises Refused: same_reviewer (SD36)."""
    with moving(reveal, "question", actor=actor, reason=reason) as row:
        _another_person(row, actor)
        row.questioned_by_id = actor.user_id
        row.answer_due_on = limits.last_moment("tl_reveal_answer", clock.today())
        told = {row.requested_by_id, *users_in_role(Role.MUNICIPAL_CHIEF)}
        _tell(RevealStateChanged, told, row, state="Questioned", due=row.answer_due_on)
    return row


@performs(DataReveal, "clear")
def clear(reveal: DataReveal, *, actor: Actor, reason="") -> DataReveal:
    """Take the viewer's written reason. Raises Refused: same_reviewer (SD36)."""
    with moving(reveal, "clear", actor=actor, reason=reason) as row:
        _another_person(row, actor)
        row.cleared_by_id = actor.user_id
    return row


def expire_due() -> int:
    """Close what nobody granted or looked at in time; returns how many. For the system worker."""
    open_states = (RevealState.REQUESTED, RevealState.GRANTED)
    due = DataReveal.objects.filter(state__in=open_states, expires_at__lt=clock.now())
    done = 0
    for row in due:
        try:
            perform(row, "expire", actor=BY_RULE)
            done += 1
        except Refused:
            continue  # looked at or refused this moment
    return done


def _another_person(row, actor) -> None:
    """The person who asked, and the member asked for, count as one."""
    if actor.persons & {row.requested_by_id, *audit.persons(row, "request")}:
        raise Refused("same_reviewer")


def _in_time(row) -> None:
    if clock.now() > row.expires_at:
        raise Refused("reveal_expired")


def _minute(instant) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"


def _tell(message, to, row, **words) -> None:
    notify(message, to, about=row, link=row.get_absolute_url(), number=row.number, **words)
