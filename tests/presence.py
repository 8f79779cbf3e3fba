"""Attendance records that say somebody was there."""

from datetime import timedelta

from core import clock
from core.tenancy.scope import OWNER, acting_as
from trainees.enums import AttendanceSource
from trainees.models import AttendanceRecord, CheckIn


def proven(record, minutes, *, state="partial", signed_in_at=None) -> None:
    """So many minutes count, from the begin of the session on."""
    with acting_as(OWNER):
        session = AttendanceRecord.objects.select_related("session").get(pk=record.pk).session
        AttendanceRecord.objects.filter(pk=record.pk).update(
            state=state,
            presence=at_first(session, minutes),
            signed_in_at=signed_in_at or clock.now(),
        )


def at_first(session, minutes) -> list:
    """The first minutes of a session as stretches."""
    ends_at = session.starts_at + timedelta(minutes=minutes)
    return [(session.starts_at, ends_at)] if minutes else []


def sign_in_at(record, at) -> None:
    """Signed in at a time, with the check-in that says so."""
    with acting_as(OWNER):
        found = AttendanceRecord.objects.select_related("session").get(pk=record.pk)
        AttendanceRecord.objects.filter(pk=record.pk).update(state="signed_in", signed_in_at=at)
        CheckIn.objects.create(
            record=found, session=found.session, organization_id=found.organization_id,
            district_id=found.district_id, trainee_user_id=found.trainee_user_id, kind="sign_in",
            source=AttendanceSource.CODE, at=at, received_at=at,
            entered_by_id=found.trainee_user_id,
        )  # fmt: skip
