"""Changes of approved timetables: asked for by a program of the unit, answered by a move."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Body, Own, Shown, numbered
from programs.enums import LineKind, Mode
from programs.filters import ChangeFilter
from programs.models import ChangeLine, ClassChange, Session, Teacher, TrainingClass, Venue
from programs.services.changes import request_change

MOST_LINES = 60


class ChangeLineSerializer(Shown):
    """One session of a change; what is null is not changed, or was not there."""

    session = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    makes_up = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    teacher = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    venue = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    old_teacher = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    old_venue = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)

    class Meta:
        model = ChangeLine
        fields = (
            "kind",
            "session",
            "starts_at",
            "lessons",
            "mode",
            "teacher",
            "venue",
            "topic",
            "holiday_reason",
            "makes_up",
            "old_starts_at",
            "old_teacher",
            "old_venue",
        )


class ClassChangeSerializer(Shown):
    training_class = numbered()
    institution = numbered(source="organization")
    district = numbered("code")
    lines = ChangeLineSerializer(many=True)

    class Meta:
        model = ClassChange
        fields = (
            "number",
            "training_class",
            "institution",
            "district",
            "reason",
            "is_urgent",
            "first_at",
            "reply_due_on",
            "requested_at",
            "decided_at",
            "state",
            "lines",
        )


class NewLine(Body):
    """What shall become of one session; what is left out stays as it is."""

    kind = serializers.ChoiceField(LineKind.choices)
    session = Own(Session, "id", required=False)
    starts_at = serializers.DateTimeField(required=False)
    lessons = serializers.IntegerField(min_value=1, max_value=8, required=False)
    mode = serializers.ChoiceField(Mode.choices, required=False)
    teacher = Own(Teacher, "id", narrowed=lambda rows: rows.filter(is_active=True), required=False)
    venue = Own(Venue, "id", narrowed=lambda rows: rows.filter(is_active=True), required=False)
    topic = serializers.CharField(max_length=80, required=False, allow_blank=True)
    holiday_reason = serializers.CharField(max_length=120, required=False, allow_blank=True)
    makes_up = Own(Session, "id", required=False)

    NEEDS = {
        LineKind.REPLAN: {"session"},
        LineKind.CANCEL: {"session"},
        LineKind.ADD: {"starts_at", "lessons", "mode", "teacher", "venue"},
    }
    TAKES = {
        LineKind.REPLAN: {"session", "starts_at", "teacher", "venue", "holiday_reason"},
        LineKind.CANCEL: {"session"},
    }

    def validate(self, attrs):
        """Every kind has what it needs, and nothing that would be lost."""
        given, kind = attrs.keys() - {"kind"}, attrs["kind"]
        missing = sorted(self.NEEDS[kind] - given)
        lost = sorted(given - self.TAKES.get(kind, given - {"session"}))
        wrong = {name: [_("This line needs it.")] for name in missing}
        wrong |= {name: [_("This line does not take it.")] for name in lost}
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


class NewChange(Body):
    """A request to change the timetable of one's own class."""

    training_class = Own(TrainingClass)
    reason = serializers.CharField(max_length=500)
    lines = NewLine(many=True, allow_empty=False, max_length=MOST_LINES)


class ClassChangeResource(Moving):
    model = ClassChange
    noun = "class-change"
    about = _("Requests to change an approved timetable; the district approves or refuses them.")
    serializer_class = ClassChangeSerializer
    filterset_class = ChangeFilter
    related = ("training_class", "organization", "district")

    def rows(self, actor):
        return super().rows(actor).prefetch_related("lines")

    @extend_schema(request=NewChange)
    def create(self, request):
        """Ask for a change; it takes effect when the district has approved it."""
        with self.reading_as(self.caller):
            row = request_change(actor=self.caller, **self.given(NewChange))
            return self.shown_again(row, status=201)
