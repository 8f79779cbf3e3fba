"""One FilterSet for each list: pages and API filter alike."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from core.search import found
from organizations.enums import AccreditationState, ChangeKind, ChangeState, RegistrationState
from organizations.models import (
    Accreditation,
    AccreditationChange,
    District,
    UnitRegistration,
)
from organizations.models.registration import KINDS
from organizations.queries import active_districts


class DistrictChoices(ModelChoiceIterator):
    """The districts of today, drawn on every public list."""

    def __iter__(self):
        yield "", self.field.empty_label
        yield from map(self.choice, active_districts.rows())


class DistrictField(ModelChoiceField):
    iterator = DistrictChoices


class DistrictFilter(filters.ModelChoiceFilter):
    """By one of the districts of today; the address names it by its code."""

    field_class = DistrictField

    def __init__(self, **kwargs):
        given = {"label": _("District"), "to_field_name": "code"}
        super().__init__(queryset=District.objects.active(), **given, **kwargs)


class RegistrationFilter(filters.FilterSet):
    """Registrations of units by state, kind and district, and by any part of the name."""

    state = filters.ChoiceFilter(label=_("State"), choices=RegistrationState)
    kind = filters.ChoiceFilter(label=_("Kind of unit"), choices=KINDS)
    district = DistrictFilter()
    q = filters.CharFilter(label=_("Search"), method="search")

    class Meta:
        model = UnitRegistration
        fields: tuple = ()

    def search(self, queryset, name, value):
        return found(queryset, value)


class AccreditationFilter(filters.FilterSet):
    """Accreditations by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=AccreditationState)

    class Meta:
        model = Accreditation
        fields = ("state",)


class ChangeFilter(filters.FilterSet):
    """Changes by state and kind."""

    state = filters.ChoiceFilter(label=_("State"), choices=ChangeState)
    kind = filters.ChoiceFilter(label=_("Kind of change"), choices=ChangeKind)

    class Meta:
        model = AccreditationChange
        fields = ("state", "kind")
