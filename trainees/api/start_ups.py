"""Start-up courses and what comes of them: business plans, businesses, their follow-up."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers

from core.api.resources import BY_KEY, Moving, Resource
from core.api.serializers import Body, Own, Shown, numbered
from core.identifiers import IdentifierError, check_uscc
from trainees.enums import PlanResult
from trainees.filters import BusinessPlanFilter, FollowUpFilter, StartUpFilter
from trainees.models import BusinessPlan, Enrolment, StartUp, StartUpFollowUp
from trainees.services.business_plans import record_plan
from trainees.services.start_ups import link_business


class BusinessPlanSerializer(Shown):
    class Meta:
        model = BusinessPlan
        fields = ("id", "enrolment", "result", "remark", "recorded_at")


class PlanRecord(Body):
    """The result of the business plan of an enrolment of one's own unit."""

    enrolment = Own(Enrolment, "pk")
    result = serializers.ChoiceField(PlanResult.choices)
    remark = serializers.CharField(max_length=500, required=False, allow_blank=True)


class BusinessPlanResource(Resource):
    model = BusinessPlan
    noun = "business-plan"
    about = _("Results of business plans, which a class may ask for before it is completed.")
    serializer_class = BusinessPlanSerializer
    filterset_class = BusinessPlanFilter
    related = ("enrolment",)
    lookup_field = "pk"
    lookup_value_regex = BY_KEY

    @extend_schema(request=PlanRecord)
    def create(self, request):
        """Record the result; a later one takes the place of it until the class is completed."""
        with self.reading_as(self.caller):
            given = self.given(PlanRecord)
            row = record_plan(given.pop("enrolment"), actor=self.caller, **given)
            return self.shown_again(row, status=201)


class FollowUpOf(Shown):
    class Meta:
        model = StartUpFollowUp
        fields = ("id", "month", "due_on", "state", "jobs", "finding", "recorded_at")


class StartUpSerializer(Shown):
    institution = numbered(source="organization")
    district = numbered("code")
    follow_ups = FollowUpOf(many=True)

    class Meta:
        model = StartUp
        fields = (
            "number", "enrolment", "institution", "district", "uscc", "name", "registered_on",
            "state", "linked_at", "finding", "found_name", "found_at", "follow_ups",
        )  # fmt: skip


class NewBusiness(Body):
    """The business one has started after a course, as its licence says."""

    enrolment = Own(Enrolment, "pk")
    uscc = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=80)
    registered_on = serializers.DateField()

    def validate_uscc(self, value):
        try:
            return check_uscc(value)
        except IdentifierError as error:
            raise exceptions.ValidationError(error.message) from None


class StartUpResource(Moving):
    model = StartUp
    noun = "start-up"
    about = _("Businesses people have started after a start-up course.")
    serializer_class = StartUpSerializer
    filterset_class = StartUpFilter
    related = ("organization", "district")

    def rows(self, actor):
        return super().rows(actor).prefetch_related("follow_ups")

    @extend_schema(request=NewBusiness)
    def create(self, request):
        """Link a business by its credit code, as the acting worker."""
        with self.reading_as(self.caller):
            given = self.given(NewBusiness)
            row = link_business(given.pop("enrolment"), actor=self.caller, **given)
            return self.shown_again(row, status=201)


class FollowUpSerializer(Shown):
    start_up = numbered()
    business = serializers.CharField(source="start_up.name")

    class Meta:
        model = StartUpFollowUp
        fields = (
            "id", "start_up", "business", "month", "due_on", "state", "jobs", "finding",
            "recorded_at",
        )  # fmt: skip


class FollowUpResource(Moving):
    model = StartUpFollowUp
    noun = "start-up-follow-up"
    about = _("Whether businesses are alive some months after their registration.")
    serializer_class = FollowUpSerializer
    filterset_class = FollowUpFilter
    related = ("start_up",)
    lookup_field = "pk"
    lookup_value_regex = BY_KEY
