"""Changes of an accreditation in force: scope, premises, legal person, name (workflow 2.1)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, Role
from core.workflow import Move
from organizations.enums import MEMBER_ADMINS, ChangeKind
from organizations.enums import ChangeState as S
from organizations.models.accreditation_moves import TO_KEEP
from organizations.permissions import (
    is_applicant,
    is_municipal_reviewer,
    may_refuse_accreditation,
)


class AccreditationChange(ScopedModel):
    """What a unit wants changed; the facts change with the city's answer, not before."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(MEMBER_ADMINS, of_organization()),
    }
    KEY_FACTS = ("organization", "kind", "grounds")
    STATE_TONES = {S.REQUESTED: "active", S.APPROVED: "good", S.REFUSED: "bad"}
    MOVES = {
        "approve": Move(
            {S.REQUESTED},
            S.APPROVED,
            is_municipal_reviewer,
            _("Approve the change"),
            explains=_("The new facts hold from today; the old ones stay in the history."),
        ),
        "refuse": Move(
            {S.REQUESTED},
            S.REFUSED,
            may_refuse_accreditation,
            _("Refuse the change"),
            needs=("reason_code", "reason"),
            reasons=TO_KEEP,
            tone="danger",
            explains=_("Everything stays as it is; the unit is told the reason and may ask again."),
        ),
        "withdraw": Move(
            {S.REQUESTED},
            S.WITHDRAWN,
            is_applicant,
            _("Withdraw the request"),
            tone="danger",
            explains=_("Everything stays as it is; you may ask again at any time."),
        ),
    }

    number = models.CharField(_("change number"), max_length=20, unique=True)
    accreditation = models.ForeignKey(
        "organizations.Accreditation",
        models.PROTECT,
        related_name="changes",
        verbose_name=_("accreditation"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("unit")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    kind = models.CharField(_("kind of change"), max_length=14, choices=ChangeKind)
    wanted = models.JSONField(_("wanted"), default=dict)
    grounds = models.TextField(_("grounds"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.REQUESTED)
    requested_at = models.DateTimeField(_("requested"))
    reply_due_on = models.DateField(_("reply due"))
    report = models.TextField(_("report of the visit"), max_length=4000, blank=True)
    decided_by = models.ForeignKey(
        "organizations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of accreditation")
        verbose_name_plural = _("changes of accreditation")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "state"], name="accreditation_change_of_unit"),
            models.Index(fields=["district", "state"], name="accreditation_change_district"),
            models.Index(fields=["state", "reply_due_on"], name="accreditation_change_queue"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="accreditation_change_key"),
            models.UniqueConstraint(
                fields=["accreditation", "kind"],
                condition=Q(state=S.REQUESTED),
                name="accreditation_change_once",
            ),
            models.CheckConstraint(
                name="accreditation_change_decided",
                condition=~Q(state__in=(S.APPROVED, S.REFUSED))
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accreditation_change_premises_seen",
                condition=~Q(state=S.APPROVED, kind=ChangeKind.PREMISES) | ~Q(report=""),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.get_kind_display()}"

    def get_absolute_url(self):
        return f"/workspace/accreditation-changes/{self.number}/"
