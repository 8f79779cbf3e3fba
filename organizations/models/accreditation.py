"""Accreditations: a unit asks, the district looks and visits, the city decides (workflow 2.1)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, of_district, of_organization, to
from core.enums import CASE_READERS, Role
from organizations.enums import MEMBER_ADMINS
from organizations.enums import AccreditationState as S
from organizations.models.accreditation_moves import MOVES, TONES

APPLYING = (S.DRAFT, S.SUBMITTED, S.RETURNED, S.SITE_VISIT, S.DISTRICT_PASSED)
IN_FORCE = (S.ACCREDITED, S.SUSPENDED)
DECIDED = (*IN_FORCE, S.REMOVED, S.EXPIRED)
WITH_BUREAU = (S.SUBMITTED, S.SITE_VISIT, S.DISTRICT_PASSED)
VISITED = (S.SITE_VISIT, S.DISTRICT_PASSED)


class AccreditationQuerySet(ScopedQuerySet):
    def applying(self):
        """Applications that have no answer yet."""
        return self.filter(state__in=APPLYING)

    def in_force(self):
        """What a unit teaches by, suspended or not: at most one a unit."""
        return self.filter(state__in=IN_FORCE)


def someone(related, label):
    """A person of the bureaus, once there is one."""
    return models.ForeignKey(
        "organizations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related,
        verbose_name=label,
    )


class Accreditation(ScopedModel):
    """One application with what became of it; a renewal is a record of its own."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(MEMBER_ADMINS, of_organization()),
    }
    KEY_FACTS = ("organization", "licence_number", "premises_address", "visit_on")
    STATE_TONES = TONES
    MOVES = MOVES

    number = models.CharField(_("accreditation number"), max_length=20, unique=True)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("unit")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    renews = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("renews"),
    )
    state = models.CharField(_("state"), max_length=16, choices=S, default=S.DRAFT)

    licence_number = models.CharField(_("licence number"), max_length=60, blank=True)
    licence_issuer = models.CharField(_("licence issued by"), max_length=80, blank=True)
    licence_valid_until = models.DateField(_("licence valid until"), null=True, blank=True)
    legal_person = models.CharField(_("legal person"), max_length=60, blank=True)
    responsible_person = models.CharField(_("responsible for training"), max_length=60, blank=True)
    premises_address = models.CharField(_("address of the premises"), max_length=120, blank=True)
    premises_area = models.PositiveIntegerField(_("area in m²"), null=True, blank=True)
    statement = models.TextField(_("statement"), max_length=2000, blank=True)

    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    visit_due_on = models.DateField(_("visit due"), null=True, blank=True)
    reply_due_on = models.DateField(_("reply due"), null=True, blank=True)

    visit_on = models.DateField(_("day of the visit"), null=True, blank=True)
    first_officer = someone("first_visits", _("first officer"))
    second_officer = someone("second_visits", _("second officer"))
    report = models.TextField(_("report of the visit"), max_length=4000, blank=True)
    first_signed_at = models.DateTimeField(_("first officer signed"), null=True, blank=True)
    first_signed = models.CharField(_("signed by the first officer"), max_length=64, blank=True)
    second_signed_at = models.DateTimeField(_("second officer signed"), null=True, blank=True)
    second_signed = models.CharField(_("signed by the second officer"), max_length=64, blank=True)

    passed_by = someone("passed_accreditations", _("passed by"))
    passed_at = models.DateTimeField(_("passed by the district on"), null=True, blank=True)
    decided_by = someone("decided_accreditations", _("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "state"], name="accreditation_organization"),
            models.Index(fields=["district", "state"], name="accreditation_district"),
            models.Index(fields=["state", "reply_due_on"], name="accreditation_queue"),
            models.Index(fields=["state", "valid_until"], name="accreditation_term"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="accreditation_of_organization"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state__in=APPLYING),
                name="accreditation_one_application",
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state__in=IN_FORCE),
                name="accreditation_one_in_force",
            ),
            models.CheckConstraint(
                name="accreditation_submitted_has_a_time",
                condition=Q(state__in=(S.DRAFT, S.WITHDRAWN)) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accreditation_reply_is_due",
                condition=~Q(state__in=WITH_BUREAU)
                | Q(reply_due_on__isnull=False, visit_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="accreditation_returned_has_a_time",
                condition=~Q(state=S.RETURNED) | Q(returned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accreditation_visit_has_two_officers",
                condition=~Q(state__in=VISITED)
                | Q(
                    visit_on__isnull=False,
                    first_officer__isnull=False,
                    second_officer__isnull=False,
                ),
            ),
            models.CheckConstraint(  # SD03
                name="accreditation_officers_are_two",
                condition=~Q(first_officer=F("second_officer")),
            ),
            models.CheckConstraint(
                name="accreditation_passed_is_signed",
                condition=~Q(state=S.DISTRICT_PASSED)
                | (
                    Q(passed_by__isnull=False, passed_at__isnull=False)
                    & Q(first_signed_at__isnull=False, second_signed_at__isnull=False)
                    & ~Q(report="")
                ),
            ),
            models.CheckConstraint(  # SD02
                name="accreditation_decided_by_another",
                condition=~Q(passed_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="accreditation_decided_is_complete",
                condition=~Q(state__in=DECIDED)
                | Q(
                    passed_by__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    valid_from__isnull=False,
                    valid_until__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="accreditation_refused_by_somebody",
                condition=~Q(state=S.REFUSED)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accreditation_days_in_order",
                condition=Q(valid_from__isnull=True) | Q(valid_from__lte=F("valid_until")),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.organization}"

    def get_absolute_url(self):
        return f"/workspace/accreditations/{self.number}/"

    @property
    def officers(self) -> tuple[int | None, int | None]:
        """Who visits: user ids."""
        return self.first_officer_id, self.second_officer_id

    def signed_at_by(self, user_id: int, digest: str):
        """When the officer signed the findings of this digest; None when it is not signed."""
        signatures = {
            self.first_officer_id: (self.first_signed, self.first_signed_at),
            self.second_officer_id: (self.second_signed, self.second_signed_at),
        }
        signed, at = signatures.get(user_id, ("", None))
        return at if signed == digest else None
