"""One FilterSet for each list: pages, API and export filter alike."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.enums import Finding
from trainees.enums import (
    ApprenticePlanState,
    AttendanceCorrectionState,
    AttendanceState,
    CorrectionState,
    EnrolmentOutcome,
    EnrolmentState,
    FollowUpState,
    GroupState,
    GuardianshipState,
    LateState,
    LogState,
    MergeState,
    PlanResult,
    TransferState,
    VoucherState,
)
from trainees.models import (
    Apprentice,
    ApprenticeLog,
    ApprenticePlan,
    AttendanceCorrection,
    AttendanceRecord,
    BusinessPlan,
    ClassDossier,
    CorrectionRequest,
    Employment,
    Enrolment,
    GroupMembership,
    Guardianship,
    LateException,
    PersonMerge,
    StartUp,
    StartUpFollowUp,
    StudyItem,
    StudyRecord,
    StudySession,
    Transfer,
    Voucher,
)


class EnrolmentFilter(filters.FilterSet):
    """Enrolments by class number, state and outcome."""

    training_class = filters.CharFilter(
        field_name="training_class__number", widget=forms.HiddenInput
    )
    state = filters.ChoiceFilter(label=_("State"), choices=EnrolmentState)
    outcome = filters.ChoiceFilter(label=_("Outcome"), choices=EnrolmentOutcome)

    class Meta:
        model = Enrolment
        fields = ("training_class", "state", "outcome")


class OwnEnrolmentFilter(filters.FilterSet):
    """A worker's own classes, by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=EnrolmentState)

    class Meta:
        model = Enrolment
        fields = ("state",)


class GroupFilter(filters.FilterSet):
    """Proofs of key groups by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=GroupState)

    class Meta:
        model = GroupMembership
        fields = ("state",)


class GuardianshipFilter(filters.FilterSet):
    """Guardianships by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=GuardianshipState)

    class Meta:
        model = Guardianship
        fields = ("state",)


class EmploymentFilter(filters.FilterSet):
    """Employees by name, and who is employed on a day."""

    q = filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="contains")
    on = filters.DateFilter(
        label=_("Employed on"),
        method="employed_on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Employment
        fields: tuple = ()

    def employed_on(self, queryset, name, value):
        return queryset.on(value)


class LateFilter(filters.FilterSet):
    """Late enrolments by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=LateState)

    class Meta:
        model = LateException
        fields = ("state",)


class TransferFilter(filters.FilterSet):
    """Transfers by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=TransferState)

    class Meta:
        model = Transfer
        fields = ("state",)


class StartUpFilter(filters.FilterSet):
    """Businesses by what the register says and by the state of a follow-up."""

    finding = filters.ChoiceFilter(label=_("Business register"), choices=Finding)
    follow_up = filters.ChoiceFilter(
        label=_("Follow-up"), field_name="follow_ups__state", choices=FollowUpState, distinct=True
    )

    class Meta:
        model = StartUp
        fields = ("finding", "follow_up")


class FollowUpFilter(filters.FilterSet):
    """Follow-ups by state and months."""

    state = filters.ChoiceFilter(label=_("State"), choices=FollowUpState)
    month = filters.NumberFilter(min_value=1, max_value=999)

    class Meta:
        model = StartUpFollowUp
        fields = ("state", "month")


class BusinessPlanFilter(filters.FilterSet):
    """Business plans by result."""

    result = filters.ChoiceFilter(label=_("Business plan"), choices=PlanResult)

    class Meta:
        model = BusinessPlan
        fields = ("result",)


class DossierFilter(filters.FilterSet):
    """Dossiers by the number of the class."""

    training_class = filters.CharFilter(
        field_name="training_class__number", widget=forms.HiddenInput
    )

    class Meta:
        model = ClassDossier
        fields = ("training_class",)


class ApprenticePlanFilter(filters.FilterSet):
    """Apprenticeship plans by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=ApprenticePlanState)

    class Meta:
        model = ApprenticePlan
        fields = ("state",)


class ApprenticeFilter(filters.FilterSet):
    """Apprentices of a plan, by its number."""

    plan = filters.CharFilter(field_name="plan__number", label=_("Number of the plan"))

    class Meta:
        model = Apprentice
        fields = ("plan",)


class ApprenticeLogFilter(filters.FilterSet):
    """Weeks of one apprentice, by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=LogState)
    apprentice = filters.NumberFilter(min_value=1, max_value=2**63 - 1)

    class Meta:
        model = ApprenticeLog
        fields: tuple = ()


class VoucherFilter(filters.FilterSet):
    """Vouchers by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=VoucherState)

    class Meta:
        model = Voucher
        fields = ("state",)


class MergeFilter(filters.FilterSet):
    """Merges of two records by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=MergeState)

    class Meta:
        model = PersonMerge
        fields = ("state",)


class AttendanceCorrectionFilter(filters.FilterSet):
    """Corrections of attendance by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=AttendanceCorrectionState)

    class Meta:
        model = AttendanceCorrection
        fields = ("state",)


class AttendanceFilter(filters.FilterSet):
    """Attendance by state, and of one session."""

    state = filters.ChoiceFilter(label=_("State"), choices=AttendanceState)
    session = filters.NumberFilter(label=_("Session"), min_value=1, max_value=2**63 - 1)

    class Meta:
        model = AttendanceRecord
        fields: tuple = ()


class StudyItemFilter(filters.FilterSet):
    """Learning items by session."""

    session = filters.NumberFilter(label=_("session"), min_value=1, max_value=2**63 - 1)

    class Meta:
        model = StudyItem
        fields = ("session",)


class StudySessionFilter(filters.FilterSet):
    """Study sessions by enrolment."""

    enrolment = filters.NumberFilter(label=_("enrolment"), min_value=1, max_value=2**63 - 1)

    class Meta:
        model = StudySession
        fields = ("enrolment",)


class StudyRecordFilter(filters.FilterSet):
    """The ledger of study by enrolment, by class, and by whether it counts."""

    enrolment = filters.NumberFilter(label=_("enrolment"), min_value=1, max_value=2**63 - 1)
    training_class = filters.CharFilter(field_name="enrolment__training_class__number")
    is_accepted = filters.BooleanFilter(label=_("counted"))

    class Meta:
        model = StudyRecord
        fields = ("enrolment", "training_class", "is_accepted")


class CorrectionFilter(filters.FilterSet):
    """Correction requests by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=CorrectionState)

    class Meta:
        model = CorrectionRequest
        fields = ("state",)
