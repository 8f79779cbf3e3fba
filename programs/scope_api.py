"""Licensed scopes for everybody: what holds, and what held on a day; asked for by the unit."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.files import FORM, Upload
from core.api.resources import BY_KEY, Resource
from core.api.serializers import Body, Own, Shown, numbered, words_of
from organizations.accreditation_api import ChangeSerializer
from organizations.models import Accreditation
from organizations.services.applications import PURPOSE
from programs.enums import CourseType, TrainingType
from programs.filters import TAUGHT_LEVELS
from programs.models import AccreditationScope, Occupation
from programs.scope_forms import ScopeForm
from programs.services.scope import add_to_scope, line, request_scope, take_from_scope

MOST_LINES = 300


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


class ScopeLine(Body):
    """What one line says: an occupation at a level, or a course."""

    training_type = serializers.ChoiceField(TrainingType.choices, required=False)
    occupation = Own(Occupation, "code", required=False)
    level = serializers.ChoiceField(TAUGHT_LEVELS, required=False)
    course_type = serializers.ChoiceField(CourseType.choices, required=False)

    def validate(self, attrs):
        """The page's form judges it; an agency has no training types. Raises ValidationError."""
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
        return form.line_of()


class NewLine(ScopeLine):
    """A line of one's own application."""

    accreditation = Own(Accreditation)

    def validate(self, attrs):
        row = attrs.pop("accreditation")
        return {"accreditation": row, **super().validate(attrs)}


class NewScope(Body):
    """The whole scope as it should be: `lines` is JSON, a list of what each line says."""

    accreditation = Own(Accreditation)
    lines = serializers.JSONField()
    grounds = serializers.CharField(max_length=1000)
    file = Upload(purpose=PURPOSE)

    def validate_lines(self, value):
        """Each line by the same form. Raises ValidationError with its place."""
        if not isinstance(value, list) or len(value) > MOST_LINES:
            words = _("A list of at most %(most)d lines.") % {"most": MOST_LINES}
            raise serializers.ValidationError(words)
        lines = ScopeLine(data=value, many=True, context=self.context)
        lines.is_valid(raise_exception=True)
        return lines.validated_data


class ScopeResource(Resource):
    model = AccreditationScope
    noun = "scope"
    about = _("Lines of licensed scopes with the days on which they held.")
    serializer_class = ScopeSerializer
    filterset_class = ScopeFilter
    published = True
    related = ("organization", "occupation")
    lookup_field = "pk"
    lookup_value_regex = BY_KEY
    takes_files = ("change",)

    @extend_schema(request=NewLine)
    def create(self, request):
        """Ask for one more line in a draft or a returned application."""
        with self.reading_as(self.caller):
            given = self.given(NewLine)
            row = add_to_scope(given.pop("accreditation"), actor=self.caller, **given)
            return self.shown_again(row, status=201)

    @extend_schema(request={FORM: NewScope}, responses={201: ChangeSerializer})
    @action(detail=False, methods=["post"], url_path="changes")
    def change(self, request):
        """Ask for another scope of what is accredited, with the proof; the city decides."""
        with self.reading_as(self.caller):
            given = self.given(NewScope)
            row = given.pop("accreditation")
            made = request_scope(
                row,
                actor=self.caller,
                lines=[line(row, **each) for each in given["lines"]],
                grounds=given["grounds"],
                upload=given["file"],
            )
            shown = ChangeSerializer(made, context=self.get_serializer_context())
            return Response(shown.data, 201)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        """Strike a line of an open application out; it stays in the history."""
        take_from_scope(self.own(), actor=self.caller)
        return Response(status=204)
