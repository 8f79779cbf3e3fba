"""The institution directory for programs, as it stands or stood on a day."""

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core import clock
from core.api.resources import Resource
from core.api.serializers import Shown
from organizations.enums import OrganizationKind, Standing
from programs.directory import with_counts
from programs.directory_filters import InstitutionFilter
from programs.enums import CourseType, DirectoryPart, TrainingType
from programs.models import DirectoryEntry


def fact(name, field=serializers.CharField, **kwargs):
    """One fact of an entry."""
    return field(source=f"facts.{name}", **kwargs)


class ScopeLine(serializers.Serializer):
    """One line of a licensed scope, with the days on which it holds."""

    training_type = serializers.ChoiceField(TrainingType, allow_blank=True)
    occupation = serializers.CharField()
    level = serializers.CharField()
    course_type = serializers.ChoiceField(CourseType, allow_blank=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class InstitutionSerializer(Shown):
    name = fact("name")
    short_name = fact("short_name")
    kind = fact("kind", serializers.ChoiceField, choices=OrganizationKind)
    uscc = fact("uscc")
    district = fact("district")
    address = fact("address")
    standing = fact("standing", serializers.ChoiceField, choices=Standing)
    accredited_until = fact("accredited_until", serializers.DateField, allow_null=True)
    licence_number = fact("licence_number")
    licence_valid_until = fact("licence_valid_until", serializers.DateField, allow_null=True)
    scope = ScopeLine(source="facts.scope", many=True)
    programmes = serializers.IntegerField()
    classes_enrolling = serializers.IntegerField(source="classes")

    class Meta:
        model = DirectoryEntry
        fields = (
            "number",
            "name",
            "short_name",
            "kind",
            "uscc",
            "district",
            "address",
            "standing",
            "accredited_until",
            "licence_number",
            "licence_valid_until",
            "scope",
            "programmes",
            "classes_enrolling",
            "shown_from",
            "shown_to",
        )


class InstitutionResource(Resource):
    """`on` gives the directory of a past day; a detail is what stands now."""

    model = DirectoryEntry
    noun = "institution"
    about = _("Accredited training institutions, as they stand or stood on a day.")
    serializer_class = InstitutionSerializer
    filterset_class = InstitutionFilter
    published = True
    ordering = ("number",)

    def rows(self, actor):
        return super().rows(actor).of(DirectoryPart.INSTITUTION).listed()

    def find(self):
        today = clock.today()
        rows = with_counts(self.rows(self.reader).on(today), today)
        number = self.kwargs["number"]
        try:
            return None if "\x00" in number else rows.get(number=number)
        except ObjectDoesNotExist:
            return None
