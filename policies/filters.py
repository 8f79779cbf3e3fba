"""Filters of the policy library; pages and API filter alike."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from policies.enums import DocumentStatus
from policies.models import Clause, PolicyDocument
from policies.queries import clauses_with, found


class DocumentFilter(filters.FilterSet):
    """Words (Chinese, pinyin, English), status, issuer, year; and the two days of the figures."""

    q = filters.CharFilter(label=_("Search"), method="search")
    status = filters.ChoiceFilter(label=_("Status"), choices=DocumentStatus)
    issuer = filters.CharFilter(label=_("Issuer"), lookup_expr="contains")
    year = filters.NumberFilter(
        label=_("Year of issue"), field_name="issued_on", lookup_expr="year",
        min_value=1949, max_value=2999,
    )  # fmt: skip
    on = filters.DateFilter(
        label=_("Figures in force on"), method="all_documents",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    known = filters.DateFilter(
        label=_("Published by"), method="all_documents",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    class Meta:
        model = PolicyDocument
        fields: tuple = ()

    def search(self, queryset, name, value):
        return found(queryset, value)

    def all_documents(self, queryset, name, value):
        """The days choose figures, not documents."""
        return queryset


class ClauseFilter(filters.FilterSet):
    """Clauses by words."""

    q = filters.CharFilter(label=_("Search"), method="search")

    class Meta:
        model = Clause
        fields: tuple = ()

    def search(self, queryset, name, value):
        return clauses_with(queryset, value)
