"""Messages in the product, their deliveries by other channels, and who wants which."""

import uuid
from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_person, to
from core.enums import Role
from core.outbox.kinds import Topic, kind_of
from core.privacy import EncryptedField

PEOPLE = set(Role) - {Role.ANYONE, Role.SYSTEM}


class Notification(ScopedModel):
    """A message to one person, read in the product.

    The id is made of what the message is of (`core.outbox.storing`): the same is never told twice.
    """

    VISIBLE = to(PEOPLE, of_person("recipient_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
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
        return kind_of(self.code).text(self.context)


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail message")
    SMS = "sms", _("Short message")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    KEPT = "kept", _("Kept here: no channel is set up")
    DECLINED = "declined", _("Switched off by the receiver")
    NO_ADDRESS = "no_address", _("No address")
    EXPIRED = "expired", _("Too late")
    UNCLEAR = "unclear", _("Answer unknown")
    FAILED = "failed", _("Failed")


class Delivery(ScopedModel):
    """One sending of a message outside the product; the queue of the system worker.

    The id is the key the gateway and the mail server know it by, the same at every attempt. A
    worker holds a row while `leased_until` lies ahead by the database's own clock, which nobody
    moves. There is no address here: it is looked up right before the sending. Only for somebody
    without an account it lies in `secret`, encrypted, and is erased when the message is out.
    """

    VISIBLE = {Role.SYSTEM_ADMINISTRATOR: everything}
    AUDIT_HIDDEN = ("recipient_id", "key", "context", "link")
    State = DeliveryState

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=220)
    recipient_id = models.BigIntegerField(null=True)
    code = models.CharField(_("code"), max_length=40)
    context = models.JSONField(default=dict)
    secret = EncryptedField(blank=True, default="")
    link = models.CharField(max_length=200, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    state = models.CharField(
        _("state"), max_length=12, choices=DeliveryState, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("stored"), db_default=models.functions.Now())
    due_at = models.DateTimeField(_("next attempt"))
    expires_at = models.DateTimeField(_("not after"), null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["channel", "due_at"],
                name="delivery_queue",
                condition=models.Q(state=DeliveryState.WAITING),
            ),
            models.Index(
                fields=["leased_until"],
                name="delivery_leases",
                condition=models.Q(state=DeliveryState.SENDING),
            ),
            models.Index(fields=["-created_at", "-id"], name="delivery_list"),
        ]
        constraints = [
            # Not `unique=True`: that brings a second index of the long key, for LIKE.
            models.UniqueConstraint(fields=["key"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_lease_while_sending",
                condition=models.Q(state=DeliveryState.SENDING, leased_until__isnull=False)
                | (~models.Q(state=DeliveryState.SENDING) & models.Q(leased_until__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.code} · {self.get_channel_display()}"


class ChoiceChannel(models.TextChoices):
    """What a person can switch on and off for a topic."""

    EMAIL = "email", _("E-mail message")
    SMS = "sms", _("Short message")
    DIGEST = "digest", _("Daily summary by e-mail")


class MessageChoice(ScopedModel):
    """What one person chose for one topic and channel; without a row the usual holds."""

    VISIBLE = to(PEOPLE, of_person("recipient_id"))

    recipient_id = models.BigIntegerField()
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    channel = models.CharField(_("channel"), max_length=10, choices=ChoiceChannel)
    is_on = models.BooleanField(_("wanted"))

    class Meta:
        verbose_name = _("choice of messages")
        verbose_name_plural = _("choices of messages")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "topic", "channel"], name="message_choice_once"
            )
        ]

    def __str__(self):
        return f"{self.get_topic_display()} · {self.get_channel_display()}"


class SendingHours(ScopedModel):
    """One row: between which hours of the day short messages go out, unless they are urgent."""

    VISIBLE = {Role.SYSTEM_ADMINISTRATOR: everything}

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    morning = models.TimeField(_("from"), default=time(8))
    evening = models.TimeField(_("until"), default=time(21))

    class Meta:
        verbose_name = _("hours of short messages")
        verbose_name_plural = _("hours of short messages")
        constraints = [
            models.CheckConstraint(name="sending_hours_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="sending_hours_run_forward",
                condition=models.Q(morning__lt=models.F("evening")),
            ),
        ]

    def __str__(self):
        return f"{self.morning:%H:%M}-{self.evening:%H:%M}"

    def contain(self, moment) -> bool:
        """Whether a local time of the day lies in them."""
        return self.morning <= moment < self.evening
