"""One FilterSet for each list: pages and API filter alike."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.search import found
from organizations.models import District, Organization


class InstitutionFilter(filters.FilterSet):
    """The directory: by district, by any part of the name, in pinyin as well."""

    district = filters.ModelChoiceFilter(
        label=_("District"), to_field_name="code", queryset=District.objects.active()
    )
    q = filters.CharFilter(label=_("Search"), method="search")

    class Meta:
        model = Organization
        fields: tuple = ()

    def search(self, queryset, name, value):
        return found(queryset, value)
