"""Rule sets: changes of dated rows that are written, checked and published together (2.16)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, to, where
from core.enums import CITY_ROLES, Role
from core.workflow import Move
from policies.enums import RuleSetState
from policies.permissions import is_system, may_publish, may_withdraw, may_write

S = RuleSetState
KNOWN = (S.PUBLISHED, S.SUPERSEDED)
OUTSIDE = set(Role) - CITY_ROLES
READERS = {
    **to(OUTSIDE, where(is_public=True)),
    **to(CITY_ROLES, everything),
}


class RuleSet(ScopedModel):
    """A set of changes under one document; an author writes it, another person publishes it."""

    VISIBLE = READERS
    KEY_FACTS = ("document",)
    STATE_TONES = {
        S.VALIDATED: "active",
        S.PUBLISHED: "good",
        S.WITHDRAWN: "bad",
    }
    MOVES = {
        "validate": Move(
            {S.DRAFT},
            S.VALIDATED,
            may_write,
            _("Validate"),
            title=_("Validate this rule set"),
            explains=_("Gaps, overlaps, unreachable rows, units and dates are checked."),
        ),
        "amend": Move(
            {S.VALIDATED},
            S.DRAFT,
            may_write,
            _("Amend"),
            title=_("Amend this rule set"),
            tone="warning",
            explains=_("The validation report is void; validate again after the change."),
        ),
        "publish": Move(
            {S.VALIDATED},
            S.PUBLISHED,
            may_publish,
            _("Publish"),
            title=_("Publish this rule set"),
            explains=_(
                "The figures are published today and can no longer be changed. "
                "All institutions are notified."
            ),
        ),
        "supersede": Move(
            {S.PUBLISHED}, S.SUPERSEDED, is_system, _("Supersede"), is_automatic=True
        ),
        "withdraw": Move(
            {S.DRAFT, S.VALIDATED},
            S.WITHDRAWN,
            may_withdraw,
            _("Withdraw"),
            title=_("Withdraw this rule set"),
            needs=("reason",),
            tone="danger",
        ),
        "revoke": Move(
            {S.PUBLISHED},
            S.WITHDRAWN,
            may_publish,
            _("Revoke"),
            title=_("Revoke this rule set"),
            needs=("reason",),
            tone="danger",
            explains=_("Possible before the first day only, and while no decision used a row."),
        ),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    document = models.ForeignKey(
        "policies.PolicyDocument", models.PROTECT, related_name="rule_sets",
        verbose_name=_("policy document"),
    )  # fmt: skip
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("copy of"),
    )  # fmt: skip
    correction_reason = models.CharField(
        _("reason of a correction"), max_length=300, blank=True,
        help_text=_("Needed when a row holds sooner than the time limit for publication allows."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_by = ArrayField(models.BigIntegerField(), verbose_name=_("written by"))
    report = models.JSONField(_("validation report"), null=True, blank=True)
    validated_at = models.DateTimeField(_("validated"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    known_from = models.DateField(_("published on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("superseded by"),
    )  # fmt: skip
    is_public = models.GeneratedField(
        expression=models.Q(state__in=KNOWN), output_field=models.BooleanField(), db_persist=True
    )

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["-number"]
        indexes = [models.Index(fields=["is_public", "known_from"], name="rule_set_public")]
        constraints = [
            models.CheckConstraint(
                name="rule_set_published_by_another",
                condition=models.Q(published_by__isnull=True)
                | ~models.Q(edited_by__contains=[models.F("published_by")]),
            ),
            models.CheckConstraint(
                name="rule_set_revoked_by_another",
                condition=models.Q(revoked_by__isnull=True)
                | ~models.Q(edited_by__contains=[models.F("revoked_by")]),
            ),
            models.CheckConstraint(
                name="rule_set_author_wrote",
                condition=models.Q(edited_by__contains=[models.F("author")]),
            ),
            models.CheckConstraint(
                name="rule_set_states_have_times",
                condition=(
                    ~models.Q(state__in=KNOWN)
                    | models.Q(
                        published_at__isnull=False,
                        published_by__isnull=False,
                        known_from__isnull=False,
                        report__isnull=False,
                    )
                )
                & (~models.Q(state=S.VALIDATED) | models.Q(validated_at__isnull=False))
                & (~models.Q(state=S.WITHDRAWN) | models.Q(withdrawn_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        """Where staff read it; the public address is `public_url`."""
        return reverse("admin:policies_ruleset_change", args=[self.pk])

    @property
    def public_url(self) -> str:
        return reverse("rule-set", args=[self.number])


class RuleChange(ScopedModel):
    """One row of a set: the figure of one code from one day, under one clause.

    `kind` names what is changed (see `policies.rows`); a row that is not wanted any more stays,
    marked as dropped, while the set is a draft.
    """

    VISIBLE = to(CITY_ROLES, everything)

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind"), max_length=20)
    code = models.CharField(_("code"), max_length=40)
    figure = models.DecimalField(_("new figure"), max_digits=12, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=12)
    clause = models.ForeignKey(
        "policies.Clause", models.PROTECT, related_name="+", verbose_name=_("clause")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_dropped = models.BooleanField(_("drop"), default=False)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["clause__document", "clause__ordinal", "code", "valid_from", "id"]

    def __str__(self):
        return f"{self.code} {self.valid_from}"
