"""Background work of one's own: how far it is, what came of it, what was wrong."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Shown
from core.models import Job


class JobError(serializers.Serializer):
    """One thing that was wrong with a row."""

    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()


class JobSerializer(Shown):
    title = serializers.CharField(read_only=True)
    failure = serializers.CharField(read_only=True)
    errors = JobError(many=True, read_only=True)
    result = serializers.DictField(read_only=True)
    output = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "title",
            "state",
            "done",
            "total",
            "errors",
            "result",
            "failure",
            "output",
            "created_at",
            "finished_at",
        )

    @extend_schema_field({"type": ["string", "null"], "format": "uri-reference"})
    def get_output(self, job) -> str | None:
        """The address of the file that was made."""
        return reverse("file", args=[job.output_id]) if job.output_id else None


class JobResource(Moving):
    model = Job
    noun = "job"
    about = _("Background work of one's own, such as exports; it can be left and found again.")
    serializer_class = JobSerializer
    ordering = ("-created_at", "-id")
    lookup_field = "id"
    lookup_value_regex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


resources = {"jobs": JobResource}
