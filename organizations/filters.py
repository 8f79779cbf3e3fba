"""One FilterSet for each list: pages and API filter alike."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from organizations.models import District, Organization


class InstitutionFilter(filters.FilterSet):
    """The directory: by district, by a part of the name."""

    district = filters.ModelChoiceFilter(
        label=_("District"), to_field_name="code", queryset=District.objects.active()
    )
    q = filters.CharFilter(label=_("Search"), field_name="name", lookup_expr="contains")

    class Meta:
        model = Organization
        fields: tuple = ()
