"""Apprentices 学徒 of a plan: an own employee with a contract and two mentors 导师 (2.11)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, ScopedQuerySet, everything, of_district, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.identifiers import mask_name
from trainees.models.apprentice_plan import of_either_unit


def of_own_mentor(actor):
    """Visibility: apprentices of the acting mentor, in the unit of this membership."""
    in_enterprise = Q(enterprise_mentor_id=actor.user_id, organization_id=actor.organization_id)
    in_institution = Q(institution_mentor_id=actor.user_id, institution_id=actor.organization_id)
    return in_enterprise | in_institution


class ApprenticeQuerySet(ScopedQuerySet):
    def counting(self):
        """Without those that were taken off a draft."""
        return self.filter(is_dropped=False)

    def learning(self):
        """Of a plan that is filed, approved or running, and not left."""
        return self.filter(is_live=True)


class Apprentice(ScopedModel):
    """One person in one plan. One who leaves early keeps the day and the reason.

    `is_live` follows the plan: true from its filing until it is returned, refused or over, or the
    person leaves; a person has one live apprenticeship, in whichever enterprise.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_either_unit),
        Role.MENTOR: of_own_mentor,
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("name", "masked_identity")

    plan = models.ForeignKey(
        "trainees.ApprenticePlan",
        models.PROTECT,
        related_name="apprentices",
        verbose_name=_("apprenticeship plan"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )
    institution = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="+",
        verbose_name=_("training institution"),
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    employment = models.ForeignKey(
        "trainees.Employment", models.PROTECT, related_name="+", verbose_name=_("employment")
    )
    trainee = models.ForeignKey(
        "trainees.Trainee",
        models.PROTECT,
        related_name="apprenticeships",
        verbose_name=_("trainee"),
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    masked_identity = models.CharField(_("identity number"), max_length=24)
    contract_number = models.CharField(_("contract number"), max_length=40)
    contract_from = models.DateField(_("contract from"))
    contract_until = models.DateField(_("contract until"))
    contract = models.ForeignKey(
        "core.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("training contract"),
    )
    enterprise_mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mentor of the enterprise"),
    )
    institution_mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mentor of the institution"),
    )
    # Who reads an apprentice reads no accounts of the other unit.
    enterprise_mentor_name = models.CharField(
        _("mentor of the enterprise"), max_length=60, blank=True
    )
    institution_mentor_name = models.CharField(
        _("mentor of the institution"), max_length=60, blank=True
    )
    is_live = models.BooleanField(default=False, editable=False)
    is_dropped = models.BooleanField(default=False, editable=False)
    left_on = models.DateField(_("left early"), null=True, blank=True)
    left_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ApprenticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("apprentice")
        verbose_name_plural = _("apprentices")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["organization", "plan"], name="apprentice_organization"),
            models.Index(fields=["institution", "plan"], name="apprentice_institution"),
            models.Index(fields=["district", "plan"], name="apprentice_district"),
            models.Index(fields=["trainee_user", "-id"], name="apprentice_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="apprentice_of_organization"
            ),
            models.UniqueConstraint(
                fields=["trainee"], condition=Q(is_live=True), name="apprentice_live_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "trainee"],
                condition=Q(is_dropped=False),
                name="apprentice_once_in_a_plan",
            ),
            models.CheckConstraint(
                name="apprentice_contract_days_in_order",
                condition=Q(contract_until__gt=F("contract_from")),
            ),
            models.CheckConstraint(
                name="apprentice_mentors_are_two_others",
                condition=~Q(enterprise_mentor=F("institution_mentor"))
                & ~Q(enterprise_mentor=F("trainee_user"))
                & ~Q(institution_mentor=F("trainee_user")),
            ),
            models.CheckConstraint(
                name="apprentice_left_has_a_reason",
                condition=Q(left_on__isnull=True, left_reason="")
                | Q(left_on__isnull=False, is_live=False) & ~Q(left_reason=""),
            ),
            models.CheckConstraint(
                name="apprentice_dropped_is_not_live",
                condition=Q(is_dropped=False) | Q(is_live=False),
            ),
        ]

    def __str__(self):
        return self.masked_name

    def get_absolute_url(self):
        return reverse("workspace:apprentice-detail", args=[self.pk])

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def mentors(self) -> tuple[int, ...]:
        """User ids of the mentors that are named."""
        return tuple(filter(None, (self.enterprise_mentor_id, self.institution_mentor_id)))
