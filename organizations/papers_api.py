"""Papers of an application, for programs: listed, handed in, and opened again."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.files import CONTENT, FILE_FIELDS, FORM, FileShown, Upload
from core.api.serializers import Body
from core.views.files import handed_out
from organizations.criteria import papers_of
from organizations.enums import PaperKind
from organizations.models import AccreditationPaper
from organizations.services.applications import PURPOSE, add_paper


class PaperSerializer(FileShown):
    class Meta:
        model = AccreditationPaper
        fields = ("id", "kind", *FILE_FIELDS, "uploaded_at")


class NewPaper(Body):
    """One paper and what it is; only what units of this kind hand in."""

    kind = serializers.ChoiceField(PaperKind.choices)
    file = Upload(purpose=PURPOSE)

    def validate_kind(self, kind):
        """Against the kind of the unit whose application it is."""
        if kind not in papers_of(self.context["accreditation"].organization.kind):
            raise serializers.ValidationError(_("Units of this kind do not hand it in."))
        return kind


class PaperActions:
    """What the resource of accreditations does with papers."""

    @extend_schema(responses=PaperSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def papers(self, request, number):
        """The papers of an application; of a kind the newest first."""
        with self.found() as row:
            return Response(self.shown(self.papers_of(row), many=True))

    @extend_schema(request={FORM: NewPaper}, responses={201: PaperSerializer})
    @papers.mapping.post
    def add_paper(self, request, number):
        """Hand in one paper of a draft or a returned application."""
        row = self.own()
        with self.reading_as(self.caller):
            given = self.given(NewPaper, accreditation=row)
            paper = add_paper(row, actor=self.caller, kind=given["kind"], upload=given["file"])
            return Response(self.shown(self.papers_of(row).get(pk=paper.pk)), 201)

    @extend_schema(responses=CONTENT, filters=False)
    @action(detail=True, methods=["get"], url_path=r"papers/(?P<paper>\d{1,18})")
    def paper(self, request, number, paper):
        """The content of a paper."""
        with self.found() as row:
            return handed_out(self.caller, get_object_or_404(self.papers_of(row), pk=paper).file)

    def papers_of(self, row):
        """The papers of an application that the reader sees, with their files."""
        seen = AccreditationPaper.objects.visible_to(self.reader).filter(accreditation=row)
        return seen.filter(change=None).select_related("file")

    def shown(self, papers, **kwargs):
        return PaperSerializer(papers, context=self.get_serializer_context(), **kwargs).data
