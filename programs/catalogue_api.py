"""The demand catalogue for programs: its dated figures with clause and standing; syllabuses."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.resources import BY_KEY, Resource
from core.api.serializers import Shown
from programs.catalogue_filters import RateFilter, StandardFilter
from programs.models import LessonStandard, SubsidyRate, SyllabusUnit

ABOUT = ("id", "what", "level")
DATED = (
    "value",
    "unit",
    "valid_from",
    "valid_to",
    "known_from",
    "clause",
    "clause_url",
    "standing",
)


class FigureSerializer(Shown):
    """A dated figure; `clause` in words, `standing` says where it comes from."""

    clause = serializers.CharField(source="clause_name")
    clause_url = serializers.CharField()
    standing = serializers.CharField(source="standing_name")


class StandardSerializer(FigureSerializer):
    class Meta:
        model = LessonStandard
        fields = (*ABOUT, "measure", *DATED)


class RateSerializer(FigureSerializer):
    class Meta:
        model = SubsidyRate
        fields = (*ABOUT, "stream", "part", *DATED)


class FigureResource(Resource):
    """Dated rows in the order of their codes; `on` gives those that held on a day."""

    published = True
    related = ("cited_clause__document",)
    ordering = ("code", "-known_from", "-valid_from", "-id")
    lookup_field = "pk"
    lookup_value_regex = BY_KEY


class StandardResource(FigureResource):
    model = LessonStandard
    noun = "lesson-standard"
    about = _("Lesson standards of the demand catalogue, by occupation and level or course.")
    serializer_class = StandardSerializer
    filterset_class = StandardFilter


class RateResource(FigureResource):
    model = SubsidyRate
    noun = "subsidy-rate"
    about = _("Subsidy rates of the demand catalogue, and what is added for shortage.")
    serializer_class = RateSerializer
    filterset_class = RateFilter


class UnitSerializer(Shown):
    class Meta:
        model = SyllabusUnit
        fields = ("ordinal", "title", "kind", "mode", "lessons")


def with_syllabus(programmes):
    """Programmes with the units they hold, in one more query for all of them."""
    units = SyllabusUnit.objects.held().order_by("ordinal")
    return programmes.prefetch_related(Prefetch("units", units, to_attr="held_units"))
