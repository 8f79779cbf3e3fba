"""A file in the storage, and who may have it."""

import uuid

from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models.owned import OWN_ROWS, OwnedModel


class StoredFile(OwnedModel):
    """What is known of one stored file; the file itself lies in Django's default storage.

    Written by `core.files.store` alone. The type is what the first bytes say, never what the name
    says; the name is kept to be shown, never to find or to open the file.
    """

    VISIBLE = OWN_ROWS
    AUDIT_HIDDEN = ("original_name",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    purpose = models.CharField(_("purpose"), max_length=40)
    storage_name = models.CharField(max_length=100, unique=True)
    original_name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField(_("stored"))

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["organization_id", "-created_at"], name="file_organization"),
            models.Index(fields=["district_id", "-created_at"], name="file_district"),
            models.Index(fields=["trainee_user_id", "-created_at"], name="file_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization_id", "id"], name="file_of_organization"),
        ]

    def __str__(self):
        """The key alone: a purpose is a word of programs, a file's own name may name a person."""
        return str(self.pk)

    def get_absolute_url(self):
        return reverse("file", args=[self.pk])

    def open(self):
        """The content as a binary stream."""
        return default_storage.open(self.storage_name, "rb")
