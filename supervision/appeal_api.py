"""Appeals against decisions, for programs."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.files import FORM, JSON, Upload
from core.api.resources import Moving
from core.api.serializers import Body, Shown, numbered
from supervision.appealable import KINDS
from supervision.enums import AppealGround
from supervision.filters import AppealFilter
from supervision.models import DecisionAppeal
from supervision.services.appeals import MOST_FILES, submit_appeal


class AppealSerializer(Shown):
    kind = serializers.CharField()
    institution = numbered(source="organization")
    district = numbered("code")
    record = serializers.CharField(source="record_number")

    class Meta:
        model = DecisionAppeal
        fields = (
            "number",
            "kind",
            "record",
            "record_name",
            "institution",
            "district",
            "decided_at",
            "appeal_until",
            "ground",
            "text",
            "state",
            "submitted_at",
            "due_on",
            "taken_up_at",
            "answered_at",
            "reason_code",
            "answer",
        )


class NewAppeal(Body):
    """Against the decision that stands on a record of the own unit, with what proves it."""

    kind = serializers.ChoiceField([(key, key) for key in KINDS])
    record = serializers.CharField(max_length=20)
    ground = serializers.ChoiceField(AppealGround.choices)
    text = serializers.CharField(max_length=2000)
    evidence = serializers.ListField(
        child=Upload(purpose="evidence"), required=False, max_length=MOST_FILES
    )

    def validate(self, attrs):
        """The record among those of the caller's unit."""
        actor = self.context["actor"]
        own = KINDS[attrs["kind"]].model.objects.visible_to(actor)
        found = own.filter(organization_id=actor.organization_id, number=attrs["record"]).first()
        if found is None:
            raise serializers.ValidationError({"record": [_("There is no such record.")]})
        return {**attrs, "record": found}


class AppealResource(Moving):
    model = DecisionAppeal
    noun = "appeal"
    about = _("Appeals of a unit against decisions of the bureau, and their answers.")
    serializer_class = AppealSerializer
    filterset_class = AppealFilter
    related = ("organization", "district")
    takes_files = ("create",)

    @extend_schema(request={JSON: NewAppeal, FORM: NewAppeal})
    def create(self, request):
        """Appeal against a refusal within the time limit."""
        with self.reading_as(self.caller):
            given = self.given(NewAppeal)
            given.pop("kind")
            return self.shown_again(submit_appeal(actor=self.caller, **given), status=201)


resources = {"appeals": AppealResource}
