"""A person who learns: one record for life."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_person, to
from core.enums import CASE_READERS, Role
from core.identifiers import DocumentType, Sex, mask_identity, mask_name, mask_phone
from core.privacy import EncryptedField, KeyedHashField
from trainees.enums import Education


class Trainee(ScopedModel):
    """Identity is encrypted; document type and keyed hash find it again and keep it unique."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        Role.WORKER: of_person("user_id"),
    }
    AUDIT_HIDDEN = ("name", "identity_hash", "phone_hash", "birth_on")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    document_type = models.CharField(_("document"), max_length=24, choices=DocumentType)
    identity_number = EncryptedField(_("identity number"))
    identity_hash = KeyedHashField(max_length=64, editable=False)
    birth_on = models.DateField(_("born"))
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    phone = EncryptedField(_("phone"), blank=True)
    # That of an account is one person's way to sign in; two records may well state one number.
    phone_hash = KeyedHashField(max_length=64, blank=True, editable=False)
    education = models.CharField(_("education"), max_length=10, choices=Education, blank=True)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("home district")
    )
    consent_version = models.CharField(_("consent"), max_length=20)
    consent_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registered"))
    # The record this one was put together with: whoever looks for this one is led there.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="emptied",
        db_index=False,
        verbose_name=_("merged into"),
    )

    class Meta:
        verbose_name = _("trainee")
        verbose_name_plural = _("trainees")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["district", "id"], name="trainee_district"),
            models.Index(fields=["birth_on", "name"], name="trainee_alike"),
            models.Index(
                fields=["phone_hash"], name="trainee_phone", condition=~models.Q(phone_hash="")
            ),
            models.Index(
                fields=["merged_into"],
                name="trainee_emptied",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="trainee_not_into_itself", condition=~models.Q(merged_into=models.F("id"))
            ),
            models.UniqueConstraint(
                fields=["document_type", "identity_hash"], name="trainee_identity_once"
            ),
            # What an enrolment's foreign key refers to: the account is this person's.
            models.UniqueConstraint(fields=["id", "user"], name="trainee_of_account"),
        ]

    def __str__(self):
        return mask_name(self.name)

    @property
    def trainee_user_id(self):
        return self.user_id

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_identity(self) -> str:
        return mask_identity(self.identity_number)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""
