"""Messages in the product, and their deliveries by other channels."""

import uuid
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import outbox
from core.access import ScopedModel, of_person, to
from core.enums import Role
from core.privacy import EncryptedField

MOST_ATTEMPTS = 8


class Notification(ScopedModel):
    """A message to one person, read in the product."""

    VISIBLE = to(set(Role) - {Role.ANYONE, Role.SYSTEM}, of_person("recipient_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True)
    recipient_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    context = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("time"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["recipient_id", "-created_at"], name="notification_inbox")]

    def __str__(self):
        return outbox.message_of(self.code).text(self.context)


class Delivery(ScopedModel):
    """One sending of a message by e-mail; retried with growing pauses, sent at most once."""

    VISIBLE = {}

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        NO_ADDRESS = "no_address", _("No address")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=220, unique=True)
    recipient_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40)
    context = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.TextField(blank=True)
    # for somebody without an account: address, language and one-time words as JSON; gone when sent
    sealed = EncryptedField(blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["state", "due_at"], name="delivery_due")]

    def __str__(self):
        return self.key

    @property
    def recipient(self):
        """The user the message is for (no foreign key: users live in a higher app)."""
        return get_user_model().objects.get(pk=self.recipient_id)

    def finish(self, state):
        """Close this delivery for good."""
        self.state, self.error, self.sealed = state, "", ""
        self.save(update_fields=["state", "error", "sealed"])

    def retry(self, error, *, at):
        """Try again after 1, 2, 4, … minutes; after the last attempt a person has to look."""
        last = self.attempts >= MOST_ATTEMPTS
        self.state = self.State.FAILED if last else self.State.WAITING
        self.due_at = at + timedelta(minutes=2 ** (self.attempts - 1))
        self.error = error
        self.save(update_fields=["state", "due_at", "error"])
