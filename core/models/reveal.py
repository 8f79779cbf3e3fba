"""Clear text for a purpose: who asked for whose numbers, who granted it, who looked."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, to
from core.enums import RevealPurpose, RevealState, Role
from core.permissions import has_role, is_requester, is_system
from core.workflow import Move

S = RevealState
VIEWERS = frozenset(
    {
        Role.DISTRICT_REVIEWER,
        Role.MUNICIPAL_REVIEWER,
        Role.INSPECTOR,
        Role.FINANCE_RECONCILER,
    }
)
GRANTERS = frozenset({Role.MUNICIPAL_CHIEF, Role.SECURITY_ADMINISTRATOR})
GRANTED_STATES = (S.GRANTED, S.VIEWED, S.QUESTIONED, S.CLEARED)
LOOKED_STATES = (S.VIEWED, S.QUESTIONED, S.CLEARED)
MOST_SUBJECTS = 200

is_granter = has_role(*GRANTERS)
is_auditor = has_role(Role.AUDITOR)
may_view = has_role(*VIEWERS) & is_requester


def own_requests(actor):
    """Visibility: what one has asked for oneself."""
    return Q(requested_by_id=actor.user_id)


class DataReveal(ScopedModel):
    """Named fields of named records, shown once in clear to the person who asked.

    It holds keys and names of fields, never a value. People are plain ids: they live in a higher
    app. `needs_grant` says that another person had to grant it (list, sensitive, no open case).
    """

    VISIBLE = {
        **to(VIEWERS, own_requests),
        **to(GRANTERS | {Role.AUDITOR}, everything),
    }
    AUDIT_HIDDEN = ("session_digest",)
    STATE_TONES = {
        S.REQUESTED: "active",
        S.GRANTED: "good",
        S.REFUSED: "bad",
        S.QUESTIONED: "warn",
        S.CLEARED: "good",
    }
    MOVES = {
        "grant_self": Move(
            {S.REQUESTED}, S.GRANTED, is_system, _("Granted by rule"), is_automatic=True
        ),
        "grant": Move(
            {S.REQUESTED},
            S.GRANTED,
            is_granter,
            _("Grant"),
            explains=_("Whoever asked may view the data once, within the time limit."),
        ),
        "refuse": Move(
            {S.REQUESTED}, S.REFUSED, is_granter, _("Refuse"), needs=("reason",), tone="danger"
        ),
        "view": Move(
            {S.GRANTED}, S.VIEWED, may_view, _("View the full data"), page="reveal-detail"
        ),
        "expire": Move(
            {S.REQUESTED, S.GRANTED}, S.EXPIRED, is_system, _("Expire"), is_automatic=True
        ),
        "question": Move(
            {S.VIEWED},
            S.QUESTIONED,
            is_auditor,
            _("Question"),
            needs=("reason",),
            tone="danger",
            explains=_("The viewer and the chief are told and must answer within the time limit."),
        ),
        "clear": Move({S.QUESTIONED}, S.CLEARED, is_auditor, _("Clear"), needs=("reason",)),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.REQUESTED)
    subject = models.CharField(_("kind of record"), max_length=80)
    subject_ids = models.JSONField(_("records"))
    fields = models.JSONField(_("fields"))
    purpose = models.CharField(_("purpose"), max_length=24, choices=RevealPurpose)
    explanation = models.CharField(_("explanation"), max_length=500)
    needs_grant = models.BooleanField(_("granted by another person"))
    organization_id = models.BigIntegerField()
    district_id = models.BigIntegerField(null=True)
    requested_by_id = models.BigIntegerField()
    requested_role = models.CharField(_("role"), max_length=30, choices=Role)
    requested_at = models.DateTimeField(_("requested"))
    session_digest = models.CharField(max_length=64, editable=False)
    granted_by_id = models.BigIntegerField(null=True)
    granted_at = models.DateTimeField(_("granted"), null=True)
    refused_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(_("expires"))
    viewed_at = models.DateTimeField(_("looked at"), null=True)
    questioned_by_id = models.BigIntegerField(null=True)
    answer_due_on = models.DateField(_("answer due"), null=True)
    cleared_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("personal-data request")
        verbose_name_plural = _("personal-data requests")
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["district_id", "-requested_at"], name="reveal_district"),
            models.Index(fields=["requested_by_id", "-requested_at"], name="reveal_requester"),
            models.Index(fields=["state", "expires_at"], name="reveal_state"),
        ]
        constraints = [
            models.CheckConstraint(  # SD35
                name="reveal_granted_by_another_person",
                condition=Q(granted_by_id__isnull=True) | ~Q(granted_by_id=F("requested_by_id")),
            ),
            models.CheckConstraint(  # SD35
                name="reveal_granted_by_whom_it_needs",
                condition=~Q(state__in=GRANTED_STATES)
                | Q(needs_grant=False, granted_by_id__isnull=True)
                | Q(needs_grant=True, granted_by_id__isnull=False),
            ),
            models.CheckConstraint(  # SD36
                name="reveal_questioned_by_another_person",
                condition=Q(questioned_by_id__isnull=True)
                | ~Q(questioned_by_id=F("requested_by_id")),
            ),
            models.CheckConstraint(  # SD36
                name="reveal_cleared_by_another_person",
                condition=Q(cleared_by_id__isnull=True) | ~Q(cleared_by_id=F("requested_by_id")),
            ),
            models.CheckConstraint(
                name="reveal_granted_has_a_time",
                condition=~Q(state__in=GRANTED_STATES) | Q(granted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reveal_viewed_has_a_time",
                condition=~Q(state__in=LOOKED_STATES) | Q(viewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reveal_questioned_has_a_person_and_a_day",
                condition=~Q(state__in=(S.QUESTIONED, S.CLEARED))
                | Q(questioned_by_id__isnull=False, answer_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="reveal_ended_by_a_person",
                condition=~Q(state__in=(S.REFUSED, S.CLEARED))
                | Q(refused_by_id__isnull=False)
                | Q(cleared_by_id__isnull=False),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("reveal-detail", args=[self.pk])
