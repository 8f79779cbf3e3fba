"""The statement of a minor who lives mainly on the income of the own work (Civil Code, art. 18)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_person, to
from core.enums import CASE_READERS, Role
from core.workflow import Move
from trainees.enums import StatementState
from trainees.permissions import may_set_statement_aside, may_state_income

S = StatementState


class IncomeStatement(ScopedModel):
    """It stands in the place of a guardian's consent until it is taken back or set aside."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("employer",)
    KEY_FACTS = ("number", "masked_name", "stated_at")
    STATE_TONES = {S.STATED: "good", S.SET_ASIDE: "bad"}
    MOVES = {
        "take_back": Move(
            {S.STATED},
            S.TAKEN_BACK,
            may_state_income,
            _("Take the statement back"),
            tone="danger",
            explains=_("A guardian's consent is needed for the next enrolment."),
        ),
        "set_aside": Move(
            {S.STATED},
            S.SET_ASIDE,
            may_set_statement_aside,
            _("Set the statement aside"),
            needs=("reason",),
            reason_label=_("Details (the person reads them)"),
            tone="danger",
            explains=_("It holds no more for enrolments from now on; the person is told why."),
        ),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="statements", verbose_name=_("trainee")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    masked_name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("home district")
    )
    employer = models.CharField(_("employer or own work"), max_length=120)
    since = models.DateField(_("working since"))
    version = models.CharField(_("statement"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.STATED)
    stated_at = models.DateTimeField(_("stated on"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("statement of the own income")
        verbose_name_plural = _("statements of the own income")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["trainee_user", "state"], name="statement_person"),
            models.Index(fields=["district", "-id"], name="statement_district"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"],
                condition=models.Q(state=S.STATED),
                name="statement_live_once",
            ),
            models.CheckConstraint(
                name="statement_ended_has_a_time",
                condition=models.Q(state=S.STATED) | models.Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.masked_name}"

    def get_absolute_url(self):
        return reverse("account:income-detail", args=[self.number])
