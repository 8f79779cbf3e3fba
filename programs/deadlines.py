"""The clocks of programs: the answers owed to units, and the closing of a year's plan."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from core.admin_urls import record_url
from core.deadlines import Due, register
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


def filing_replies(until: date) -> Iterator[Due]:
    """Filings without an answer; the district's reviewers must answer, the city's chief hears."""
    reviewers = cache(lambda district_id: users_in_role(Role.DISTRICT_REVIEWER, district_id))
    chiefs = users_in_role(Role.MUNICIPAL_CHIEF)
    filed = TrainingClass.objects.filter(state=ClassState.FILED, reply_due_on__lte=until)
    for row in filed.order_by("reply_due_on"):
        yield Due(
            about=row,
            on=row.reply_due_on,
            owners=reviewers(row.district_id),
            chiefs=chiefs,
            kind="class",
            number=row.number,
            link=record_url(row),
        )


def change_replies(until: date) -> Iterator[Due]:
    """Requests to change a timetable that wait for an answer."""
    reviewers = cache(lambda district_id: users_in_role(Role.DISTRICT_REVIEWER, district_id))
    chiefs = users_in_role(Role.MUNICIPAL_CHIEF)
    waiting = ClassChange.objects.filter(state=ChangeState.REQUESTED, reply_due_on__lte=until)
    for row in waiting.order_by("reply_due_on"):
        yield Due(
            about=row,
            on=row.reply_due_on,
            owners=reviewers(row.district_id),
            chiefs=chiefs,
            kind="change of a class",
            number=row.number,
            link=record_url(row),
        )


def programme_replies(until: date) -> Iterator[Due]:
    """Programmes without an answer of the city's reviewers."""
    reviewers, chiefs = users_in_role(Role.MUNICIPAL_REVIEWER), users_in_role(Role.MUNICIPAL_CHIEF)
    submitted = Programme.objects.filter(state=ProgrammeState.SUBMITTED)
    for row in submitted.order_by("submitted_at"):
        due = last_moment("tl_programme_reply", local_day(row.submitted_at))
        if due <= until:
            yield Due(
                about=row,
                on=due,
                owners=reviewers,
                chiefs=chiefs,
                kind="programme",
                number=row.number,
                link=record_url(row),
            )


def qualification_replies(until: date) -> Iterator[Due]:
    """Qualifications without an answer of the district's reviewers."""
    reviewers = cache(lambda district_id: users_in_role(Role.DISTRICT_REVIEWER, district_id))
    chiefs = users_in_role(Role.MUNICIPAL_CHIEF)
    submitted = TeacherQualification.objects.filter(state=QualificationState.SUBMITTED)
    for row in submitted.order_by("submitted_at"):
        due = last_moment("tl_qualification_reply", local_day(row.submitted_at))
        if due <= until:
            yield Due(
                about=row,
                on=due,
                owners=reviewers(row.district_id),
                chiefs=chiefs,
                kind="teacher's qualification",
                number=row.number,
                link=record_url(row),
            )


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
