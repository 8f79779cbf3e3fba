"""The filters of the demand catalogue and of its dated figures."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.search import found as matches
from programs.catalogue import entries
from programs.directory import occupations_on
from programs.enums import ShortageGrade, TrainingType
from programs.filters import TAUGHT_LEVELS
from programs.models import DirectoryEntry, LessonStandard, SubsidyRate
from programs.standards import held_on


class DemandFilter(filters.FilterSet):
    """The demand catalogue: words, level, shortage, training type, and the day it is asked for.

    What is left are lines of the catalogue, not rows of a table.
    """

    q = filters.CharFilter(label=_("Search"), method="search")
    level = filters.ChoiceFilter(label=_("Level"), choices=TAUGHT_LEVELS, method="later")
    shortage = filters.ChoiceFilter(label=_("Shortage"), choices=ShortageGrade, method="later")
    training_type = filters.ChoiceFilter(
        label=_("Training type"), choices=TrainingType, method="later"
    )
    on = filters.DateFilter(
        label=_("On this day"),
        method="later",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = DirectoryEntry
        fields: tuple = ()

    def filter_queryset(self, queryset):
        """Occupations as they stood on the day."""
        return super().filter_queryset(occupations_on(self.day, queryset))

    def search(self, queryset, name, value):
        return matches(queryset, value)

    def later(self, queryset, name, value):
        """Asked of the lines."""
        return queryset

    @property
    def asked(self) -> dict:
        """What was asked for, as far as it is an answer to its field."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def day(self):
        return self.asked.get("on") or clock.today()

    def lines(self) -> list:
        """The lines of the catalogue that were asked for."""
        asked = self.asked
        found = entries(self.day, self.qs, asked.get("q", ""))
        return [entry for entry in found if fits(entry, asked)]


def fits(entry, asked: dict) -> bool:
    """Whether a line of the catalogue is what was asked for."""
    return (
        asked.get("level", entry.level) == entry.level
        and asked.get("shortage", entry.grade) == entry.grade
        and ("training_type" not in asked or asked["training_type"] in entry.training_types)
    )


class FigureFilter(filters.FilterSet):
    """Dated figures of the catalogue: of an occupation or course, of a level, held on a day."""

    what = filters.CharFilter(label=_("Occupation or course"))
    level = filters.ChoiceFilter(label=_("Level"), choices=TAUGHT_LEVELS)
    on = filters.DateFilter(label=_("On this day"), method="held")

    def held(self, queryset, name, value):
        return held_on(queryset, value)


class StandardFilter(FigureFilter):
    class Meta:
        model = LessonStandard
        fields: tuple = ()


class RateFilter(FigureFilter):
    class Meta:
        model = SubsidyRate
        fields: tuple = ()
