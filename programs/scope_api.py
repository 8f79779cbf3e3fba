"""Licensed scopes for everybody: what holds, and what held on a day; asked for by the unit."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core.api.resources import Resource
from core.api.serializers import Body, Own, Shown, numbered, words_of
from organizations.models import Accreditation
from programs.enums import CourseType, TrainingType
from programs.filters import TAUGHT_LEVELS
from programs.models import AccreditationScope, Occupation
from programs.scope_forms import ScopeForm
from programs.services.scope import add_to_scope, take_from_scope


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


class NewLine(Body):
    """A line of one's own application: an occupation at a level, or a course."""

    accreditation = Own(Accreditation)
    training_type = serializers.ChoiceField(TrainingType.choices, required=False)
    occupation = Own(Occupation, "code", required=False)
    level = serializers.ChoiceField(TAUGHT_LEVELS, required=False)
    course_type = serializers.ChoiceField(CourseType.choices, required=False)

    def validate(self, attrs):
        """The page's form judges it; an agency has no training types. Raises ValidationError."""
        row = attrs.pop("accreditation")
        occupation = attrs.get("occupation")
        form = ScopeForm(
            {**attrs, "occupation": occupation.pk if occupation else ""},
            actor=self.context["actor"],
        )
        strange = set(attrs) - set(form.fields)
        if strange:
            words = _("Units of this kind do not state it.")
            raise serializers.ValidationError({name: [words] for name in sorted(strange)})
        if not form.is_valid():
            raise serializers.ValidationError(words_of(form))
        return {"accreditation": row, **form.line_of()}


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

    @extend_schema(request=NewLine)
    def create(self, request):
        """Ask for one more line in a draft or a returned application."""
        with self.reading_as(self.caller):
            given = self.given(NewLine)
            row = add_to_scope(given.pop("accreditation"), actor=self.caller, **given)
            return self.shown_again(row, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        """Strike a line of an open application out; it stays in the history."""
        take_from_scope(self.own(), actor=self.caller)
        return Response(status=204)
