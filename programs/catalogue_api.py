"""The demand catalogue for programs: its dated figures, each with clause and standing."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.resources import Resource
from core.api.serializers import Shown
from programs.filters import RateFilter, StandardFilter
from programs.models import LessonStandard, SubsidyRate

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
    lookup_value_regex = r"\d{1,18}"


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
