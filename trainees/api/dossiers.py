"""Class dossiers for programs: every entry with its manifest, and the package."""

import json

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from core.api.resources import BY_KEY, Resource
from core.api.serializers import Shown, numbered
from core.refusals import Refused
from core.views.papers import saved_as
from trainees.filters import DossierFilter
from trainees.models import ClassDossier
from trainees.services.dossiers import zipped

ZIP = "application/zip"


class Part(serializers.Serializer):
    """One file of the package: how many rows, and the SHA-256 of its canonical JSON."""

    name = serializers.CharField()
    rows = serializers.IntegerField()
    sha256 = serializers.CharField()


class DossierSerializer(Shown):
    """`digest` is the SHA-256 of the manifest; `previous` that of the entry before."""

    training_class = numbered()
    institution = numbered(source="organization")
    district = numbered("code")
    parts = serializers.SerializerMethodField()

    class Meta:
        model = ClassDossier
        fields = (
            "id", "training_class", "institution", "district", "version", "sealed_at", "digest",
            "previous", "parts",
        )  # fmt: skip

    def get_parts(self, row) -> Part(many=True):
        return json.loads(row.manifest)["parts"]


class DossierResource(Resource):
    model = ClassDossier
    noun = "class-dossier"
    about = _("Class dossiers: what was sealed when a class was archived, entry by entry.")
    serializer_class = DossierSerializer
    filterset_class = DossierFilter
    related = ("training_class", "organization", "district")
    lookup_field = "pk"
    lookup_value_regex = BY_KEY

    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True, methods=["get"])
    def package(self, request, pk):
        """Manifest and parts in one ZIP file; `sha256sum` of each is what the manifest says.

        Of the latest entry of a class: the records say no more what an earlier one sealed.
        """
        with self.found() as row:
            if row.training_class.dossiers.filter(version__gt=row.version).exists():
                raise Refused("dossier_added_to", str(row))
            return saved_as(zipped(row), ZIP, f"{row.training_class.number}-dossier.zip")
