"""One FilterSet for each list of what was published."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.search import found
from organizations.filters import DistrictFilter
from portal.models import Announcement, Story


class AnnouncementFilter(filters.FilterSet):
    """By any part of title and text, in Chinese, pinyin or English, and by year."""

    q = filters.CharFilter(label=_("Search"), method="search")
    year = filters.NumberFilter(
        label=_("Year"), field_name="publish_on", lookup_expr="year",
        min_value=2000, max_value=2999,
    )  # fmt: skip

    class Meta:
        model = Announcement
        fields: tuple = ()

    def search(self, queryset, name, value):
        return found(queryset, value)


class StoryFilter(filters.FilterSet):
    """By any part of name, title and text, and by where the person works."""

    q = filters.CharFilter(label=_("Search"), method="search")
    district = DistrictFilter(field_name="person_district")

    class Meta:
        model = Story
        fields: tuple = ()

    def search(self, queryset, name, value):
        return found(queryset, value)
