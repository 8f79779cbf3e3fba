"""A class whose filing was approved, and changes that are asked for it."""

from datetime import timedelta

from core.tenancy.scope import acting_as
from core.workflow import perform
from programs.services.changes import request_change
from tests.programs.timetables import monday, plan

WHY = "教师生病"


def approved_class(draft, side, school, reviewer, first_day=None):
    """(class, its two sessions of one day), approved by the district."""
    with acting_as(school.scope):
        sessions = plan(draft, actor=school, side=side, first_day=first_day or monday())
        perform(draft, "file", actor=school, undertaking=True)
    with acting_as(reviewer.scope):
        row = perform(draft, "approve", actor=reviewer)
    return row, sessions


def later(session, days=1, **facts) -> dict:
    """The wish that a session is held some days later."""
    at = session.starts_at + timedelta(days=days)
    return {"kind": "replan", "session": session, "starts_at": at, **facts}


def dropped(session) -> dict:
    return {"kind": "cancel", "session": session}


def added(session, side, days=2, **facts) -> dict:
    """A session more, some days after another one."""
    return {
        "kind": "add", "starts_at": session.starts_at + timedelta(days=days), "lessons": 4,
        "mode": "offline", "teacher": side.teacher, "venue": side.venue, **facts,
    }  # fmt: skip


def asked(row, school, *lines, reason=WHY):
    with acting_as(school.scope):
        return request_change(row, actor=school, lines=list(lines), reason=reason)
