"""Online study: items, opening one, heartbeats of a page or a platform, and the ledger."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.resources import BY_KEY, Moving, Resource
from core.api.serializers import LARGEST_SMALL, Body, Own, Shown
from programs.models import Session
from trainees.effective_minutes import SECOND
from trainees.filters import StudyItemFilter, StudyRecordFilter, StudySessionFilter
from trainees.models import Enrolment, StudyItem, StudyRecord, StudySession
from trainees.services.study import Sign, add_study_item, beat, open_study
from trainees.study_ledger import accepted_spans

LARGEST_COUNTER = 2**31 - 1


class StudyItemSerializer(Shown):
    session = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = StudyItem
        fields = ("id", "session", "title", "minutes", "body", "state")


class NewStudyItem(Body):
    """Something to study in an online session of the own unit."""

    session = Own(Session, "pk")
    title = serializers.CharField(max_length=80)
    body = serializers.CharField(max_length=20_000)
    minutes = serializers.IntegerField(min_value=1, max_value=LARGEST_SMALL)


class StudyItemResource(Moving):
    model = StudyItem
    noun = "study-item"
    about = _("Learning items: what is studied in the online sessions of a class.")
    serializer_class = StudyItemSerializer
    filterset_class = StudyItemFilter
    related = ("session",)
    lookup_field = "pk"
    lookup_value_regex = BY_KEY

    @extend_schema(request=NewStudyItem)
    def create(self, request):
        """Add an item to an online session."""
        with self.reading_as(self.caller):
            row = add_study_item(actor=self.caller, **self.given(NewStudyItem))
            return self.shown_again(row, status=201)


class StudySessionSerializer(Shown):
    item = serializers.PrimaryKeyRelatedField(read_only=True)
    enrolment = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = StudySession
        fields = ("id", "item", "enrolment", "source", "opened_at", "settled_at")


class NewStudySession(Body):
    """Open an item: a worker for oneself, a program of the unit for one of its people."""

    item = Own(
        StudyItem, "pk", narrowed=lambda rows: rows.select_related("session__training_class")
    )
    enrolment = Own(Enrolment, "pk")


class Heartbeat(Body):
    """What the player says now; the server takes its own time, the counter makes it count once."""

    counter = serializers.IntegerField(min_value=1, max_value=LARGEST_COUNTER)
    position = serializers.IntegerField(
        min_value=0, max_value=LARGEST_COUNTER, help_text=_("milliseconds")
    )
    speed = serializers.FloatField(min_value=0, max_value=99)
    is_visible = serializers.BooleanField()
    is_active = serializers.BooleanField()


class Counted(serializers.Serializer):
    """Seconds of the item that count so far."""

    seconds = serializers.IntegerField(read_only=True)


class StudySessionResource(Resource):
    model = StudySession
    noun = "study-session"
    about = _("Study sessions: one opening of a learning item on one device.")
    serializer_class = StudySessionSerializer
    filterset_class = StudySessionFilter
    related = ("item", "enrolment")
    lookup_field = "pk"
    lookup_value_regex = BY_KEY

    @extend_schema(request=NewStudySession)
    def create(self, request):
        """Begin to study; heartbeats follow."""
        with self.reading_as(self.caller):
            row = open_study(actor=self.caller, **self.given(NewStudySession))
            return self.shown_again(row, status=201)

    @extend_schema(request=Heartbeat, responses={204: None})
    @action(detail=True, methods=["post"], url_path="heartbeats", url_name="heartbeat")
    def heartbeat(self, request, pk):
        """A sign of life, some four times a minute; the same counter again changes nothing."""
        with self.reading_as(self.caller):
            try:
                sign = Sign(**self.given(Heartbeat))
                beat(actor=self.caller, study_session=int(pk), sign=sign)
            except serializers.ValidationError:
                self.own()  # whose session it is not learns nothing of its fields
                raise
            except StudySession.DoesNotExist:
                raise Http404 from None
        return Response(status=204)

    @extend_schema(responses=Counted, filters=False)
    @action(
        detail=True, methods=["get"], url_path="counted", url_name="counted", pagination_class=None
    )
    def counted(self, request, pk):
        """What counts of the item so far, settled or not."""
        row = self.own()
        with self.reading_as(self.caller):
            _parts, counted = accepted_spans(self.caller, row.enrolment, row.item)
        return Response(Counted({"seconds": counted // SECOND}).data)


class StudyRecordSerializer(Shown):
    enrolment = serializers.PrimaryKeyRelatedField(read_only=True)
    item = serializers.PrimaryKeyRelatedField(read_only=True)
    study_session = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = StudyRecord
        fields = (
            "id",
            "study_session",
            "enrolment",
            "item",
            "begins_at",
            "ends_at",
            "milliseconds",
            "media_from",
            "media_to",
            "is_accepted",
            "reason",
            "measured",
            "allowed",
            "clause",
        )


class StudyRecordResource(Resource):
    model = StudyRecord
    noun = "study-record"
    about = _("The ledger of study: every stretch that counts, and every one that does not.")
    serializer_class = StudyRecordSerializer
    filterset_class = StudyRecordFilter
    related = ("item",)
    lookup_field = "pk"
    lookup_value_regex = BY_KEY
