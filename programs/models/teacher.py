"""Teachers of an institution."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.identifiers import DocumentType, mask_identity
from core.privacy import EncryptedField
from core.search import SearchText, SortKey


class Teacher(ScopedModel):
    """A person who teaches for an institution; with an account, they take attendance.

    `person` is the same for all rows of one human, in whatever institution; nobody reads it.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS | {Role.TEACHER}, of_organization()),
    }
    AUDIT_HIDDEN = ("person",)

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    document_type = models.CharField(
        _("document"), max_length=24, choices=DocumentType, default=DocumentType.CITIZEN_ID
    )
    identity_number = EncryptedField(_("identity number"))
    person = models.ForeignKey(
        "programs.TeachingPerson", models.PROTECT, editable=False, related_name="+"
    )
    qualification = models.CharField(_("title or certificate"), max_length=120, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("account")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    sort_key = SortKey(of="name")
    search_text = SearchText(spelled="name", also=("qualification",))

    class Meta:
        verbose_name = _("teacher")
        verbose_name_plural = _("teachers")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="teacher_of_organization"),
            models.UniqueConstraint(fields=["organization", "person"], name="teacher_person_once"),
            # What a session's foreign key refers to: the teacher is this person.
            models.UniqueConstraint(fields=["id", "person"], name="teacher_of_person"),
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=models.Q(user__isnull=False),
                name="teacher_account_once",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workspace:teacher-detail", args=[self.pk])

    @property
    def trainee_user_id(self):
        """Who is told when somebody looks at the number."""
        return self.user_id

    @property
    def masked_identity(self) -> str:
        return mask_identity(self.identity_number)
