"""Files that come with a request, as `multipart/form-data`, and files that are handed out.

A file is judged as on the pages: its size and type with the other inputs, the rest when it is
stored. A record that is a file is shown by its name, size and SHA-256, never by its content.
"""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import Shown
from core.files.keeping import type_for
from core.files.types import JPEG, PDF, PNG
from core.refusals import Refused, with_remedy

JSON = "application/json"
FORM = "multipart/form-data"
CONTENT = {(200, kind.content_type): OpenApiTypes.BINARY for kind in (PDF, JPEG, PNG)}
FILE_FIELDS = ("file_name", "content_type", "size", "sha256")


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(serializers.FileField):
    """A file of a purpose, as a part of a form; without one, of the `purpose` of the context."""

    def __init__(self, *, purpose=None, **kwargs):
        self.purpose = purpose
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        upload = super().to_internal_value(data)
        try:
            type_for(upload, self.purpose or self.context["purpose"])
        except Refused as refused:
            raise serializers.ValidationError(with_remedy(refused), refused.code) from None
        upload.seek(0)  # whoever reads it next begins at its first byte
        return upload


class FileShown(Shown):
    """A record that is a file; its Meta names FILE_FIELDS. The size is in bytes."""

    file_name = serializers.CharField(source="file.original_name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")
