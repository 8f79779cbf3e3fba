"""The weekly log: written by the apprentice, confirmed or sent back by one of the two mentors."""

from datetime import date

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.outbox import notify
from core.refusals import Refused, refusing
from core.workflow import moving, performs
from trainees.apprentice_facts import weeks_due
from trainees.messages import LogReturned
from trainees.models import Apprentice, ApprenticeLog
from trainees.models.apprentice_log import DAYS_OF_A_WEEK, MOST_LESSONS
from trainees.permissions import is_worker_oneself

COPIED = ("organization_id", "institution_id", "district_id", "trainee_user_id")


@transaction.atomic
def write_week(
    apprentice: Apprentice,
    *,
    actor: Actor,
    week_on: date,
    work_days: int,
    lessons: int,
    learnt: str,
) -> ApprenticeLog:
    """Write one week of one's own apprenticeship; `week_on` is its Monday.

    Raises Refused: not_allowed, week_outside_plan, week_figures_wrong, week_written.
    """
    if not is_worker_oneself(actor, apprentice):
        raise Refused("not_allowed")
    if week_on not in weeks_due(apprentice, apprentice.plan, clock.today()):
        raise Refused("week_outside_plan", f"{week_on:%Y-%m-%d}")
    row = ApprenticeLog(
        apprentice=apprentice, week_on=week_on, written_at=clock.now(),
        **{name: getattr(apprentice, name) for name in COPIED},
    )  # fmt: skip
    take(row, work_days, lessons, learnt)
    with refusing(Refused("week_written", row.week_words), "log_once_a_week"):
        row.save()
    audit.record(actor, "write", row)
    return row


def take(row, work_days: int, lessons: int, learnt: str) -> None:
    """Raises Refused: week_figures_wrong."""
    if not (0 <= work_days <= DAYS_OF_A_WEEK and 0 <= lessons <= MOST_LESSONS):
        raise Refused("week_figures_wrong")
    row.work_days, row.lessons, row.learnt = work_days, lessons, learnt


@performs(ApprenticeLog, "rewrite")
def rewrite_week(log, *, actor: Actor, work_days=None, lessons=None, learnt=None):
    """Correct a week nobody has confirmed; what is not given stays. Raises week_figures_wrong."""
    with moving(log, "rewrite", actor=actor) as row:
        given = (work_days, lessons, learnt)
        known = (row.work_days, row.lessons, row.learnt)
        take(row, *(old if new is None else new for new, old in zip(given, known, strict=True)))
        row.written_at, row.remark = clock.now(), ""
    return row


@performs(ApprenticeLog, "confirm")
def confirm_week(log, *, actor: Actor):
    """The mentor stands for what the apprentice wrote."""
    with moving(log, "confirm", actor=actor) as row:
        apprentice = row.apprentice
        is_of_enterprise = apprentice.enterprise_mentor_id == actor.user_id
        side = "enterprise" if is_of_enterprise else "institution"
        row.confirmed_at, row.confirmed_by_id = clock.now(), actor.user_id
        row.confirmed_name = getattr(apprentice, f"{side}_mentor_name")
    return row


@performs(ApprenticeLog, "return")
def return_week(log, *, actor: Actor, reason: str):
    """Something is not right: the apprentice reads what, and writes the week again."""
    with moving(log, "return", actor=actor, reason=reason) as row:
        row.remark = reason
    link = f"/account/apprenticeships/{row.apprentice_id}/"
    notify(
        LogReturned, [row.trainee_user_id], about=row, occasion=f"{row.written_at.isoformat()}",
        link=link, date=row.week_on,
    )  # fmt: skip
    return row
