"""The filters of the institution directory, the same for today and for a past day."""

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.search import found
from organizations.enums import OrganizationKind
from organizations.filters import DistrictFilter
from programs.directory import with_counts
from programs.enums import TrainingType
from programs.filters import TAUGHT_LEVELS
from programs.models import DirectoryEntry, Occupation

KINDS = [
    (OrganizationKind.INSTITUTION.value, _("Training institutions")),
    (OrganizationKind.ENTERPRISE.value, _("Training centres of enterprises")),
    (OrganizationKind.AGENCY.value, _("Evaluation agencies")),
]
OF_SCOPE = ("training_type", "level")


def not_ahead(day) -> None:
    """What will stand there nobody knows. Raises ValidationError."""
    if day > clock.today():
        raise ValidationError(_("This day lies ahead."), code="ahead")


class DayFilter(filters.DateFilter):
    """The day a directory is asked for; its own filter set applies it."""

    def __init__(self, **kwargs):
        given = {
            "label": _("On this day"),
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "validators": [not_ahead],
        }
        super().__init__(method="together", **given, **kwargs)


class InstitutionFilter(filters.FilterSet):
    """Words, district, kind; what one line of the scope has; the day."""

    q = filters.CharFilter(label=_("Search"), method="together")
    district = DistrictFilter(method="together")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=KINDS, method="together")
    training_type = filters.ChoiceFilter(
        label=_("Training type"), choices=TrainingType, method="together"
    )
    occupation = filters.ModelChoiceFilter(
        label=_("Occupation"),
        queryset=Occupation.objects.order_by("sort_key", "pk"),
        to_field_name="code",
        method="together",
    )
    level = filters.ChoiceFilter(label=_("Level"), choices=TAUGHT_LEVELS, method="together")
    on = DayFilter()

    class Meta:
        model = DirectoryEntry
        fields: tuple = ()

    def filter_queryset(self, queryset):
        """Training type, occupation and level are looked for in one line of the scope."""
        asked = self.form.cleaned_data
        day = asked.get("on") or clock.today()
        rows = with_counts(queryset.on(day), day)
        about = {"district": getattr(asked.get("district"), "code", ""), "kind": asked.get("kind")}
        for name, value in about.items():
            rows = rows.filter(**{f"facts__{name}": value}) if value else rows
        wanted = {name: asked.get(name) for name in OF_SCOPE}
        wanted["occupation"] = getattr(asked.get("occupation"), "code", "")
        return found(rows.licensed(day, **wanted), asked.get("q") or "")

    def together(self, queryset, name, value):
        """Filtered by `filter_queryset`."""
        return queryset
