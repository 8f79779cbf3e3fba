"""Corrections of attendance: asked for by teacher or person, answered by a move of the unit."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from core.api.files import CONTENT, FORM, Upload
from core.api.resources import Moving
from core.api.serializers import Body, Own, Shown
from core.enums import Role
from core.views.files import handed_out
from trainees.api.enrolments import IN_CLEAR
from trainees.filters import AttendanceCorrectionFilter
from trainees.models import AttendanceCorrection, AttendanceRecord
from trainees.services.attendance_corrections import request_correction

PURPOSE = "attendance_evidence"


class AttendanceCorrectionSerializer(Shown):
    SHOWN_TO = {"name": IN_CLEAR}

    name = serializers.CharField(source="record.enrolment.name")
    masked_name = serializers.CharField(source="record.enrolment.masked_name")
    record = serializers.PrimaryKeyRelatedField(read_only=True)
    session = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = AttendanceCorrection
        fields = (
            "number",
            "record",
            "session",
            "masked_name",
            "name",
            "begins_at",
            "ends_at",
            "grounds",
            "state",
            "requested_at",
            "reply_due_on",
            "decided_at",
            "old_state",
        )


class NewAttendanceCorrection(Body):
    """From when until when somebody was in a session, and what shows it."""

    record = Own(AttendanceRecord, "pk")
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    grounds = serializers.CharField(max_length=500)
    evidence = Upload(purpose=PURPOSE)


class AttendanceCorrectionResource(Moving):
    model = AttendanceCorrection
    noun = "attendance-correction"
    about = _("Corrections of attendance, each confirmed by a second person.")
    serializer_class = AttendanceCorrectionSerializer
    filterset_class = AttendanceCorrectionFilter
    related = ("record__enrolment",)
    takes_files = ("create",)

    def rows(self, actor):
        """With the teacher, whom the rules ask for, for whoever may know the teacher."""
        found = super().rows(actor)
        return found if actor.role == Role.WORKER else found.select_related("session__teacher")

    @extend_schema(request={FORM: NewAttendanceCorrection})
    def create(self, request):
        """Ask for one; somebody else of the institution confirms it."""
        with self.reading_as(self.caller):
            given = self.given(NewAttendanceCorrection)
            row = request_correction(given.pop("record"), actor=self.caller, **given)
            return self.shown_again(row, status=201)

    @extend_schema(responses=CONTENT, filters=False)
    @action(detail=True, methods=["get"])
    def evidence(self, request, number):
        """The content of the evidence; every look is recorded."""
        with self.found() as row:
            return handed_out(self.caller, row.evidence)
