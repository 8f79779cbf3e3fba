"""Share links 分享链接: a part of the learning account for whoever has the link."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, of_person
from core.enums import Role
from core.privacy import KeyedHashField
from core.punctuation import enumerated
from core.timeline import TimelineKind
from core.workflow import Move
from trainees.enums import ShareState
from trainees.permissions import is_oneself_here, is_system

S = ShareState


class ShareLink(ScopedModel):
    """What is shown to whom and until when; of the link itself only a keyed hash is kept.

    No kinds: all of them. With an enrolment only what belongs to its class. Who opened it stands
    in the audit trail alone, written by the function that opens it.
    """

    VISIBLE = {Role.WORKER: of_person()}
    AUDIT_HIDDEN = ("token_hash", "note")
    KEY_FACTS = ("number", "note", ("scope", _("What is shown")), "valid_until")
    STATE_TONES = {S.ACTIVE: "active", S.REVOKED: "bad"}
    MOVES = {
        "revoke": Move(
            {S.ACTIVE},
            S.REVOKED,
            is_oneself_here,
            _("Revoke the link"),
            tone="danger",
            explains=_("Whoever opens the link from now on reads that it is not valid any more."),
        ),
        "expire": Move({S.ACTIVE}, S.EXPIRED, is_system, _("Expire"), is_automatic=True),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="share_links", verbose_name=_("trainee")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    token_hash = KeyedHashField(max_length=64, unique=True, editable=False)
    note = models.CharField(_("for whom"), max_length=60, blank=True)
    kinds = ArrayField(models.CharField(max_length=12, choices=TimelineKind), default=list)
    enrolment = models.ForeignKey(
        "trainees.Enrolment",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("class"),
    )
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.ACTIVE)
    created_at = models.DateTimeField(pgettext_lazy("share link", "made"))
    valid_until = models.DateField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["trainee_user", "-id"], name="share_link_person"),
            models.Index(
                fields=["valid_until"],
                name="share_link_ending",
                condition=models.Q(state=S.ACTIVE),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="share_link_revoked_has_a_time",
                condition=~models.Q(state=S.REVOKED) | models.Q(revoked_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("account:share-detail", args=[self.number])

    @property
    def scope(self) -> str:
        """What is shown, in words."""
        labels = [str(TimelineKind(kind).label) for kind in self.kinds]
        shown = enumerated(labels) if labels else str(_("everything"))
        return f"{shown} · {self.enrolment.training_class.name}" if self.enrolment_id else shown
