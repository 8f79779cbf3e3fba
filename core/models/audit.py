"""The audit trail and its seals."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role


class AuditEntry(ScopedModel):
    """One change: who, what, before and after, why. Written by `core.audit.record` alone.

    The table is partitioned by month of `at`; the database adds `xid`, the transaction that wrote
    the entry, by which `core.audit.sealing` knows what is complete.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS | {Role.AGENCY_ADMIN}, of_organization()),
        Role.WORKER: of_person(),
    }

    at = models.DateTimeField(_("time"))
    actor_user_id = models.BigIntegerField(_("person"), null=True)
    actor_deputy_for = models.BigIntegerField(_("as deputy of"), null=True)
    actor_organization_id = models.BigIntegerField(_("organization"), null=True)
    actor_role = models.CharField(_("role"), max_length=30, choices=Role)
    actor_name = models.CharField(_("system actor"), max_length=60, blank=True)
    verb = models.CharField(_("action"), max_length=60)
    model = models.CharField(_("kind of record"), max_length=80)
    object_id = models.CharField(_("record"), max_length=40)
    object_label = models.CharField(_("record"), max_length=200)
    before = models.JSONField(_("values before"), default=dict)
    after = models.JSONField(_("values after"), default=dict)
    reason_code = models.CharField(_("reason code"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    organization_id = models.BigIntegerField(null=True)
    district_id = models.BigIntegerField(null=True)
    trainee_user_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_time"),
            models.Index(fields=["model", "object_id"], name="audit_record"),
            models.Index(fields=["organization_id", "at"], name="audit_organization"),
            models.Index(fields=["district_id", "at"], name="audit_district"),
            models.Index(fields=["trainee_user_id", "at"], name="audit_person"),
        ]

    def __str__(self):
        return self.object_label or str(self.pk)  # the verb is a code; pages say it in words


class AuditSeal(ScopedModel):
    """Hashes of the entries of some transactions, and the link to the seal before."""

    VISIBLE = {Role.AUDITOR: everything}

    id = models.BigIntegerField(primary_key=True)
    taken_at = models.DateTimeField(_("time"))
    after_id = models.BigIntegerField()
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    next_xid = models.BigIntegerField()
    entries = ArrayField(models.BigIntegerField())
    hashes = models.BinaryField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.pk} {self.hash[:12]}"
