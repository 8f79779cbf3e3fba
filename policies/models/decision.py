"""Stored decisions: facts, rule rows and every step, as known then; nobody changes one."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import (
    ScopedModel,
    everything,
    of_district,
    of_organization,
    of_person,
    to,
)
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from policies.enums import Outcome


class Decision(ScopedModel):
    """One decision about one record; `record` is canonical JSON and holds codes, never words."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.WORKER: of_person(),
    }

    process = models.CharField(_("process"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version of the process"))
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, null=True, related_name="+", db_index=False
    )
    trainee_user = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(_("decided"))
    known_on = models.DateField(_("rules published by"))
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome)
    reason = models.CharField(_("leading reason"), max_length=40, blank=True)
    rules = ArrayField(models.CharField(max_length=60), verbose_name=_("rule rows"))
    record = models.TextField(_("record"))
    digest = models.CharField(_("checksum (SHA-256)"), max_length=64)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-id"]
        indexes = [
            models.Index(fields=["organization", "model", "object_id"], name="decision_unit"),
            models.Index(fields=["district", "model", "object_id"], name="decision_district"),
            models.Index(fields=["trainee_user", "-decided_at"], name="decision_person"),
            models.Index(fields=["model", "object_id"], name="decision_object"),
            GinIndex(fields=["rules"], name="decision_rules"),
        ]
        constraints = [
            models.CheckConstraint(
                name="decision_refusal_has_a_reason",
                condition=models.Q(outcome=Outcome.GRANTED) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.get_outcome_display()}"
