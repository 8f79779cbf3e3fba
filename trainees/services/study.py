"""Online study: items of online sessions, opening one, and the heartbeats of who studies it.

A heartbeat is one small statement, whoever sends it how often: the counter of its study session
makes it happen once. What counts is decided later, by services/study_settling.py.
"""

from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Sum

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import UNIT_ADMINS, Role
from core.refusals import Refused
from core.workflow import perform
from programs.enums import ClassState, Mode, SessionState
from trainees.enums import STUDYING, EnrolmentState, StudyItemState, StudySource
from trainees.models import Enrolment, StudyItem, StudySession
from trainees.permissions import is_own_unit_admin, is_worker_oneself

SYSTEM = system_actor("study")
GOING_ON = (ClassState.RUNNING, ClassState.FINISHED)
ENDED = (SessionState.SEALED, SessionState.CANCELLED)

INSERT = """
INSERT INTO trainees_heartbeat (study_session_id, counter, received_at, position, speed,
    is_visible, is_active, organization_id, district_id, trainee_user_id)
SELECT s.id, %(counter)s, %(at)s, %(position)s, %(speed)s, %(is_visible)s, %(is_active)s,
    s.organization_id, s.district_id, s.trainee_user_id
FROM trainees_studysession s WHERE s.id = %(session)s AND s.settled_at IS NULL
ON CONFLICT DO NOTHING
"""


class Sign(NamedTuple):
    """What a player reports: `position` in milliseconds, `speed` in times."""

    counter: int
    position: int
    speed: float
    is_visible: bool
    is_active: bool


@transaction.atomic
def add_study_item(*, actor: Actor, session, title: str, body: str, minutes: int) -> StudyItem:
    """Something to study in an online session of the own unit; what is made up, a teacher holds.

    Raises Refused: not_allowed, wrong_state, study_item_long.
    """
    if not is_own_unit_admin(actor, session):
        raise Refused("not_allowed")
    if session.mode != Mode.ONLINE or session.makes_up_id or session.state in ENDED:
        raise Refused("wrong_state", f"{session.get_mode_display()} {session.get_state_display()}")
    own = StudyItem.objects.filter(session=session, state=StudyItemState.OFFERED)
    total = minutes + (own.aggregate(sum=Sum("minutes"))["sum"] or 0)
    if total > session.minutes:
        raise Refused("study_item_long", f"{total} > {session.minutes}")
    row = StudyItem.objects.create(
        session=session, organization_id=session.organization_id,
        district_id=session.district_id, title=title, body=body, minutes=minutes,
    )  # fmt: skip
    audit.record(actor, "create", row)
    return row


def is_open(item: StudyItem, enrolment: Enrolment) -> bool:
    """From the start of the class until the session is sealed, for whoever is in the class."""
    session = item.session
    return (
        item.state == StudyItemState.OFFERED
        and session.state not in ENDED
        and session.training_class.state in GOING_ON
        and enrolment.state in STUDYING
        and enrolment.training_class_id == session.training_class_id
    )


@transaction.atomic
def open_study(*, actor: Actor, item: StudyItem, enrolment: Enrolment) -> StudySession:
    """Begin to study, on the page or, for somebody of the own unit, on a platform.

    The first time makes a trainee of somebody enrolled. Raises Refused: not_allowed,
    study_not_open.
    """
    if not (is_worker_oneself | is_own_unit_admin)(actor, enrolment) or actor.helper:
        raise Refused("not_allowed")
    if not is_open(item, enrolment):
        raise Refused("study_not_open", item.session.get_state_display())
    row = StudySession.objects.create(
        item=item, enrolment=enrolment, organization_id=enrolment.organization_id,
        district_id=enrolment.district_id, trainee_user_id=enrolment.trainee_user_id,
        source=StudySource.PLATFORM if actor.role in UNIT_ADMINS else StudySource.PAGE,
        opened_at=clock.now(),
    )  # fmt: skip
    audit.record(actor, "open_study", row)
    begin(enrolment, row.opened_at)
    return row


def begin(enrolment: Enrolment, at) -> None:
    """Somebody enrolled becomes a trainee, once, on however many devices they begin."""
    if enrolment.state != EnrolmentState.CONFIRMED:
        return
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if row.state == EnrolmentState.CONFIRMED:
        perform(row, "begin", actor=SYSTEM, first_signed_in_at=at)


def beat(*, actor: Actor, study_session: int, sign: Sign) -> None:
    """Keep one heartbeat, at the server's time; the same one again changes nothing.

    The database shows a caller the own study sessions alone. Raises Refused: not_allowed,
    study_over; StudySession.DoesNotExist.
    """
    if actor.helper or actor.role not in UNIT_ADMINS | {Role.WORKER}:
        raise Refused("not_allowed")
    values = {**sign._asdict(), "session": study_session, "at": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        is_kept = cursor.rowcount
    if not is_kept and StudySession.objects.get(pk=study_session).settled_at:
        raise Refused("study_over")
