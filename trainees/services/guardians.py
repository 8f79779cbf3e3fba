"""Guardians 监护人: asked by the ward through a one-time link, and what they answer.

The link goes to the guardian's phone alone, so whoever opens it has that phone; who they are is
their own account, under the real name the ward has stated.
"""

import hashlib
import secrets
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import audit, clock, files
from core.access import Actor
from core.enums import Role
from core.files.types import JPEG, PDF, PNG
from core.numbers import next_serial
from core.outbox import english, notify, notify_address
from core.refusals import Refused, refusing
from core.tenancy.scope import AUTH, acting_as
from core.workflow import moving, performs
from policies.queries import last_moment
from trainees import consents
from trainees.ages import is_minor
from trainees.enums import EnrolmentState as E
from trainees.enums import GuardianshipState
from trainees.messages import ConsentState, GuardianRequest
from trainees.models import Guardianship
from trainees.permissions import is_oneself
from trainees.queries import WardClass, classes_of_ward
from trainees.services.people import own_trainee

ANSWER = "tl_guardian_consent"
PURPOSE = "guardian_paper"
TOKEN_BYTES = 24
MOST_A_DAY = 3  # messages to numbers a person names
BEFORE_THE_START = (E.PENDING, E.WAITLISTED, E.OFFERED, E.CONFIRMED)

files.purpose(PURPOSE, types=(PDF, JPEG, PNG), megabytes=20, is_recorded=True)


class Asked(NamedTuple):
    """What the holder of a link may know: who asks, masked, and until when."""

    ward: str
    due: date


def digest(token: str) -> str:
    """What is stored of a token: long and random enough that a plain hash tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


# ---- the ward


@transaction.atomic
def ask_guardian(*, actor: Actor, name: str, phone: str, site: str) -> Guardianship:
    """Send the link to a guardian's phone (11 digits); `site` is the product's address.

    Raises Refused: not_allowed, guardian_not_needed for an adult, guardian_not_suitable for the
    own number, guardian_asked while another request is open, too_many_codes.
    """
    trainee = own_trainee(actor)
    if trainee is None or actor.role != Role.WORKER:
        raise Refused("not_allowed")
    if not is_minor(trainee.birth_on):
        raise Refused("guardian_not_needed")
    if phone == trainee.phone:
        raise unsuitable(_("this is your own number"), _("Type the guardian's own number."))
    check_number(actor)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = request_of(trainee, name, phone, digest(token))
    with refusing(Refused("guardian_asked"), "guardianship_asked_once"):
        row.save()
    audit.record(actor, "send", row)
    send_link(row, token, site)
    return row


def check_number(actor) -> None:
    """A few requests a day: the messages go to numbers of others."""
    own = Guardianship.objects.of_ward(actor.user_id)
    if own.filter(invited_at__date=clock.today()).count() >= MOST_A_DAY:
        raise Refused("too_many_codes")


def request_of(trainee, name, phone, token_hash) -> Guardianship:
    """A new request of a ward, sent now; not stored yet."""
    series, now = f"JH{clock.today().year}", clock.now()
    return Guardianship(
        number=f"{series}-{next_serial(series):06d}", trainee=trainee,
        trainee_user_id=trainee.user_id, masked_name=trainee.masked_name,
        district_id=trainee.district_id, guardian_name=name, guardian_phone=phone,
        token_hash=token_hash, invited_at=now, due_on=last_moment(ANSWER, clock.today()),
    )  # fmt: skip


def send_link(row, token, site) -> None:
    """The message with the one-time link; it stands nowhere else, and is erased when it is out."""
    notify_address(
        GuardianRequest,
        {"sms": row.guardian_phone},
        about=row,
        secrets={"link": f"{site}guardian/{token}/"},
        due=row.due_on,
    )


@performs(Guardianship, "cancel")
def cancel_request(guardianship, *, actor: Actor):
    """The link is dead."""
    with moving(guardianship, "cancel", actor=actor, ended_at=clock.now()) as row:
        return row


# ---- the guardian, by the link


def asked_by(token: str) -> Asked:
    """The request a link leads to. Raises Refused: invitation_expired, for whatever is not open."""
    with transaction.atomic(), acting_as(AUTH), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ward, due FROM guardianship_by_token(%s, %s)", [digest(token), clock.today()]
        )
        found = cursor.fetchone()
    if found is None:
        raise Refused("invitation_expired")
    return Asked(*found)


@transaction.atomic
def give_consent(token: str, *, actor: Actor, relation: str, paper=None) -> Guardianship:
    """Agree as the guardian, in the words of `consents.GUARDIAN`; `paper` is an upload or None.

    Raises Refused: invitation_expired, not_allowed for who has no record of the own person,
    guardian_not_suitable for a minor, the ward, another name, or a second consent for one ward.
    """
    row = taken_up(token, actor)
    with moving(row, "consent", actor=actor, **agreement(relation)) as row:
        if paper:
            kept = {"purpose": PURPOSE, "district_id": row.district_id}
            row.paper = files.store(actor, paper, **kept)
        tell_ward(row, GuardianshipState.CONSENTED)
    return row


def agreement(relation: str) -> dict:
    """The columns of a consent given now."""
    return {
        "relation": relation,
        "answered_at": clock.now(),
        "consent_version": consents.GUARDIAN,
        "purposes": consents.purposes_of(consents.GUARDIAN),
    }


@transaction.atomic
def decline_request(token: str, *, actor: Actor) -> Guardianship:
    """Say no; the ward is told."""
    row = taken_up(token, actor)
    with moving(row, "decline", actor=actor, answered_at=clock.now()) as row:
        tell_ward(row, GuardianshipState.DECLINED)
    return row


def taken_up(token, actor) -> Guardianship:
    """The open request, which is the acting person's from now on if they can be the guardian."""
    asked_by(token)
    guardian = own_trainee(actor) if is_oneself(actor, None) else None
    if guardian is None:
        raise Refused("not_allowed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_up_guardianship(%s, %s)", [digest(token), clock.today()])
        found = cursor.fetchone()[0]
    if found is None:
        raise unsuitable(
            _("nobody agrees for themselves"),
            _("Let the guardian answer with their own account."),
        )
    row = Guardianship.objects.get(pk=found)
    check_suitable(row, guardian)
    return row


