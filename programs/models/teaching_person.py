"""Who teaches, across all institutions of the city: a key and nothing to read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.identifiers import DocumentType
from core.privacy import KeyedHashField


class TeachingPerson(models.Model):
    """One human who teaches somewhere; found or made by the listed function `teaching_person`.

    No role reads it. It carries what must be unique in the whole city: that nobody teaches two
    sessions at once, wherever they are employed.
    """

    document_type = models.CharField(_("document"), max_length=24, choices=DocumentType)
    identity_hash = KeyedHashField(editable=False)

    class Meta:
        verbose_name = _("teaching person")
        verbose_name_plural = _("teaching persons")
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "identity_hash"], name="teaching_person_once"
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"
