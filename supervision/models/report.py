"""The quarterly supervision report (workflow 2.15)."""

from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, to, where
from core.enums import SUM_READERS, UNIT_ADMINS, Role
from core.language import in_language
from core.workflow import Move
from supervision.enums import ReportScope, ReportState
from supervision.periods import Quarter
from supervision.permissions import (
    is_municipal_chief,
    is_municipal_reviewer,
    is_system,
    may_generate,
    may_lock,
    may_restate,
)

S = ReportState

REPORT_READERS = {
    **to(SUM_READERS, everything),
    Role.DISTRICT_REVIEWER: of_district(),
    **to(UNIT_ADMINS, of_organization()),
}
"""The city reads all reports; a district or an institution the ones made for it."""


class QuarterlyReport(ScopedModel):
    """One report for a quarter, a scope and an edition; its figures are frozen."""

    # an operator reads why one failed, and nothing else of it
    VISIBLE = {**REPORT_READERS, Role.SYSTEM_ADMINISTRATOR: where(state=S.FAILED)}
    KEY_FACTS = ("quarter", "scope", "edition", "as_of")
    STATE_TONES = {
        S.GENERATING: "active",
        S.DRAFT: "warn",
        S.SUBMITTED: "active",
        S.LOCKED: "good",
        S.RESTATED: "warn",
        S.FAILED: "bad",
    }
    MOVES = {
        "generate": Move(
            {S.SCHEDULED, S.FAILED},
            S.GENERATING,
            may_generate,
            _("Start generating"),
            explains=_("A worker computes every figure; you can leave the page meanwhile."),
        ),
        "finish": Move({S.GENERATING}, S.DRAFT, is_system, _("Generation done"), is_automatic=True),
        "fail": Move(
            {S.GENERATING}, S.FAILED, is_system, _("Generation failed"), is_automatic=True
        ),
        "regenerate": Move(
            {S.DRAFT},
            S.GENERATING,
            is_municipal_reviewer,
            _("Generate again"),
            needs=("reason",),
            tone="warning",
            explains=_("The figures are computed anew; the earlier snapshot is kept."),
        ),
        "submit": Move(
            {S.DRAFT},
            S.SUBMITTED,
            is_municipal_reviewer,
            _("Sign and submit"),
            explains=_("A second person signs next."),
        ),
        "send_back": Move(
            {S.SUBMITTED},
            S.DRAFT,
            is_municipal_chief,
            _("Send back"),
            needs=("reason",),
            tone="warning",
        ),
        "lock": Move(
            {S.SUBMITTED},
            S.LOCKED,
            may_lock,
            _("Sign and lock"),
            explains=_("The figures are final; later corrections make a new edition."),
        ),
        "restate": Move(
            {S.LOCKED},
            S.RESTATED,
            may_restate,
            _("Restate"),
            explains=_("It happens by itself when the corrected edition is locked."),
            is_automatic=True,
        ),
    }

    quarter = models.CharField(_("quarter"), max_length=6)
    scope = models.CharField(_("scope"), max_length=12, choices=ReportScope)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("institution"),
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=S, default=S.SCHEDULED)
    run = models.PositiveSmallIntegerField(_("snapshot"), default=0)
    as_of = models.DateTimeField(_("data as of"), null=True, blank=True)
    generated_at = models.DateTimeField(_("generated"), null=True, blank=True)
    rules_token = models.UUIDField(_("version of the rules"), null=True, blank=True)
    names = models.JSONField(_("names"), default=dict)  # `supervision.queries.places.names_of`
    targets = models.JSONField(_("targets"), default=dict)  # `supervision.targets.targets_of`
    figures_hash = models.CharField(_("snapshot code"), max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by_name = models.CharField(_("first signature"), max_length=60, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    locked_by_name = models.CharField(_("second signature"), max_length=60, blank=True)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)

    class Meta:
        verbose_name = _("quarterly report")
        verbose_name_plural = _("quarterly reports")
        ordering = ["-quarter", "scope", "district", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "scope", "district", "organization", "edition"],
                nulls_distinct=False,
                name="report_once",
            ),
            models.CheckConstraint(
                name="report_scope_fits",
                condition=models.Q(
                    scope=ReportScope.CITY, district__isnull=True, organization__isnull=True
                )
                | models.Q(
                    scope=ReportScope.DISTRICT, district__isnull=False, organization__isnull=True
                )
                | models.Q(
                    scope=ReportScope.INSTITUTION,
                    district__isnull=True,
                    organization__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="report_locked_by_another",
                condition=models.Q(locked_by__isnull=True)
                | ~models.Q(locked_by=models.F("submitted_by")),
            ),
            models.CheckConstraint(
                name="report_signed_when_locked",
                condition=~models.Q(state__in=[S.SUBMITTED, S.LOCKED])
                | models.Q(submitted_by__isnull=False, figures_hash__gt=""),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.scope_name}"

    def get_absolute_url(self):
        return reverse("report-detail", args=[self.quarter]) + self.query

    def get_quarter_display(self) -> str:
        """The quarter in words, as lists and facts show it."""
        return Quarter.parse(self.quarter).words

    @property
    def number(self) -> str:
        return f"{self.quarter}-v{self.edition}"

    @property
    def signed_state(self) -> ReportState:
        """The state its files tell: what was signed stays so when a later edition corrects it."""
        return S.LOCKED if self.state == S.RESTATED else S(self.state)

    @property
    def scope_name(self) -> str:
        """The place it is about; once made, as it was called then."""
        if self.organization_id:
            return self.called("institution", self.organization_id) or str(self.organization)
        if self.district_id:
            return self.called("district", self.district_id) or str(self.district)
        return str(self.get_scope_display())

    def called(self, kind: str, key: int) -> str:
        """What a place was called when the report was made; empty before."""
        kept = self.names.get(kind, {}).get(str(key))
        return in_language(kept[1], kept[-1]) if kept else ""

    @property
    def place(self) -> dict:
        """Scope, district and institution, as the columns have them."""
        return {
            "scope": self.scope,
            "district": self.district_id,
            "organization": self.organization_id,
        }

    @property
    def key(self) -> dict:
        """What all editions of one report have in common."""
        return {"quarter": self.quarter, **self.place}

    @property
    def asked(self) -> dict[str, str]:
        """What an address says beside the quarter: place, and edition where there are several."""
        found = {}
        if self.organization_id:
            found["scope"] = self.organization.number
        elif self.district_id:
            found["scope"] = self.district.code
        if self.edition > 1 or self.state == S.RESTATED:
            found["edition"] = str(self.edition)
        return found

    @property
    def query(self) -> str:
        """`asked` as a query: `?scope=DL-06&edition=2`; empty for the city's first edition."""
        return f"?{urlencode(self.asked)}" if self.asked else ""
