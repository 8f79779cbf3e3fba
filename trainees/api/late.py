"""Late enrolments: asked for by a program of the unit, answered by a move of the district."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Body, Own, Shown, numbered
from core.enums import UNIT_ADMINS, Role
from core.identifiers import DocumentType
from programs.models import TrainingClass
from trainees.enums import Education
from trainees.filters import LateFilter
from trainees.models import LateException
from trainees.services.late import request_late
from trainees.services.people import Person


class LateSerializer(Shown):
    """The name in clear for the unit that asked and for oneself; identity masked for everybody."""

    SHOWN_TO = {"name": UNIT_ADMINS | {Role.WORKER}}

    training_class = numbered()
    institution = numbered(source="organization")
    district = numbered("code")
    masked_name = serializers.CharField()
    enrolment = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)

    class Meta:
        model = LateException
        fields = (
            "number",
            "training_class",
            "institution",
            "district",
            "masked_name",
            "masked_identity",
            "name",
            "age",
            "grounds",
            "state",
            "requested_at",
            "reply_due_on",
            "decided_at",
            "enrol_until",
            "enrolment",
        )


class NewLate(Body):
    """A person for a class of one's own unit that is running, and why they come late."""

    training_class = Own(
        TrainingClass, narrowed=lambda rows: rows.select_related("programme", "organization")
    )
    name = serializers.CharField(max_length=60)
    document_type = serializers.ChoiceField(DocumentType.choices)
    identity_number = serializers.CharField(max_length=30)
    phone = serializers.CharField(max_length=20)
    education = serializers.ChoiceField(Education.choices, required=False)
    grounds = serializers.CharField(max_length=500)


class LateResource(Moving):
    model = LateException
    noun = "late-enrolment"
    about = _("Late enrolments: one person for a running class, by an exception of the district.")
    serializer_class = LateSerializer
    filterset_class = LateFilter
    related = ("training_class", "organization", "district")

    @extend_schema(request=NewLate)
    def create(self, request):
        """Ask the district; once it has granted, `use` enrols the person."""
        given = self.given(NewLate)
        person = Person(
            given["document_type"], given["identity_number"], given["name"], given["phone"],
            self.caller.district_id, given.get("education", ""),
        )  # fmt: skip
        with self.reading_as(self.caller):
            row = request_late(
                actor=self.caller, training_class=given["training_class"], person=person,
                grounds=given["grounds"],
            )  # fmt: skip
            return self.shown_again(row, status=201)
