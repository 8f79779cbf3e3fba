"""The clocks of trainees: the answers owed to people, by district and institution."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from django.utils.translation import gettext_noop

from core.deadlines import Due, owed, register
from core.enums import Role
from core.outbox import users_in_role, users_of
from trainees.enums import (
    ApprenticePlanState,
    AttendanceCorrectionState,
    CorrectionState,
    EnrolmentState,
    FollowUpState,
    GroupState,
    LateState,
    MergeState,
)
from trainees.models import (
    ApprenticePlan,
    AttendanceCorrection,
    CorrectionRequest,
    Enrolment,
    GroupMembership,
    LateException,
    PersonMerge,
    StartUpFollowUp,
)
from trainees.services import (
    apprenticeships,
    attendance_corrections,
    corrections,
    late,
    merging,
    start_ups,
)
from trainees.services.enrolment import verifiable_until
from trainees.services.groups import KIND, REPLY, reply_due

TO_VERIFY = gettext_noop("enrolments to verify")


def verifications(until: date) -> Iterator[Due]:
    """What has to be looked at before a seat that is held is given back."""
    yield from group_replies(until)
    yield from enrolments_to_verify(until)


def group_replies(until: date) -> Iterator[Due]:
    """Proofs of groups without an answer of the home district."""
    submitted = GroupMembership.objects.filter(state=GroupState.SUBMITTED)
    return owed(submitted.order_by("submitted_at"), until, KIND, due_of=reply_due)


def enrolments_to_verify(until: date) -> Iterator[Due]:
    """Enrolments nobody has verified, one clock for a class: that of the earliest of them.

    The institution acts; the district hears of a delay.
    """
    pending = Enrolment.objects.filter(state=EnrolmentState.PENDING).select_related(
        "training_class"
    )
    earliest: dict[int, Enrolment] = {}
    for row in pending.order_by("enrolled_at", "pk"):
        earliest.setdefault(row.training_class_id, row)
    for row in earliest.values():
        if verifiable_until(row) <= until:
            yield due_of_class(row)


def due_of_class(enrolment: Enrolment) -> Due:
    row = enrolment.training_class
    return Due(
        about=row,
        on=verifiable_until(enrolment),
        owners=users_of(row.organization_id, Role.INSTITUTION_ADMIN),
        chiefs=users_in_role(Role.DISTRICT_REVIEWER, row.district_id),
        kind=TO_VERIFY,
        number=row.number,
        link=f"/workspace/classes/{row.number}/enrolments/?state={EnrolmentState.PENDING}",
    )


def late_replies(until: date) -> Iterator[Due]:
    """Late enrolments without an answer of the district."""
    asked = LateException.objects.filter(state=LateState.REQUESTED).order_by("reply_due_on")
    return owed(asked, until, late.KIND, due_of=lambda row: row.reply_due_on)


def attendance_correction_replies(until: date) -> Iterator[Due]:
    """Corrections of attendance without an answer of the institution."""
    asked = AttendanceCorrection.objects.filter(
        state=AttendanceCorrectionState.REQUESTED, reply_due_on__lte=until
    )
    for row in asked.order_by("reply_due_on", "pk"):
        yield Due(
            about=row,
            on=row.reply_due_on,
            owners=users_of(row.organization_id, Role.INSTITUTION_ADMIN),
            chiefs=[],
            kind=attendance_corrections.KIND,
            number=row.number,
            link=attendance_corrections.worked_on(row),
        )


def merge_replies(until: date) -> Iterator[Due]:
    """Merges a district has proposed, without an answer of the city."""
    proposed = PersonMerge.objects.filter(state=MergeState.PROPOSED).order_by("proposed_at")
    return owed(
        proposed, until, merging.KIND, due_of=merging.reply_due, is_with_city=lambda _row: True
    )


def plan_replies(until: date) -> Iterator[Due]:
    """Apprenticeship plans without an answer of the district."""
    filed = ApprenticePlan.objects.filter(state=ApprenticePlanState.FILED).order_by("reply_due_on")
    return owed(filed, until, apprenticeships.KIND, due_of=lambda row: row.reply_due_on)


def person_replies(until: date) -> Iterator[Due]:
    """Matters of persons: merges with the city, corrections with whoever keeps the record."""
    yield from merge_replies(until)
    yield from correction_replies(until)


def correction_replies(until: date) -> Iterator[Due]:
    """Corrections nobody has answered; while a proof is missing the clock stands still."""
    answering = (CorrectionState.SUBMITTED, CorrectionState.IN_REVIEW)
    rows = CorrectionRequest.objects.filter(state__in=answering).order_by("reply_due_on")
    with_district = rows.filter(organization__isnull=True)
    yield from owed(with_district, until, corrections.KIND, due_of=lambda row: row.reply_due_on)
    for row in rows.filter(organization__isnull=False, reply_due_on__lte=until):
        yield due_of_unit(row)


def due_of_unit(row) -> Due:
    """The institution checks; its district, which corrects, hears of a delay."""
    return Due(
        about=row,
        on=row.reply_due_on,
        owners=users_of(row.organization_id, Role.INSTITUTION_ADMIN),
        chiefs=users_in_role(Role.DISTRICT_REVIEWER, row.district_id),
        kind=corrections.KIND,
        number=row.number,
        link=f"/workspace/corrections/{row.number}/",
    )


def start_up_follow_ups(until: date) -> Iterator[Due]:
    """Follow-ups nobody has recorded; the institution acts, its district hears of a delay."""
    due = StartUpFollowUp.objects.filter(state=FollowUpState.DUE, asked_on__lte=until)
    units = cache(lambda unit: users_of(unit, Role.INSTITUTION_ADMIN))
    districts = cache(lambda district: users_in_role(Role.DISTRICT_REVIEWER, district))
    for row in due.select_related("start_up").order_by("asked_on", "pk"):
        on = start_ups.reply_due(row)
        if on <= until:
            yield Due(
                about=row,
                on=on,
                owners=units(row.organization_id),
                chiefs=districts(row.district_id),
                kind=start_ups.KIND,
                number=row.start_up.number,
                link=row.start_up.get_absolute_url(),
            )


register(REPLY, verifications)
register(start_ups.REPLY, start_up_follow_ups)
register(attendance_corrections.REPLY, attendance_correction_replies)
register(late.REPLY, late_replies)
register(apprenticeships.REPLY, plan_replies)
register(merging.REPLY, person_replies)
