"""One FilterSet for each list: pages, API and export filter alike."""

import django_filters as filters
from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.identifiers import SkillLevel
from core.search import found as matches
from organizations.filters import DistrictFilter
from organizations.models import Organization
from programs.enums import (
    PUBLIC_STATES,
    ChangeState,
    ClassState,
    ProgrammeState,
    QualificationState,
    ShortageGrade,
    TrainingType,
)
from programs.models import (
    ClassChange,
    Occupation,
    Programme,
    TeacherQualification,
    TrainingClass,
)
from programs.queries import ending, found, found_programmes, keys
from programs.turns import waiting_classes

OF_PROGRAMME = {
    "training_type": "training_type", "level": "level", "occupation": "occupation__code",
    "programme": "number", "course": "course_type",
}  # fmt: skip
TAUGHT_LEVELS = [(level.value, level.label) for level in SkillLevel if level.value.isdecimal()]

SHOWN_STATES = [(state.value, state.label) for state in PUBLIC_STATES]


class ClassFilter(filters.FilterSet):
    """The public search: words, training type, level, district, first day, free seats."""

    q = filters.CharFilter(label=_("Search"), method="search")
    training_type = filters.ChoiceFilter(
        label=_("Training type"), choices=TrainingType, method="together"
    )
    level = filters.ChoiceFilter(label=_("Level"), choices=TAUGHT_LEVELS, method="together")
    district = DistrictFilter()
    state = filters.ChoiceFilter(label=_("State"), choices=SHOWN_STATES)
    occupation = filters.CharFilter(widget=forms.HiddenInput, method="together")
    institution = filters.CharFilter(widget=forms.HiddenInput, method="together")
    programme = filters.CharFilter(widget=forms.HiddenInput, method="together")
    course = filters.CharFilter(widget=forms.HiddenInput, method="together")
    starts_after = filters.DateFilter(
        label=_("First session from"),
        field_name="starts_on",
        lookup_expr="gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    has_seats = filters.BooleanFilter(
        label=_("Only with free seats"), method="with_seats", widget=forms.CheckboxInput
    )

    class Meta:
        model = TrainingClass
        fields: tuple = ()

    def filter_queryset(self, queryset):
        """What the programme or the institution is asked for is looked up first: with their keys
        the database knows how few classes there are, and where. What is no answer to its field is
        told by the form and filters nothing.
        """
        asked = self.form.cleaned_data
        about = {path: asked[name] for name, path in OF_PROGRAMME.items() if asked.get(name)}
        if about:
            queryset = queryset.filter(programme__in=keys(Programme, **about))
        if asked.get("institution"):
            units = keys(Organization, number=asked["institution"])
            queryset = queryset.filter(organization__in=units)
        return super().filter_queryset(queryset)

    def together(self, queryset, name, value):
        """Filtered by `filter_queryset`."""
        return queryset

    def search(self, queryset, name, value):
        return found(queryset, value)

    def with_seats(self, queryset, name, value):
        return (
            queryset.filter(seats__gt=F("seats_taken") + F("waiting"), state=ClassState.OPEN)
            if value
            else queryset
        )


class OwnClassFilter(filters.FilterSet):
    """The workspace's list of classes."""

    q = filters.CharFilter(label=_("Search"), method="search")
    state = filters.ChoiceFilter(label=_("State"), choices=ClassState)
    waiting = filters.CharFilter(widget=forms.HiddenInput, method="part")

    class Meta:
        model = TrainingClass
        fields = ("state",)

    def part(self, queryset, name, value):
        """With a state that waits for the unit: what is late, or due on a day."""
        return waiting_classes(queryset, self.form.cleaned_data.get("state"), value)

    def search(self, queryset, name, value):
        return found(queryset, value)


class ProgrammeFilter(filters.FilterSet):
    """The workspace's list of programmes."""

    q = filters.CharFilter(label=_("Search"), method="search")
    state = filters.ChoiceFilter(label=_("State"), choices=ProgrammeState)
    training_type = filters.ChoiceFilter(label=_("Training type"), choices=TrainingType)

    class Meta:
        model = Programme
        fields = ("state", "training_type")

    def search(self, queryset, name, value):
        return found_programmes(queryset, value)


class QualificationFilter(filters.FilterSet):
    """Qualifications of teachers by state, and those that end soon."""

    state = filters.ChoiceFilter(label=_("State"), choices=QualificationState)
    ending = filters.BooleanFilter(
        label=_("Only those that end soon"), method="end_soon", widget=forms.CheckboxInput
    )

    class Meta:
        model = TeacherQualification
        fields = ("state",)

    def end_soon(self, queryset, name, value):
        return ending(queryset) if value else queryset


class ListedProgrammeFilter(filters.FilterSet):
    """The public list of programmes: words, training type, level, occupations in short supply."""

    q = filters.CharFilter(label=_("Search"), method="search")
    training_type = filters.ChoiceFilter(label=_("Training type"), choices=TrainingType)
    level = filters.ChoiceFilter(label=_("Level"), choices=TAUGHT_LEVELS)
    shortage = filters.ChoiceFilter(
        label=_("Shortage"), field_name="occupation__shortage_grade", choices=ShortageGrade
    )
    occupation = filters.CharFilter(widget=forms.HiddenInput, field_name="occupation__code")
    course = filters.CharFilter(widget=forms.HiddenInput, field_name="course_type")

    class Meta:
        model = Programme
        fields: tuple = ()

    def search(self, queryset, name, value):
        return found_programmes(queryset, value)


class PublicProgrammeFilter(filters.FilterSet):
    """The catalogue of programs: by training type, occupation, level, institution; one's own
    also by state.
    """

    q = filters.CharFilter(label=_("Search"), method="search")
    training_type = filters.ChoiceFilter(label=_("Training type"), choices=TrainingType)
    occupation = filters.CharFilter(label=_("Occupation"), field_name="occupation__code")
    level = filters.ChoiceFilter(label=_("Level"), choices=TAUGHT_LEVELS)
    institution = filters.CharFilter(label=_("Institution"), field_name="organization__number")
    state = filters.ChoiceFilter(label=_("State"), choices=ProgrammeState)

    class Meta:
        model = Programme
        fields: tuple = ()

    def search(self, queryset, name, value):
        return found_programmes(queryset, value)


class OccupationFilter(filters.FilterSet):
    """Occupations by name (Chinese, pinyin, English) or code, and by shortage."""

    q = filters.CharFilter(label=_("Search"), method="search")
    shortage = filters.ChoiceFilter(
        label=_("Shortage"), field_name="shortage_grade", choices=ShortageGrade
    )

    class Meta:
        model = Occupation
        fields: tuple = ()

    def search(self, queryset, name, value):
        return matches(queryset, value)


class ChangeFilter(filters.FilterSet):
    """Changes of classes by state, by class, only the urgent ones."""

    state = filters.ChoiceFilter(label=_("State"), choices=ChangeState)
    urgent = filters.BooleanFilter(
        label=_("Only urgent"), method="only_urgent", widget=forms.CheckboxInput
    )
    training_class = filters.CharFilter(
        field_name="training_class__number", widget=forms.HiddenInput
    )

    class Meta:
        model = ClassChange
        fields = ("state",)

    def only_urgent(self, queryset, name, value):
        return queryset.filter(is_urgent=True) if value else queryset
