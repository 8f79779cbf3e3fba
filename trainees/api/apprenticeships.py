"""Apprenticeships: plans of an enterprise, their apprentices, and the weeks these write."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.files import FORM, Upload
from core.api.resources import BY_KEY, Moving, Resource
from core.api.serializers import Body, Own, Shown, numbered
from core.enums import UNIT_ADMINS, Role
from organizations.enums import OrganizationKind
from organizations.models import Organization
from programs.models import Occupation
from trainees.enums import ApprenticeLevel
from trainees.filters import ApprenticeFilter, ApprenticeLogFilter, ApprenticePlanFilter
from trainees.models import Apprentice, ApprenticeLog, ApprenticePlan, Employment
from trainees.models.apprentice_log import DAYS_OF_A_WEEK, MOST_LESSONS
from trainees.services.apprentice_logs import write_week
from trainees.services.apprentices import PURPOSE, add_apprentice
from trainees.services.apprenticeships import create_plan

CLEAR = UNIT_ADMINS | {Role.MENTOR, Role.WORKER}
KEY = {"min_value": 1, "max_value": 2**63 - 1}


class PlanSerializer(Shown):
    enterprise = numbered(source="organization")
    institution = numbered()
    district = numbered("code")
    occupation = numbered("code")

    class Meta:
        model = ApprenticePlan
        fields = (
            "number",
            "enterprise",
            "institution",
            "district",
            "occupation",
            "level",
            "starts_on",
            "ends_on",
            "state",
            "filed_at",
            "reply_due_on",
            "decided_at",
            "cancelled_on",
        )


class NewPlan(Body):
    """With which accredited institution, what, and from when to when."""

    institution = Own(
        Organization,
        narrowed=lambda rows: rows.accredited().filter(kind=OrganizationKind.INSTITUTION),
    )
    occupation = Own(Occupation, "code")
    level = serializers.ChoiceField(ApprenticeLevel.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class PlanResource(Moving):
    model = ApprenticePlan
    noun = "apprentice-plan"
    about = _("Apprenticeship plans: drafted and filed by the enterprise, answered by a district.")
    serializer_class = PlanSerializer
    filterset_class = ApprenticePlanFilter
    related = ("organization", "institution", "district", "occupation")

    @extend_schema(request=NewPlan)
    def create(self, request):
        """Draft a plan; apprentices are added to it, and filing it is a move."""
        with self.reading_as(self.caller):
            row = create_plan(actor=self.caller, **self.given(NewPlan))
            return self.shown_again(row, status=201)


class ApprenticeSerializer(Shown):
    """The name in clear for both units, the mentors and oneself."""

    SHOWN_TO = {"name": CLEAR}

    plan = numbered()
    masked_name = serializers.CharField()

    class Meta:
        model = Apprentice
        fields = (
            "id",
            "plan",
            "masked_name",
            "name",
            "contract_number",
            "contract_from",
            "contract_until",
            "enterprise_mentor_name",
            "institution_mentor_name",
            "left_on",
            "left_reason",
        )


class NewApprentice(Body):
    """An own employee for a draft, with the signed contract; mentors by their user ids."""

    plan = Own(ApprenticePlan)
    employment = Own(Employment, "pk")
    contract_number = serializers.CharField(max_length=40)
    contract_from = serializers.DateField()
    contract_until = serializers.DateField()
    enterprise_mentor = serializers.IntegerField(required=False, **KEY)
    institution_mentor = serializers.IntegerField(required=False, **KEY)
    contract = Upload(purpose=PURPOSE, required=False)


class ApprenticeResource(Resource):
    model = Apprentice
    noun = "apprentice"
    about = _("Apprentices of a plan, with their contracts and mentors.")
    serializer_class = ApprenticeSerializer
    filterset_class = ApprenticeFilter
    related = ("plan",)
    lookup_field = "pk"
    lookup_value_regex = BY_KEY
    takes_files = ("create",)

    def rows(self, actor):
        return super().rows(actor).counting()

    @extend_schema(request={FORM: NewApprentice})
    def create(self, request):
        """Put an own employee on a draft or returned plan."""
        with self.reading_as(self.caller):
            given = self.given(NewApprentice)
            row = add_apprentice(given.pop("plan"), actor=self.caller, **given)
            return self.shown_again(row, status=201)


class LogSerializer(Shown):
    SHOWN_TO = {"learnt": CLEAR, "remark": CLEAR}

    apprentice = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = ApprenticeLog
        fields = (
            "id",
            "apprentice",
            "week_on",
            "work_days",
            "lessons",
            "learnt",
            "state",
            "written_at",
            "remark",
            "confirmed_at",
            "confirmed_name",
        )


class NewLog(Body):
    """A week of one's own apprenticeship, by its Monday."""

    apprentice = Own(Apprentice, "pk", narrowed=lambda rows: rows.select_related("plan"))
    week_on = serializers.DateField()
    work_days = serializers.IntegerField(min_value=0, max_value=DAYS_OF_A_WEEK)
    lessons = serializers.IntegerField(min_value=0, max_value=MOST_LESSONS)
    learnt = serializers.CharField(max_length=500)


class LogResource(Moving):
    model = ApprenticeLog
    noun = "apprentice-log"
    about = _("Weeks of apprentices: written by themselves, confirmed by a mentor.")
    serializer_class = LogSerializer
    filterset_class = ApprenticeLogFilter
    related = ("apprentice",)
    lookup_field = "pk"
    lookup_value_regex = BY_KEY

    @extend_schema(request=NewLog)
    def create(self, request):
        """Write a week, as the acting apprentice."""
        with self.reading_as(self.caller):
            given = self.given(NewLog)
            row = write_week(given.pop("apprentice"), actor=self.caller, **given)
            return self.shown_again(row, status=201)
