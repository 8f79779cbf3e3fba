"""Transfers 转班: from one class to another of the same programme, when both want it (2.4)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import (
    ScopedModel,
    ScopedQuerySet,
    everything,
    of_district,
    of_organization,
    of_person,
    to,
)
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.identifiers import mask_name
from core.workflow import Move
from trainees.enums import TransferState
from trainees.permissions import is_own_unit_admin, is_system, is_worker_oneself

S = TransferState
OPEN_TRANSFER = (S.PROPOSED, S.REQUESTED)
AT_ONCE = _("The old class is left and the new one joined in one step; a voucher goes along.")


class TransferQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(state__in=OPEN_TRANSFER)

    def about(self, enrolment):
        """Those an enrolment was left by, would be left by, or was made by."""
        of_it = models.Q(enrolment=enrolment) | models.Q(new_enrolment=enrolment)
        return self.filter(of_it).select_related("enrolment__training_class", "target")


class Transfer(ScopedModel):
    """One enrolment that shall become one in another class: asked by one side, made by the other.

    Proposed by the unit it waits for the worker, requested by the worker for the unit.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_organization()),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("name",)
    KEY_FACTS = (
        ("masked_name", pgettext_lazy("person", "name")),
        ("enrolment.training_class", _("From class")),
        "target",
        ("target.starts_on", _("First session")),
        ("grounds", _("Grounds of the request")),
    )
    STATE_TONES = {
        S.PROPOSED: "active",
        S.REQUESTED: "active",
        S.DONE: "good",
        S.DECLINED: "bad",
        S.REFUSED: "bad",
    }
    AT_COUNTER = True
    MOVES = {
        "agree": Move({S.PROPOSED}, S.DONE, is_worker_oneself, _("Agree"), explains=AT_ONCE),
        "decline": Move(
            {S.PROPOSED},
            S.DECLINED,
            is_worker_oneself,
            _("Stay in my class"),
            needs=("reason",),
            tone="danger",
            explains=_("Nothing changes; the institution reads the reason."),
        ),
        "approve": Move(
            {S.REQUESTED}, S.DONE, is_own_unit_admin, _("Approve the transfer"), explains=AT_ONCE
        ),
        "refuse": Move(
            {S.REQUESTED},
            S.REFUSED,
            is_own_unit_admin,
            _("Refuse the transfer"),
            needs=("reason",),
            reason_label=_("Details (the person reads them)"),
            tone="danger",
            explains=_("The person stays in the class and reads the reason."),
        ),
        "withdraw": Move(
            {S.PROPOSED},
            S.WITHDRAWN,
            is_own_unit_admin,
            _("Take back"),
            tone="danger",
            explains=_("Nothing changes; the person is told."),
        ),
        "take_back": Move(
            {S.REQUESTED},
            S.WITHDRAWN,
            is_worker_oneself,
            _("Take back"),
            tone="danger",
            explains=_("You stay in your class."),
        ),
        "lapse": Move(OPEN_TRANSFER, S.LAPSED, is_system, _("Lapse"), is_automatic=True),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    enrolment = models.ForeignKey(
        "trainees.Enrolment",
        models.PROTECT,
        related_name="transfers",
        verbose_name=_("old enrolment"),
    )
    target = models.ForeignKey(
        "programs.TrainingClass", models.PROTECT, related_name="+", verbose_name=_("to class")
    )
    new_enrolment = models.OneToOneField(
        "trainees.Enrolment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="came_by",
        verbose_name=_("new enrolment"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    # Of a request: whether the person was a minor then, which the unit cannot read.
    is_minor = models.BooleanField(default=False, editable=False)
    grounds = models.CharField(_("grounds"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=S)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="transfer_organization"),
            models.Index(fields=["district", "-id"], name="transfer_district"),
            models.Index(fields=["trainee_user", "-id"], name="transfer_person"),
            models.Index(
                fields=["asked_at"],
                name="transfer_open",
                condition=models.Q(state__in=OPEN_TRANSFER),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(state__in=(*OPEN_TRANSFER, S.DONE)),
                name="transfer_live_once",
            ),
            models.CheckConstraint(
                name="transfer_done_has_an_enrolment",
                condition=models.Q(state=S.DONE, new_enrolment__isnull=False)
                | ~models.Q(state=S.DONE) & models.Q(new_enrolment__isnull=True),
            ),
            models.CheckConstraint(
                name="transfer_leads_elsewhere",
                condition=models.Q(new_enrolment__isnull=True)
                | ~models.Q(new_enrolment=models.F("enrolment")),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.masked_name}"

    def get_absolute_url(self):
        return reverse("workspace:transfer-detail", args=[self.number])

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)
