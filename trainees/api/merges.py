"""Merges of two records of one person, for programs of the bureaus."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Shown, numbered
from trainees.filters import MergeFilter
from trainees.models import PersonMerge


class MergeSerializer(Shown):
    """The people only masked."""

    district = numbered("code")
    kept_name = serializers.CharField(source="facts.kept.name", default="")
    merged_name = serializers.CharField(source="facts.merged.name", default="")

    class Meta:
        model = PersonMerge
        fields = (
            "number",
            "district",
            "kept_name",
            "merged_name",
            "reason",
            "state",
            "proposed_at",
            "decided_at",
            "records",
            "undo_until",
            "undone_at",
        )


class MergeResource(Moving):
    model = PersonMerge
    noun = "person-merge"
    about = _("Two records of one person put together: by whom proposed, what moved, until when.")
    serializer_class = MergeSerializer
    filterset_class = MergeFilter
    related = ("district",)
