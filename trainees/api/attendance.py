"""Attendance, and signing in to sessions."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from core.api.resources import Endpoint, Moving
from core.api.serializers import Body, Shown
from core.enums import Role
from programs.models import Session
from trainees.api.enrolments import IN_CLEAR
from trainees.distance import place_of
from trainees.enums import AttendanceSource
from trainees.evidence import evidence_of
from trainees.filters import AttendanceFilter
from trainees.models import AttendanceRecord
from trainees.services.attendance import check_in, record_sheet


class AttendanceSerializer(Shown):
    SHOWN_TO = {"name": IN_CLEAR}

    name = serializers.CharField(source="enrolment.name")
    masked_name = serializers.CharField(source="enrolment.masked_name")

    class Meta:
        model = AttendanceRecord
        fields = (
            "id",
            "session",
            "enrolment",
            "masked_name",
            "name",
            "state",
            "source",
            "signed_in_at",
            "signed_out_at",
            "minutes",
        )


class AttendanceResource(Moving):
    model = AttendanceRecord
    noun = "attendance"
    about = _("One person in one session: absent until proven present.")
    serializer_class = AttendanceSerializer
    filterset_class = AttendanceFilter
    related = ("session__training_class", "enrolment")
    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"

    def rows(self, actor):
        """With the teacher, whom the moves ask for, for whoever may know the teacher."""
        found = super().rows(actor)
        return found if actor.role == Role.WORKER else found.select_related("session__teacher")


class Code(Body):
    """The code on the teacher's screen: signs a worker in, or out when signed in already."""

    code = serializers.CharField(max_length=12)


class SheetEntry(Body):
    record = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    entry = serializers.ChoiceField(["present", "late", "left_early"])


class CheckIn(Body):
    """A worker sends `code`; a teacher sends `entries`, a sheet kept on a device included.

    The place is evidence: degrees (WGS 84), and metres by which it may be wrong.
    """

    code = serializers.CharField(max_length=12, required=False)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False)
    accuracy = serializers.FloatField(min_value=0, max_value=10_000_000, required=False)
    entries = SheetEntry(many=True, required=False, allow_empty=False)


class CheckIns(Endpoint):
    """Signing in to one session."""

    noun = "check-in"
    about = _("Signing in to a session: by the worker's code, or by the teacher's sheet.")
    serializer_class = AttendanceSerializer
    queryset = AttendanceRecord.objects.none()
    pagination_class = None

    @extend_schema(request=CheckIn, responses={201: AttendanceSerializer(many=True)})
    def create(self, request, session):
        """Sign in or out; the answer is what the records say now."""
        row = Session.objects.visible_to(self.caller).filter(pk=session).first()
        if row is None:
            raise Http404
        given = self.given(CheckIn)
        if self.caller.role == Role.WORKER:
            keys = [self.by_code(row, given)]
        else:
            keys = self.by_sheet(row, given)
        shown = self.records(row).filter(pk__in=keys).order_by("id")
        context = self.get_serializer_context()
        return Response(AttendanceSerializer(shown, many=True, context=context).data, 201)

    def records(self, session):
        own = AttendanceRecord.objects.visible_to(self.caller).filter(session=session)
        return own.select_related("session__training_class", "session__venue", "enrolment")

    def by_code(self, session, given) -> int:
        """The worker's own record of this session. Raises 404 for whoever is not in it."""
        if not given.get("code"):
            raise exceptions.ValidationError({"code": [_("The code is needed.")]}, "required")
        record = self.records(session).first()
        if record is None:
            raise Http404
        evidence = evidence_of(self.request, AttendanceSource.CODE, place_of(given))
        return check_in(record, actor=self.caller, code=given["code"], evidence=evidence).pk

    def by_sheet(self, session, given) -> list[int]:
        """The records of a sheet, as far as the caller sees them."""
        if not given.get("entries"):
            raise exceptions.ValidationError({"entries": [_("The sheet is empty.")]}, "required")
        asked = {item["record"]: item["entry"] for item in given["entries"]}
        seen = set(self.records(session).filter(pk__in=asked).values_list("pk", flat=True))
        if seen != set(asked):
            raise exceptions.ValidationError({"entries": [_("A record is not of this session.")]})
        record_sheet(session, actor=self.caller, entries=asked)
        return list(asked)
