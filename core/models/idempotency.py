"""What was answered to a request with an Idempotency-Key, for 24 hours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, of_person, to
from core.enums import Role
from core.privacy import EncryptedField

SIGNED_IN = frozenset(Role) - {Role.ANYONE, Role.SYSTEM}


class IdempotentRequest(ScopedModel):
    """One request of one actor; written in the transaction of its effect.

    `fingerprint` is a keyed hash of method, path and body; `body` the answer, encrypted because
    it may tell of a person.
    """

    VISIBLE = to(SIGNED_IN, of_person("user_id"))

    user_id = models.BigIntegerField()
    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = EncryptedField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("repeatable request")
        verbose_name_plural = _("repeatable requests")
        indexes = [models.Index(fields=["created_at"], name="idempotent_request_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "actor", "key"], name="idempotent_request_once"
            )
        ]

    def __str__(self):
        return self.key
