"""Occupations, programmes, classes with their sessions, teachers and venues."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.resources import BY_KEY, Moving, Resource
from core.api.serializers import LARGEST_SMALL, Body, Own, Shown, numbered
from core.enums import Role
from programs.api_changes import ClassChangeResource
from programs.catalogue_api import RateResource, StandardResource
from programs.directory_api import InstitutionResource
from programs.enums import Mode
from programs.filters import ClassFilter, OccupationFilter
from programs.models import (
    Occupation,
    Programme,
    Session,
    Teacher,
    TrainingClass,
    Venue,
)
from programs.programmes_api import ProgrammeResource
from programs.scope_api import ScopeResource
from programs.services.classes import create_class
from programs.services.timetable import plan_session
from programs.staff_api import QualificationResource, TeacherResource, VenueResource


class OccupationSerializer(Shown):
    class Meta:
        model = Occupation
        fields = ("code", "zh", "en", "code_status", "shortage_grade", "shortage_from")


class OccupationResource(Resource):
    model = Occupation
    noun = "occupation"
    about = _("Occupations of the national classification.")
    serializer_class = OccupationSerializer
    filterset_class = OccupationFilter
    published = True
    ordering = ("code",)
    lookup_field = "code"


class ClassSerializer(Shown):
    programme = numbered()
    institution = numbered(source="organization")
    institution_name = serializers.CharField(source="organization.name")
    district = numbered("code")
    training_type = serializers.CharField(source="programme.training_type")
    occupation = serializers.CharField(
        source="programme.occupation.code", default=None, allow_null=True
    )
    level = serializers.CharField(source="programme.level")
    venue = serializers.CharField(source="venue.name")
    address = serializers.CharField(source="venue.address")
    seats_free = serializers.IntegerField()

    class Meta:
        model = TrainingClass
        fields = (
            "number",
            "name",
            "programme",
            "training_type",
            "occupation",
            "level",
            "institution",
            "institution_name",
            "district",
            "venue",
            "address",
            "seats",
            "seats_free",
            "has_waiting_list",
            "waiting",
            "starts_on",
            "ends_on",
            "state",
        )


class NewClass(Body):
    """A draft of a listed programme."""

    programme = Own(Programme, narrowed=lambda rows: rows.current())
    name = serializers.CharField(max_length=60)
    venue = Own(Venue, "id", narrowed=lambda rows: rows.filter(is_active=True))
    seats = serializers.IntegerField(min_value=1, max_value=LARGEST_SMALL)
    has_waiting_list = serializers.BooleanField(default=True)


class SessionSerializer(Shown):
    training_class = numbered()
    venue = serializers.CharField(source="venue.name")
    makes_up = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)

    class Meta:
        model = Session
        fields = (
            "id",
            "training_class",
            "ordinal",
            "starts_at",
            "ends_at",
            "lessons",
            "minutes",
            "mode",
            "venue",
            "topic",
            "makes_up",
            "state",
        )


class NewSession(Body):
    """One session of a draft or returned class."""

    starts_at = serializers.DateTimeField()
    lessons = serializers.IntegerField(min_value=1, max_value=8)
    mode = serializers.ChoiceField(Mode.choices, required=False, default=Mode.OFFLINE)
    teacher = Own(Teacher, "id", narrowed=lambda rows: rows.filter(is_active=True))
    venue = Own(Venue, "id", narrowed=lambda rows: rows.filter(is_active=True))
    topic = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    holiday_reason = serializers.CharField(
        max_length=120, required=False, allow_blank=True, default=""
    )


class ClassResource(Moving):
    model = TrainingClass
    noun = "class"
    about = _("Classes one can enrol in; their institution and district also see drafts.")
    serializer_class = ClassSerializer
    filterset_class = ClassFilter
    published = True
    related = ("programme__occupation", "organization", "district", "venue")

    @extend_schema(request=NewClass)
    def create(self, request):
        """Make a draft; the timetable and the filing follow."""
        with self.reading_as(self.caller):
            row = create_class(actor=self.caller, **self.given(NewClass))
            return self.shown_again(row, status=201)

    @extend_schema(responses=SessionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], url_name="sessions", pagination_class=None)
    def sessions(self, request, number):
        """The timetable of a class, in the order of time."""
        with self.found() as row:
            seen = Session.objects.visible_to(self.reader).filter(training_class=row).held()
            rows = seen.select_related("training_class", "venue").order_by("starts_at", "id")
            context = self.get_serializer_context()
            return Response(SessionSerializer(rows, many=True, context=context).data)

    @extend_schema(request=NewSession, responses={201: SessionSerializer})
    @sessions.mapping.post
    def add_session(self, request, number):
        """Add a session by hand, while the class is a draft or returned."""
        row = self.own()
        with self.reading_as(self.caller):
            made = plan_session(row, actor=self.caller, **self.given(NewSession))
            shown = SessionSerializer(made, context=self.get_serializer_context())
            headers = {"Location": f"/api/v1/sessions/{made.pk}/"}
            return Response(shown.data, 201, headers=headers)


class SessionResource(Moving):
    model = Session
    noun = "session"
    about = _("Sessions of the timetable; a teacher sees the own ones.")
    serializer_class = SessionSerializer
    related = ("training_class", "venue")
    lookup_field = "pk"
    lookup_value_regex = BY_KEY

    def rows(self, actor):
        """With the teacher, whom the moves ask for, for whoever may know the teacher."""
        found = super().rows(actor)
        return found if actor.role == Role.WORKER else found.select_related("teacher")


resources = {
    "institutions": InstitutionResource,
    "occupations": OccupationResource,
    "lesson-standards": StandardResource,
    "subsidy-rates": RateResource,
    "programmes": ProgrammeResource,
    "classes": ClassResource,
    "class-changes": ClassChangeResource,
    "scopes": ScopeResource,
    "sessions": SessionResource,
    "teachers": TeacherResource,
    "qualifications": QualificationResource,
    "venues": VenueResource,
}
