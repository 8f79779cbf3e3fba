"""The on-site visit, for an officer's own program: checklist, photos and signature."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.files import CONTENT, FILE_FIELDS, FORM, FileShown, Upload
from core.api.serializers import Body, Condition, told
from core.refusals import Refused
from core.views.files import handed_out
from organizations.criteria import criteria_of
from organizations.enums import FindingResult
from organizations.models import VisitPhoto
from organizations.permissions import VISITORS
from organizations.readiness import visit_digest, visit_needs
from organizations.services.visits import PURPOSE, add_photo, record_visit, sign_visit


class PhotoSerializer(FileShown):
    class Meta:
        model = VisitPhoto
        fields = ("id", *FILE_FIELDS, "uploaded_at")


class FindingSerializer(serializers.Serializer):
    """What was found about one criterion; `result` is empty until then."""

    criterion = serializers.CharField()
    title = serializers.CharField()
    proof = serializers.CharField()
    result = serializers.ChoiceField(FindingResult.choices, allow_blank=True)
    note = serializers.CharField(allow_blank=True)


class VisitSerializer(serializers.Serializer):
    """A visit as its officers see it; `digest` names this state of it."""

    visit_on = serializers.DateField()
    first_officer = serializers.CharField()
    second_officer = serializers.CharField()
    findings = FindingSerializer(many=True)
    report = serializers.CharField(allow_blank=True)
    photos = PhotoSerializer(many=True)
    conditions = Condition(many=True)
    digest = serializers.CharField()


class NewFinding(Body):
    """A finding of one criterion; what is not met says why."""

    criterion = serializers.CharField(max_length=40)
    result = serializers.ChoiceField(FindingResult.choices)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    def validate(self, attrs):
        if attrs["criterion"] not in self.context["criteria"]:
            raise serializers.ValidationError({"criterion": [_("There is no such criterion.")]})
        if attrs["result"] == FindingResult.NOT_MET and not attrs["note"]:
            raise serializers.ValidationError({"note": [_("Say what is not met.")]})
        return attrs


class NewVisit(Body):
    """What was found and the report; what is left out stays as it is."""

    findings = NewFinding(many=True, required=False, max_length=100)
    report = serializers.CharField(max_length=4000, required=False, allow_blank=True)

    def validate(self, attrs):
        """Findings and report in the shape of `record_visit`."""
        rows = attrs.get("findings", [])
        found = {row["criterion"]: (row["result"], row["note"]) for row in rows}
        return {"findings": found, "report": attrs.get("report")}


class NewPhoto(Body):
    file = Upload(purpose=PURPOSE)


class Signature(Body):
    """What is signed: the `digest` of the visit as the officer has read it."""

    digest = serializers.CharField(max_length=64)


class VisitActions:
    """What the resource of accreditations does with a visit, for its bureaus alone."""

    @extend_schema(responses=VisitSerializer, filters=False)
    @action(detail=True, methods=["get"])
    def visit(self, request, number):
        """The visit: what was found, and what is still open."""
        return self.visit_of(self.visited())

    @extend_schema(request=NewVisit, responses=VisitSerializer)
    @visit.mapping.put
    def write_visit(self, request, number):
        """Write findings and the report; what was signed is open again."""
        row = self.visited()
        codes = {one.code for one in criteria_of(row.organization.kind)}
        record_visit(row, actor=self.caller, **self.given(NewVisit, criteria=codes))
        return self.visit_of(self.visited())

    @extend_schema(request={FORM: NewPhoto}, responses={201: VisitSerializer})
    @action(detail=True, methods=["post"], url_path="visit/photos", url_name="photos")
    def add_photo(self, request, number):
        """Add a photo of the visit."""
        row = self.visited()
        add_photo(row, actor=self.caller, upload=self.given(NewPhoto)["file"])
        return self.visit_of(self.visited(), status=201)

    @extend_schema(responses=CONTENT, filters=False)
    @action(
        detail=True,
        methods=["get"],
        url_path=r"visit/photos/(?P<photo>\d{1,18})",
        url_name="photo",
    )
    def photo(self, request, number, photo):
        """The content of a photo."""
        found = get_object_or_404(self.photos_of(self.visited()), pk=photo)
        return handed_out(self.caller, found.file)

    @extend_schema(request=Signature, responses=VisitSerializer)
    @action(detail=True, methods=["post"], url_path="visit/signature", url_name="signature")
    def sign(self, request, number):
        """Sign what one has read, as one of the two officers."""
        row = self.visited()
        sign_visit(row, actor=self.caller, digest=self.given(Signature)["digest"])
        return self.visit_of(self.visited())

    def visited(self):
        """The application of the address, whose visit is set. Raises 404; Refused: not_allowed."""
        row = self.own()
        if self.caller.role not in VISITORS:
            raise Refused("not_allowed")
        if row.visit_on is None:
            raise Http404
        return row

    def photos_of(self, row):
        seen = VisitPhoto.objects.visible_to(self.caller).filter(accreditation=row)
        return seen.select_related("file")

    def visit_of(self, row, status=200) -> Response:
        found = {one.criterion: one for one in row.visitfindings.all()}
        visit = {
            "visit_on": row.visit_on,
            "first_officer": row.first_officer.name,
            "second_officer": row.second_officer.name,
            "findings": [
                {
                    "criterion": one.code,
                    "title": str(one),
                    "proof": one.proof,
                    "result": found[one.code].result if one.code in found else "",
                    "note": found[one.code].note if one.code in found else "",
                }
                for one in criteria_of(row.organization.kind)
            ],
            "report": row.report,
            "photos": self.photos_of(row),
            "conditions": [told(need) for need in visit_needs(row)],
            "digest": visit_digest(row),
        }
        return Response(VisitSerializer(visit, context=self.get_serializer_context()).data, status)