def check_suitable(row, guardian) -> None:
    """An adult under the name the ward has stated, who has not consented already."""
    agreed = Guardianship.objects.agreed().filter(guardian=guardian, trainee_id=row.trainee_id)
    if guardian.name != row.guardian_name:
        raise unsuitable(
            _("the request names somebody else"),
            _(
                "Sign in under the name that was stated; if it is wrong, the ward takes the "
                "request back and asks again."
            ),
        )
    if is_minor(guardian.birth_on):
        raise unsuitable(_("a guardian is of age"), _("Ask a guardian who is of age."))
    if agreed.exists():
        raise unsuitable(_("this guardian has consented already"), _("Nothing more is needed."))


def unsuitable(detail: str, remedy: str) -> Refused:
    """What is wrong with this guardian has a way out of its own each time."""
    return Refused("guardian_not_suitable", detail, remedy=remedy)


@performs(Guardianship, "consent")
@performs(Guardianship, "decline")
def answer_by_link(guardianship, *, actor: Actor, **_inputs):
    """A request is answered with its link, on its page, and nowhere else."""
    raise Refused("not_allowed")


# ---- the guardian, afterwards


@performs(Guardianship, "take_back")
def take_back_consent(guardianship, *, actor: Actor, reason: str, withdraw=()):
    """End the consent for enrolments from now on.

    `withdraw` are keys of the ward's enrolments that have not begun; the system worker withdraws
    them with the reason. Raises Refused: not_allowed for any other.
    """
    with moving(guardianship, "take_back", actor=actor, reason=reason, ended_at=clock.now()) as row:
        open_ones = {item.enrolment for item in not_begun(row)}
        if not set(withdraw) <= open_ones:
            raise Refused("not_allowed")
        row.withdrawals, row.reason = sorted(withdraw), reason
        tell_ward(row, GuardianshipState.ENDED)
    if row.withdrawals:
        transaction.on_commit(ring)
    return row


def not_begun(guardianship) -> list[WardClass]:
    """The ward's enrolments in classes that begin later than today; for the guardian alone."""
    today = clock.today()
    return [
        item
        for item in classes_of_ward(guardianship)
        if item.state in BEFORE_THE_START and item.starts_on > today
    ]


@transaction.atomic
def look_at_ward(guardianship, *, actor: Actor) -> list[WardClass]:
    """The classes of a ward whose consent stands; each look is on the record of the ward."""
    rows = classes_of_ward(guardianship)
    audit.record(actor, "look", guardianship, facts={"what": "classes"})
    return rows


def tell_ward(row, state) -> None:
    """What has become of a request or a consent."""
    link, words = row.get_absolute_url(), {"number": row.number, "state": english(state)}
    notify(ConsentState, [row.trainee_user_id], about=row, link=link, **words)


def ring() -> None:
    from core import tasks
    from trainees.tasks import system_follow_guardians

    tasks.ring(system_follow_guardians)
