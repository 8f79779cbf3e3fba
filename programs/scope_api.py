"""Licensed scopes for everybody: what holds, and what held on a day."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.api.resources import Resource
from core.api.serializers import Shown, numbered
from programs.enums import TrainingType
from programs.models import AccreditationScope


class ScopeFilter(filters.FilterSet):
    """Lines of scopes: by institution, training type, occupation, and the day they held on."""

    institution = filters.CharFilter(label=_("Institution"), field_name="organization__number")
    training_type = filters.ChoiceFilter(label=_("Training type"), choices=TrainingType)
    occupation = filters.CharFilter(label=_("Occupation"), field_name="occupation__code")
    on = filters.DateFilter(label=_("In force on"), method="held_on")

    class Meta:
        model = AccreditationScope
        fields: tuple = ()

    def held_on(self, queryset, name, value):
        return queryset.on(value)


class ScopeSerializer(Shown):
    institution = numbered(source="organization")
    occupation = numbered("code", allow_null=True)

    class Meta:
        model = AccreditationScope
        fields = (
            "id",
            "institution",
            "training_type",
            "occupation",
            "level",
            "course_type",
            "valid_from",
            "valid_to",
        )


class ScopeResource(Resource):
    model = AccreditationScope
    noun = "scope"
    about = _("Lines of licensed scopes with the days on which they held.")
    serializer_class = ScopeSerializer
    filterset_class = ScopeFilter
    published = True
    related = ("organization", "occupation")
    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
