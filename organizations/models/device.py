"""The devices an account has been used from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel


class KnownDevice(ScopedModel):
    """A browser that carries our cookie; only the keyed hash of its token is kept."""

    VISIBLE = {}

    user = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [
            models.UniqueConstraint(fields=["user", "token_hash"], name="known_device_once")
        ]

    def __str__(self):
        return f"{self.since:%Y-%m-%d}"
