"""Tenants: bureaus, institutions, enterprises, agencies."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel, ScopedQuerySet
from core.enums import BUREAU_FACES, Face
from core.language import in_language
from core.search import SearchText, SortKey
from organizations.enums import FACES, OrganizationKind, Standing


class OrganizationQuerySet(ScopedQuerySet):
    def accredited(self):
        """Units that may teach."""
        return self.filter(standing=Standing.ACCREDITED)


class Organization(ScopedModel):
    """A tenant. What stands here is public: a register anyone may read."""

    VISIBLE = EVERY_ROLE

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind)
    name = models.CharField(_("name"), max_length=80)
    # of bureaus alone: a unit is called as it is registered
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    short_name = models.CharField(_("short name"), max_length=20)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("superior")
    )
    address = models.CharField(_("address"), max_length=120, blank=True)
    standing = models.CharField(
        _("standing"), max_length=12, choices=Standing, default=Standing.NONE
    )
    accredited_until = models.DateField(_("accredited until"), null=True, blank=True)
    sort_key = SortKey(of="name")
    search_text = SearchText(spelled="name", also=("short_name", "number", "uscc"))

    objects = OrganizationQuerySet.as_manager()

    STATE_TONES = {
        Standing.ACCREDITED: "good",
        Standing.SUSPENDED: "warn",
        Standing.REMOVED: "bad",
        Standing.EXPIRED: "warn",
    }

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["kind", "sort_key", "id"], name="organization_directory"),
            models.Index(fields=["district", "kind"], name="organization_district"),
            GinIndex(
                name="organization_search", fields=["search_text"], opclasses=["gin_trgm_ops"]
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"], condition=~models.Q(uscc=""), name="organization_uscc_once"
            ),
            models.CheckConstraint(
                name="accredited_has_an_end",
                condition=~models.Q(standing=Standing.ACCREDITED)
                | models.Q(accredited_until__isnull=False),
            ),
        ]

    def __str__(self):
        return in_language(self.name, self.name_en)

    @property
    def organization_id(self):
        """An organization belongs to itself."""
        return self.pk

    @property
    def is_bureau(self) -> bool:
        return self.face in BUREAU_FACES

    @property
    def face(self) -> Face:
        return FACES[self.kind]
