"""Share links: made and revoked by the person, opened by whoever has the link (decision 87).

The link is opened in the database by a listed function that leaves an entry in the audit trail;
what is shown is then read as the person it belongs to, in a transaction that can write nothing.
"""

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from core import audit, clock, timeline
from core.access import Actor, system_actor
from core.enums import Face, Role
from core.models import AuditEntry
from core.numbers import next_serial
from core.privacy import hashes_of, keyed_hash
from core.refusals import Refused
from core.tenancy.scope import ANON, acting_as
from core.workflow import made, moving, performs
from policies.queries import value_on
from trainees.enums import ShareState
from trainees.models import Enrolment, ShareLink, Trainee
from trainees.permissions import is_oneself
from trainees.services.people import own_trainee

SYSTEM = system_actor("timetable")
TOKEN_BYTES = 24
LOOK = "look"
LONGEST, USUAL = "share_days_max", "share_days_usual"


@dataclass(frozen=True)
class Shared:
    """What a link shows: the person masked, the entries without addresses, the figures."""

    name: str
    identity: str
    number: str
    valid_until: date
    entries: list
    figures: list


def last_day() -> date:
    """The latest day until which a link may be valid that is made today."""
    return clock.today() + timedelta(days=int(value_on(LONGEST, clock.today()).value))


def usual_day() -> date:
    return clock.today() + timedelta(days=int(value_on(USUAL, clock.today()).value))


@transaction.atomic
def share(
    *, actor: Actor, valid_until: date, kinds=(), enrolment: Enrolment | None = None, note=""
) -> tuple[ShareLink, str]:
    """Make a link; gives the record and the token, which is kept nowhere.

    `kinds` of `core.timeline`, none for all; `enrolment` narrows it to one class. Raises Refused:
    not_allowed, share_days_exceeded, valid_until_past.
    """
    trainee = own_trainee(actor) if is_oneself(actor, None) else None
    if trainee is None:
        raise Refused("not_allowed")
    if enrolment is not None and enrolment.trainee_user_id != actor.user_id:
        raise Refused("not_allowed")
    check_last_day(valid_until)
    token, series = secrets.token_urlsafe(TOKEN_BYTES), f"FX{clock.today().year}"
    row = ShareLink(
        number=f"{series}-{next_serial(series):06d}", trainee=trainee,
        trainee_user_id=trainee.user_id, token_hash=keyed_hash(token), note=note,
        kinds=[kind for kind in timeline.TimelineKind.values if kind in kinds],
        enrolment=enrolment, created_at=clock.now(), valid_until=valid_until,
    )  # fmt: skip
    row.save()
    audit.record(actor, "create", row)
    return row, token


def check_last_day(day: date) -> None:
    if day < clock.today():
        raise Refused("valid_until_past", f"{day:%Y-%m-%d}")
    if day > last_day():
        longest = value_on(LONGEST, clock.today())
        detail = f"{day:%Y-%m-%d} > {last_day():%Y-%m-%d}"
        raise Refused(
            "share_days_exceeded", detail, clause=longest.clause, clause_url=longest.clause_url
        )


@performs(ShareLink, "revoke")
def revoke_share(link, *, actor: Actor):
    """Nobody reads anything by it from now on."""
    with moving(link, "revoke", actor=actor, revoked_at=clock.now()) as row:
        return row


def advance(*, actor: Actor = SYSTEM) -> int:
    """Say of links whose last day is over that they are; returns how many."""
    over = ShareLink.objects.filter(state=ShareState.ACTIVE, valid_until__lt=clock.today())
    return sum(made(row, "expire", actor=actor) for row in over.order_by("valid_until", "pk"))


def openings(link: ShareLink, actor: Actor):
    """Who opened a link, newest first: entries of the trail, with the device in `after`."""
    seen = AuditEntry.objects.visible_to(actor).filter(trainee_user_id=actor.user_id)
    return seen.filter(model=link._meta.label_lower, object_id=str(link.pk), verb=LOOK)


# ---- whoever has the link


def open_link(token: str, *, device: str = "") -> Shared:
    """What the link shows today. Raises Refused: share_unknown, share_expired, share_revoked."""
    with transaction.atomic(), acting_as(ANON), connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, number, kinds, training_class, valid_until, state"
            " FROM open_share(%s, %s, %s, %s)",
            [",".join(hashes_of(token)), clock.now(), clock.today(), device],
        )
        found = cursor.fetchone()
    if found is None:
        raise Refused("share_unknown")
    person, number, kinds, training_class, valid_until, state = found
    if person is None:
        raise Refused(f"share_{state}", f"{valid_until:%Y-%m-%d}")
    with reading_as(person) as actor:
        return shown(actor, number, valid_until, {"only": kinds, "training_class": training_class})


@contextmanager
def reading_as(person: int):
    """Everything inside is read as the worker, and nothing can be written."""
    actor = Actor(user_id=person, role=Role.WORKER, face=Face.WORKER, name="share link")
    with transaction.atomic(), acting_as(actor.scope):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        yield actor


def shown(actor, number, valid_until, scope) -> Shared:
    trainee = Trainee.objects.visible_to(actor).get(user_id=actor.user_id)
    return Shared(
        name=trainee.masked_name,
        identity=trainee.masked_identity,
        number=number,
        valid_until=valid_until,
        entries=timeline.timeline(actor, **scope),
        figures=timeline.figures(actor, **scope),
    )
