"""Applications for accreditation and requests for changes, with their moves."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.files import FORM, JSON, Upload
from core.api.resources import Moving
from core.api.serializers import Body, Own, Shown, numbered, words_of
from organizations.accreditation_forms import CHANGE_FORMS
from organizations.filters import AccreditationFilter, ChangeFilter
from organizations.models import Accreditation, AccreditationChange
from organizations.papers_api import PaperActions
from organizations.services.applications import (
    PURPOSE,
    create_accreditation,
    update_accreditation,
)
from organizations.services.changes import request_change
from organizations.visit_api import VisitActions


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
    """A draft of one's own unit; its scope and its papers follow at addresses of their own."""

    licence_number = serializers.CharField(max_length=60)
    licence_issuer = serializers.CharField(max_length=80)
    licence_valid_until = serializers.DateField()
    legal_person = serializers.CharField(max_length=60)
    responsible_person = serializers.CharField(max_length=60)
    premises_address = serializers.CharField(max_length=120)
    premises_area = serializers.IntegerField(min_value=1, max_value=1_000_000)
    statement = serializers.CharField(max_length=2000)


class AccreditationResource(PaperActions, VisitActions, Moving):
    model = Accreditation
    noun = "accreditation"
    about = _("Applications for accreditation and what became of them.")
    serializer_class = AccreditationSerializer
    filterset_class = AccreditationFilter
    related = ("organization", "district", "renews")
    takes_files = ("add_paper", "add_photo")

    @extend_schema(request=NewAccreditation)
    def create(self, request):
        """Make a draft; submitting it is a move."""
        with self.reading_as(self.caller):
            row = create_accreditation(actor=self.caller, **self.given(NewAccreditation))
            return self.shown_again(row, status=201)

    @extend_schema(request=NewAccreditation)
    def update(self, request, number):
        """Write a draft, or an application that was returned, anew."""
        row = self.own()
        with self.reading_as(self.caller):
            facts = self.given(NewAccreditation)
            return self.shown_again(update_accreditation(row, actor=self.caller, **facts))


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


class NewChange(Body):
    """What shall change, why, and the proof. The form of its kind judges it, as on the page."""

    accreditation = Own(Accreditation)
    kind = serializers.ChoiceField([(kind.value, kind.label) for kind in CHANGE_FORMS])
    grounds = serializers.CharField(max_length=1000)
    file = Upload(purpose=PURPOSE, required=False)
    name = serializers.CharField(max_length=80, required=False)
    legal_person = serializers.CharField(max_length=60, required=False)
    premises_address = serializers.CharField(max_length=120, required=False)
    premises_area = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)

    def validate(self, attrs):
        """The form of the kind; what it does not ask for is refused. Raises ValidationError."""
        row, kind = attrs.pop("accreditation"), attrs.pop("kind")
        upload = attrs.get("file")
        form = CHANGE_FORMS[kind](data=attrs, files={"file": upload} if upload else {})
        strange = sorted(set(attrs) - set(form.fields))
        if strange:
            words = _("This kind of change does not take it.")
            raise serializers.ValidationError({name: [words] for name in strange})
        if not form.is_valid():
            raise serializers.ValidationError(words_of(form))
        given = {"kind": kind, "grounds": attrs["grounds"], "upload": upload}
        return {"accreditation": row, "wanted": form.wanted(), **given}


class ChangeResource(Moving):
    model = AccreditationChange
    noun = "accreditation-change"
    takes_files = ("create",)
    about = _("Changes of an accreditation that a unit asks for.")
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilter
    related = ("accreditation", "organization", "district")

    @extend_schema(request={JSON: NewChange, FORM: NewChange})
    def create(self, request):
        """Ask for a change of what is accredited; another scope has an address of its own."""
        with self.reading_as(self.caller):
            row = request_change(actor=self.caller, **self.given(NewChange))
            return self.shown_again(row, status=201)
