"""The reference list of key groups 重点群体."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel
from core.language import is_chinese
from trainees.list_kinds import choices


class KeyGroup(ScopedModel):
    """One group; a sensitive one is shown as "group stated" to all but the case reviewers.

    Who stands on the list of the kind `list_kind` belongs to it, without a paper.
    """

    VISIBLE = EVERY_ROLE

    code = models.CharField(_("code"), max_length=30, unique=True)
    zh = models.CharField(_("Chinese name"), max_length=60)
    en = models.CharField(_("English name"), max_length=80)
    evidence = models.CharField(_("evidence"), max_length=200)
    default_validity_months = models.PositiveSmallIntegerField(_("valid for (months)"))
    list_kind = models.CharField(_("proven by list"), max_length=24, choices=choices, blank=True)
    origin = models.CharField(_("origin"), max_length=60)
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    goes_first = models.BooleanField(_("first on waiting lists"), default=False)
    has_allowance = models.BooleanField(_("living allowance"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("key group")
        verbose_name_plural = _("key groups")
        ordering = ["code"]

    def __str__(self):
        return self.zh if is_chinese() else self.en

    @property
    def discreet(self) -> str:
        """The group, but a sensitive one only as "group stated" (roles, section 3)."""
        return gettext("group stated") if self.is_sensitive else str(self)
