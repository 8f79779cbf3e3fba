"""Correction requests: asked for by the worker's program, answered by moves of the owner."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from core.api.files import CONTENT, FORM, Upload
from core.api.proofs import NewProof
from core.api.resources import Moving
from core.api.serializers import Body, Own, Shown, numbered
from core.views.files import handed_out
from trainees.enums import CorrectionField
from trainees.filters import CorrectionFilter
from trainees.models import CorrectionRequest, Enrolment
from trainees.services.corrections import PURPOSE, add_proof, ask_correction


class CorrectionSerializer(Shown):
    """Names and numbers masked for everybody: the person's own pages show them."""

    institution = numbered(source="organization", allow_null=True)
    district = numbered("code")
    enrolment = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    recorded = serializers.CharField(source="old_shown")
    wished = serializers.CharField(source="new_shown")

    class Meta:
        model = CorrectionRequest
        fields = (
            "number",
            "masked_name",
            "field",
            "recorded",
            "wished",
            "grounds",
            "institution",
            "district",
            "enrolment",
            "state",
            "submitted_at",
            "reply_due_on",
            "decided_at",
        )


class NewCorrection(Body):
    """One value that is wrong, of one's own record or of one of one's enrolments."""

    field = serializers.ChoiceField(CorrectionField.choices)
    value = serializers.CharField(max_length=60)
    grounds = serializers.CharField(max_length=500)
    enrolment = Own(
        Enrolment,
        "pk",
        required=False,
        narrowed=lambda rows: rows.select_related("training_class__organization"),
    )
    proof = Upload(purpose=PURPOSE, required=False)


class CorrectionResource(Moving):
    model = CorrectionRequest
    noun = "correction"
    about = _("What somebody says is recorded wrongly of them, and what was decided.")
    serializer_class = CorrectionSerializer
    filterset_class = CorrectionFilter
    related = ("organization", "district")
    takes_files = ("create", "add_proof")

    @extend_schema(request={FORM: NewCorrection})
    def create(self, request):
        """Ask for a correction, as the acting worker."""
        with self.reading_as(self.caller):
            row = ask_correction(actor=self.caller, **self.given(NewCorrection))
            return self.shown_again(row, status=201)

    @extend_schema(responses=CONTENT, filters=False)
    @action(detail=True, methods=["get"])
    def proof(self, request, number):
        """The content of the proof; every look is recorded."""
        with self.found() as row:
            if row.proof is None:
                raise Http404
            return handed_out(self.caller, row.proof)

    @extend_schema(request={FORM: NewProof})
    @proof.mapping.post
    def add_proof(self, request, number):
        """Hand in what was missing."""
        row = self.own()
        with self.reading_as(self.caller):
            given = self.given(NewProof, purpose=PURPOSE)
            return self.shown_again(add_proof(row, actor=self.caller, **given))
