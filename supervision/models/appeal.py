"""Appeals against decisions of a bureau (workflow 2.17)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, Role
from core.workflow import Move
from supervision.enums import AppealGround, AppealState
from supervision.permissions import APPELLANTS, may_appeal, may_decide_appeal, may_take_up

S = AppealState
LIVE = (S.SUBMITTED, S.IN_REVIEW)
COUNTED = (*LIVE, S.UPHELD, S.DISMISSED)  # a decision is appealed against once
DECIDED = (S.UPHELD, S.DISMISSED)
ANSWERED = (*DECIDED, S.REFUSED)
READERS = {
    **to(CASE_READERS, everything),
    Role.DISTRICT_REVIEWER: of_district(),
    **to(APPELLANTS, of_organization()),
}


def persons(label):
    """Ids of users: of a deputy and of the member acted for alike."""
    return ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=label)


class DecisionAppeal(ScopedModel):
    """One appeal against one decision, which the trail keeps as the entry `entry_id`.

    `kind` is a key of `supervision.appealable.KINDS`, `record_id` the key of the record there.
    `involved` is everybody with a part in the case; none of them takes up or answers (SD17).
    """

    VISIBLE = READERS
    KEY_FACTS = ("organization", "submitted_at", "due_on")
    STATE_TONES = {
        S.SUBMITTED: "active",
        S.IN_REVIEW: "active",
        S.UPHELD: "good",
        S.DISMISSED: "bad",
        S.REFUSED: "bad",
    }
    MOVES = {
        "take_up": Move(
            {S.SUBMITTED},
            S.IN_REVIEW,
            may_take_up,
            _("Take up the appeal"),
            explains=_(
                "The unit and whoever decided are told. Only somebody without a part in the "
                "decision may do this."
            ),
        ),
        "refuse": Move(
            {S.SUBMITTED},
            S.REFUSED,
            may_take_up,
            _("Do not take up"),
            needs=("reason_code", "reason"),
            reasons=("appeal",),
            tone="danger",
            explains=_("The unit is told why, and which way the law leaves open."),
        ),
        "uphold": Move(
            {S.IN_REVIEW},
            S.UPHELD,
            may_decide_appeal,
            _("Uphold the appeal"),
            needs=("reason",),
            explains=_("The decision is set aside at once and the record goes on."),
        ),
        "dismiss": Move(
            {S.IN_REVIEW},
            S.DISMISSED,
            may_decide_appeal,
            _("Dismiss the appeal"),
            needs=("reason",),
            tone="danger",
            explains=_("The decision stands. The unit is told why, and which way the law leaves."),
        ),
        "withdraw": Move(
            set(LIVE),
            S.WITHDRAWN,
            may_appeal,
            _("Take the appeal back"),
            tone="warning",
            explains=_("The decision stands. Time that has run is not given back."),
        ),
    }

    number = models.CharField(_("appeal number"), max_length=20, unique=True)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("unit")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    kind = models.CharField(_("kind of decision"), max_length=20)
    record_id = models.BigIntegerField()
    record_number = models.CharField(_("number of the record"), max_length=20)
    record_name = models.CharField(_("record"), max_length=120)
    entry_id = models.BigIntegerField()
    decided_at = models.DateTimeField(_("decision delivered"))
    decided_by = persons(_("decided by"))
    involved = persons(_("had a part in the case"))
    appeal_until = models.DateField(_("last day to appeal"))
    ground = models.CharField(_("ground"), max_length=12, choices=AppealGround)
    text = models.TextField(_("why the decision is wrong"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted"))
    due_on = models.DateField(_("answer due"))
    taken_up_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    taken_up_by = persons(_("taken up by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = persons(_("answered by"))
    reason_code = models.CharField(_("reason from the list"), max_length=60, blank=True)
    answer = models.TextField(_("reasons of the answer"), blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organization", "state"], name="appeal_organization"),
            models.Index(fields=["district", "state"], name="appeal_district"),
            models.Index(fields=["state", "due_on"], name="appeal_queue"),
            models.Index(fields=["kind", "record_id"], name="appeal_record"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="appeal_of_organization"),
            models.UniqueConstraint(
                fields=["kind", "record_id", "entry_id"],
                condition=Q(state__in=COUNTED),
                name="appeal_once_against_a_decision",
            ),
            models.CheckConstraint(
                name="appeal_knows_who_decided",
                condition=Q(decided_by__len__gt=0, involved__contains=F("decided_by")),
            ),
            models.CheckConstraint(
                name="appeal_taken_up_by_another",
                condition=~Q(involved__overlap=F("taken_up_by")),
            ),
            models.CheckConstraint(
                name="appeal_answered_by_another",
                condition=~Q(involved__overlap=F("answered_by")),
            ),
            models.CheckConstraint(
                name="appeal_taken_up_has_a_person",
                condition=~Q(state__in=(S.IN_REVIEW, *DECIDED))
                | Q(taken_up_at__isnull=False, taken_up_by__len__gt=0),
            ),
            models.CheckConstraint(
                name="appeal_answered_has_reasons",
                condition=~Q(state__in=ANSWERED)
                | Q(answered_at__isnull=False, answered_by__len__gt=0, answer__gt=""),
            ),
            models.CheckConstraint(
                name="appeal_has_a_ground", condition=Q(text__gt="", ground__in=AppealGround.values)
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.record_name}"

    def get_absolute_url(self):
        return reverse("workspace:appeal-detail", args=[self.number])

    @property
    def still_due_on(self):
        """By when the bureau acts next; None once it has, or need not."""
        return self.due_on if self.state in LIVE else None
