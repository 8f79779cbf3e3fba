"""The clocks of programs: the answers owed to units, and the closing of a year's plan."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from core.deadlines import Due, owed, register
from core.enums import Role
from core.outbox import users_in_role
from policies.queries import last_moment
from programs.checks import local_day
from programs.enums import ChangeState, ClassState, PlanState, ProgrammeState, QualificationState
from programs.models import (
    AnnualPlanVersion,
    ClassChange,
    Programme,
    TeacherQualification,
    TrainingClass,
)
from programs.services.qualifications import KIND, reply_due

REPLY_DUE = attrgetter("reply_due_on")


def filing_replies(until: date) -> Iterator[Due]:
    """Filings without an answer."""
    filed = TrainingClass.objects.filter(state=ClassState.FILED, reply_due_on__lte=until)
    return owed(filed.order_by("reply_due_on"), until, "class", due_of=REPLY_DUE)


def change_replies(until: date) -> Iterator[Due]:
    """Requests to change a timetable that wait for an answer."""
    waiting = ClassChange.objects.filter(state=ChangeState.REQUESTED, reply_due_on__lte=until)
    return owed(waiting.order_by("reply_due_on"), until, "change of a class", due_of=REPLY_DUE)


def programme_replies(until: date) -> Iterator[Due]:
    """Programmes without an answer of the city's reviewers."""
    submitted = Programme.objects.filter(state=ProgrammeState.SUBMITTED).order_by("submitted_at")
    return owed(submitted, until, "programme", due_of=programme_due, is_with_city=lambda row: True)


def programme_due(row) -> date:
    return last_moment("tl_programme_reply", local_day(row.submitted_at))


def qualification_replies(until: date) -> Iterator[Due]:
    """Qualifications without an answer of the district's reviewers."""
    submitted = TeacherQualification.objects.filter(state=QualificationState.SUBMITTED)
    return owed(submitted.order_by("submitted_at"), until, KIND, due_of=reply_due)


def plan_closings(until: date) -> Iterator[Due]:
    """Plans of years that are over; the chief closes them."""
    over = AnnualPlanVersion.objects.filter(state=PlanState.PUBLISHED, year__lt=until.year)
    for row in over.order_by("year"):
        due = last_moment("tl_plan_close", date(row.year, 12, 31))
        if due <= until:
            yield Due(
                about=row,
                on=due,
                owners=users_in_role(Role.MUNICIPAL_CHIEF),
                chiefs=(),
                kind="annual plan",
                number=row.number,
                link=row.get_absolute_url(),
            )


register("tl_change_lead", change_replies)
register("tl_filing_reply", filing_replies)
register("tl_plan_close", plan_closings)
register("tl_programme_reply", programme_replies)
register("tl_qualification_reply", qualification_replies)
