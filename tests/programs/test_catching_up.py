"""Ten days nobody looked: every move is made once, and one failure holds up nothing else."""

from datetime import timedelta

import pytest

from core import clock
from core.access import system_actor
from core.models import AuditEntry
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import perform
from programs.models import Session, TrainingClass
from programs.services import advance as timetable
from programs.services.advance import advance
from tests.programs.timetables import MORNING, monday, plan


def pass_time(**distance) -> int:
    with acting_as(OWNER):
        clock.move(actor=system_actor("test"), by=timedelta(**distance))
    with acting_as(SYSTEM):
        return advance()


def moves_of(row) -> list[str]:
    """The verbs of the audit trail of one record, oldest first."""
    label = row._meta.label_lower
    with acting_as(OWNER):
        entries = AuditEntry.objects.filter(model=label, object_id=str(row.pk)).order_by("id")
        return list(entries.values_list("verb", flat=True))


@pytest.fixture
def approved(draft, school, side, reviewer):
    """Two sessions, on a Monday and a Tuesday."""
    plan(draft, actor=school, side=side, first_day=monday(), times=[MORNING])
    row = perform(draft, "file", actor=school, undertaking=True)
    with acting_as(reviewer.scope):
        return perform(row, "approve", actor=reviewer)


def days_until(row, shift) -> float:
    with acting_as(OWNER):
        return (row.starts_on - clock.today()).days + shift


def test_ten_days_late_every_move_is_made_once_and_in_order(approved):
    pass_time(days=days_until(approved, 10))
    with acting_as(OWNER):
        sessions = list(approved.sessions.order_by("starts_at"))
    for session in sessions:
        assert moves_of(session) == ["create", "open", "close", "seal"]
        assert session.sealed_at
    assert moves_of(approved) == ["create", "file", "approve", "start", "finish"]
    assert pass_time(minutes=1) == 0


def test_one_session_that_fails_holds_up_no_other(approved, side, monkeypatch):
    bad = {"pk": side.session.pk}
    right = timetable.closes_at

    def closes_at(session):
        if session.pk == bad["pk"]:
            raise ValueError("broken row")
        return right(session)

    monkeypatch.setattr(timetable, "closes_at", closes_at)
    pass_time(days=days_until(approved, 10))
    with acting_as(OWNER):
        assert Session.objects.get(**bad).state == "open"
        approved.refresh_from_db()
    assert approved.state == "finished"


def test_a_year_without_a_table_seals_nothing_but_stops_nothing(approved, side):
    with acting_as(OWNER):
        far = clock.now() + timedelta(days=365 * 6)
        Session.objects.filter(pk=side.session.pk).update(
            state="closed", starts_at=far, ends_at=far + timedelta(hours=3)
        )
        returned = TrainingClass.objects.filter(pk=side.draft_class.pk)
        returned.update(
            state="returned", starts_on=clock.today(), ends_on=clock.today(), undertaking=True,
            filed_on=clock.today(), filed_at=clock.now(), replied_at=clock.now(),
        )  # fmt: skip
    pass_time(days=365 * 6 + 30)
    with acting_as(OWNER):
        assert Session.objects.get(pk=side.session.pk).state == "closed"
        assert returned.get().state == "cancelled", "the lapse comes after the sealing"


def test_a_returned_filing_lapses_after_fifteen_working_days(draft, school, side, reviewer):
    plan(draft, actor=school, side=side, first_day=monday(80))
    perform(draft, "file", actor=school, undertaking=True)
    with acting_as(reviewer.scope):
        row = perform(draft, "return", actor=reviewer, reason_code="filing_late", reason="x")
    last = timetable.completable_until(row)
    pass_time(days=(last - clock.today()).days)
    with acting_as(OWNER):
        row.refresh_from_db()
    assert row.state == "returned", "the last day still counts"
    pass_time(days=1)
    with acting_as(OWNER):
        row.refresh_from_db()
        assert (row.state, row.cancelled_at is not None) == ("cancelled", True)
        assert set(row.sessions.values_list("state", flat=True)) == {"cancelled"}
