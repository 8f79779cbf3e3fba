"""Occupations of the national classification (职业分类大典 2022)."""

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel
from core.language import is_chinese
from core.search import SearchText, SortKey
from programs.enums import CodeStatus, ShortageGrade


class Occupation(ScopedModel):
    """One occupation; codes marked to be verified say so wherever they are shown."""

    VISIBLE = EVERY_ROLE

    code = models.CharField(
        _("code"),
        max_length=10,
        unique=True,
        validators=[RegexValidator(r"^\d-\d{2}-\d{2}-\d{2}$")],
    )
    zh = models.CharField(_("Chinese name"), max_length=60)
    en = models.CharField(_("English name"), max_length=80)
    isco08 = models.CharField(_("ISCO-08 (suggestion)"), max_length=12, blank=True)
    code_status = models.CharField(_("standing of the code"), max_length=10, choices=CodeStatus)
    shortage_grade = models.CharField(
        _("shortage grade"), max_length=10, choices=ShortageGrade, blank=True
    )
    shortage_from = models.DateField(_("in the shortage list from"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    sort_key = SortKey(of="zh")
    search_text = SearchText(spelled="zh", also=("en", "code"))

    class Meta:
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")
        ordering = ["code"]
        indexes = [
            GinIndex(name="occupation_search", fields=["search_text"], opclasses=["gin_trgm_ops"])
        ]
        constraints = [
            models.CheckConstraint(
                name="shortage_has_a_date",
                condition=models.Q(shortage_grade="") | models.Q(shortage_from__isnull=False),
            )
        ]

    def __str__(self):
        return self.zh if is_chinese() else self.en
