"""Applications for accreditation and requests for changes, with their moves."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Body, Shown, numbered
from organizations.filters import AccreditationFilter, ChangeFilter
from organizations.models import Accreditation, AccreditationChange
from organizations.services.applications import create_accreditation


class AccreditationSerializer(Shown):
    organization = numbered()
    district = numbered("code")
    renews = numbered(allow_null=True)

    class Meta:
        model = Accreditation
        fields = (
            "number",
            "organization",
            "district",
            "state",
            "renews",
            "licence_number",
            "licence_issuer",
            "licence_valid_until",
            "legal_person",
            "responsible_person",
            "premises_address",
            "premises_area",
            "statement",
            "submitted_at",
            "visit_on",
            "reply_due_on",
            "decided_at",
            "valid_from",
            "valid_until",
        )


class NewAccreditation(Body):
    """A draft of one's own unit; its scope is a resource of its own, its papers are uploaded."""

    licence_number = serializers.CharField(max_length=60)
    licence_issuer = serializers.CharField(max_length=80)
    licence_valid_until = serializers.DateField()
    legal_person = serializers.CharField(max_length=60)
    responsible_person = serializers.CharField(max_length=60)
    premises_address = serializers.CharField(max_length=120)
    premises_area = serializers.IntegerField(min_value=1, max_value=1_000_000)
    statement = serializers.CharField(max_length=2000)


class AccreditationResource(Moving):
    model = Accreditation
    noun = "accreditation"
    about = _("Applications for accreditation and what became of them.")
    serializer_class = AccreditationSerializer
    filterset_class = AccreditationFilter
    related = ("organization", "district", "renews")

    @extend_schema(request=NewAccreditation)
    def create(self, request):
        """Make a draft; submitting it is a move."""
        with self.reading_as(self.caller):
            row = create_accreditation(actor=self.caller, **self.given(NewAccreditation))
            return self.shown_again(row, status=201)


class ChangeSerializer(Shown):
    accreditation = numbered()
    organization = numbered()
    district = numbered("code")

    class Meta:
        model = AccreditationChange
        fields = (
            "number",
            "accreditation",
            "organization",
            "district",
            "kind",
            "wanted",
            "grounds",
            "state",
            "requested_at",
            "reply_due_on",
            "decided_at",
        )


class ChangeResource(Moving):
    model = AccreditationChange
    noun = "accreditation-change"
    about = _("Changes of an accreditation that a unit asks for.")
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilter
    related = ("accreditation", "organization", "district")
