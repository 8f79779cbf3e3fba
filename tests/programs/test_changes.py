"""A timetable is frozen by its approval; what shall change is asked for, looked at and told."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import perform
from programs.changing import side_by_side, slots_of
from programs.models import Session, Teacher, TimetableVersion, TrainingClass, Venue
from programs.services.advance import advance
from programs.services.timetable import plan_session, replan_session
from tests.programs.changes import added, approved_class, asked, dropped, later
from tests.programs.timetables import monday
from tests.teaching import make_teacher, recognise
from trainees.models import Enrolment


@pytest.fixture
def frozen(draft, side, school, reviewer):
    return approved_class(draft, side, school, reviewer)


def approve(change, reviewer):
    with acting_as(reviewer.scope):
        return perform(change, "approve", actor=reviewer)


def refusal(action, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return refused.value


def times(row):
    with acting_as(OWNER):
        return list(row.sessions.held().order_by("starts_at").values_list("starts_at", flat=True))


def told(code) -> list[int]:
    with acting_as(OWNER):
        rows = Notification.objects.filter(code=code).order_by("recipient_id")
        return list(rows.values_list("recipient_id", flat=True))


MINUTE = timedelta(minutes=1)
MOVED = (
    "UPDATE programs_session SET starts_at = starts_at + interval '1 day',"
    " ends_at = ends_at + interval '1 day' WHERE id = %(session)s"
)
ADDED = (
    "INSERT INTO programs_session (training_class_id, organization_id, district_id, ordinal,"
    " starts_at, ends_at, lessons, minutes, mode, teacher_id, venue_id, topic, holiday_reason,"
    " state, is_announced, secret) SELECT training_class_id, organization_id, district_id, 9,"
    " starts_at + interval '9 day', ends_at + interval '9 day', 4, 180, mode, teacher_id,"
    " venue_id, '', '', 'planned', true, '' FROM programs_session WHERE id = %(session)s"
)
FROZEN = (
    MOVED,
    ADDED,
    "UPDATE programs_session SET teacher_id = %(teacher)s WHERE id = %(session)s",
    "UPDATE programs_session SET venue_id = %(venue)s WHERE id = %(session)s",
    "UPDATE programs_session SET lessons = 3 WHERE id = %(session)s",
    "UPDATE programs_session SET state = 'cancelled' WHERE id = %(session)s",
    "UPDATE programs_trainingclass SET state = 'draft' WHERE id = %(row)s",
)


@pytest.mark.parametrize("sql", FROZEN)
def test_raw_sql_of_the_unit_does_not_move_an_approved_timetable(frozen, side, school, sql):
    row, (session, _other) = frozen
    with acting_as(OWNER):
        own = {"organization": side.organization, "district": side.district}
        teacher = make_teacher("另一位", **own)
        venue = Venue.objects.create(**own, name="二", address="路", places=9)
    given = {"session": session.pk, "row": row.pk, "teacher": teacher.pk, "venue": venue.pk}
    with (
        acting_as(school.scope),
        pytest.raises(IntegrityError, match=r"frozen|draft again"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, given)


def test_the_services_refuse_it_too_and_say_the_state(frozen, side, school):
    row, (session, _other) = frozen
    facts = {"lessons": 1, "teacher": side.teacher, "venue": side.venue}
    at = session.starts_at + timedelta(days=1)
    for action in (
        lambda: replan_session(session, actor=school, starts_at=at),
        lambda: plan_session(row, actor=school, starts_at=at, **facts),
        lambda: perform(session, "cancel", actor=school, reason="x"),
    ):
        assert refusal(action).code == "wrong_state"


def test_a_unit_may_still_cancel_the_class_with_its_sessions(frozen, school):
    row, _sessions = frozen
    with acting_as(school.scope):
        perform(row, "cancel", actor=school, reason="x")
    assert times(row) == []


def test_an_approved_change_moves_drops_and_adds_and_tells_everybody_once(
    frozen, side, school, reviewer
):
    row, (morning, afternoon) = frozen
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=side.enrolment.pk).update(training_class=row)
        own = {"organization": side.organization, "district": side.district}
        other = make_teacher("另一位", **own)
        recognise(side, other)
    change = asked(
        row, school, later(morning, teacher=other), dropped(afternoon), added(afternoon, side)
    )
    assert (change.state, change.is_urgent, change.first_at) == (
        "requested", False, morning.starts_at,
    )  # fmt: skip
    assert [pair.kind for pair in side_by_side(change)] == ["dropped", "changed", "added"]
    assert told("class_changed") == []
    approve(change, reviewer)
    day = timedelta(days=1)
    assert times(row) == [morning.starts_at + day, afternoon.starts_at + 2 * day]
    row.refresh_from_db()
    assert row.starts_on == timezone.localdate(morning.starts_at) + day
    assert told("class_changed") == sorted([side.teacher_user.pk, side.worker.pk])
    with acting_as(OWNER):
        message = Notification.objects.get(code="class_changed", recipient_id=side.worker.pk)
        entries = AuditEntry.objects.filter(model="programs.session", reason=str(change))
        verbs = sorted(entries.values_list("verb", flat=True))
    moved = timezone.localtime(morning.starts_at + day)
    assert (message.context["date"], message.context["time"]) == (f"{moved:%Y-%m-%d}", "09:00")
    assert verbs == ["cancel", "create", "update"]


def test_every_version_keeps_what_it_said(frozen, school, reviewer):
    row, (morning, _afternoon) = frozen
    first = times(row)
    change = asked(row, school, later(morning))
    approve(change, reviewer)
    with acting_as(OWNER):
        Teacher.objects.update(name="改名")
        one, two = TimetableVersion.objects.filter(training_class=row)
    assert [slot.starts_at for slot in slots_of(one)] == first
    assert [slot.starts_at for slot in slots_of(two)] == times(row)
    assert {slot.teacher for slot in slots_of(one)} == {"密甲老师"}
    assert (one.change_id, two.change_id) == (None, change.pk)
    with acting_as(OWNER):
        assert [pair.kind for pair in side_by_side(change)] == ["same", "changed"]


def test_a_session_the_district_drops_makes_a_version_of_its_own(frozen, reviewer):
    row, (morning, afternoon) = frozen
    with acting_as(reviewer.scope):
        perform(morning, "cancel", actor=reviewer, reason="x")
    with acting_as(OWNER):
        one, two = TimetableVersion.objects.filter(training_class=row)
    assert [slot.starts_at for slot in slots_of(one)] == [morning.starts_at, afternoon.starts_at]
    assert [slot.starts_at for slot in slots_of(two)] == [afternoon.starts_at]


def test_two_sessions_may_change_places(frozen, school, reviewer):
    row, (morning, afternoon) = frozen
    before = times(row)
    swap = (
        {"kind": "replan", "session": one, "starts_at": other.starts_at}
        for one, other in ((morning, afternoon), (afternoon, morning))
    )
    approve(asked(row, school, *swap), reviewer)
    assert times(row) == before
    morning.refresh_from_db()
    assert morning.starts_at == before[1]


def test_a_begun_session_is_not_changed_and_nothing_is_backdated(frozen, school):
    row, (morning, afternoon) = frozen
    back = {**later(afternoon), "starts_at": clock.now() - MINUTE}
    assert refusal(asked, row, school, back).code == "change_retroactive"
    assert refusal(asked, row, school, later(morning, days=0)).code == "change_empty"
    with acting_as(OWNER):
        clock.move(actor=system_actor("t"), by=morning.starts_at - clock.now() + MINUTE)
    found = refusal(asked, row, school, later(morning))
    assert (found.code, found.detail) == (
        "change_after_session",
        f"{row.number} #1 {timezone.localtime(morning.starts_at):%Y-%m-%d %H:%M}",
    )
    assert asked(row, school, later(afternoon)).is_urgent


def test_inside_the_lead_it_is_urgent(frozen, school):
    """The lead is one working day: on the day before the session one is still in time."""
    row, (morning, afternoon) = frozen
    eve = monday() - timedelta(days=3)  # the Friday before, at nine
    with acting_as(OWNER):
        at = timezone.make_aware(datetime.combine(eve, datetime.min.time().replace(hour=9)))
        clock.move(actor=system_actor("t"), by=at - clock.now())
    change = asked(row, school, later(morning, days=4))
    assert (change.is_urgent, change.reply_due_on) == (False, eve)
    with acting_as(OWNER):
        clock.move(actor=system_actor("t"), by=timedelta(days=1))
    assert asked(row, school, later(afternoon, days=4)).is_urgent


def test_what_is_in_the_way_is_named_and_looked_at_again_at_the_approval(
    frozen, side, school, reviewer
):
    row, (morning, afternoon) = frozen
    at = {"starts_at": afternoon.starts_at}
    found = refusal(asked, row, school, {**later(morning), **at})
    assert [error.code for error in found.errors] == ["teacher_double_booked", "room_double_booked"]
    change = asked(row, school, later(morning))
    with acting_as(OWNER):
        Session.objects.filter(pk=side.draft_session.pk).update(
            starts_at=morning.starts_at + timedelta(days=1),
            ends_at=morning.ends_at + timedelta(days=1),
        )
    assert refusal(approve, change, reviewer).code == "teacher_double_booked"
    assert times(row) == [morning.starts_at, afternoon.starts_at]


def test_a_session_waits_in_one_change_only(frozen, school):
    row, (morning, afternoon) = frozen
    first = asked(row, school, later(morning))
    found = refusal(asked, row, school, later(morning, days=2))
    assert (found.code, found.detail) == ("change_waits", first.number)
    assert asked(row, school, later(afternoon)).state == "requested"
    with acting_as(school.scope):
        perform(first, "withdraw", actor=school)
    assert asked(row, school, later(morning, days=2)).state == "requested"


def test_a_public_holiday_needs_a_reason_and_is_then_allowed(frozen, school, reviewer):
    row, (morning, _afternoon) = frozen
    at = datetime(2027, 10, 2, 9, tzinfo=timezone.get_default_timezone())
    wish = {**later(morning), "starts_at": at}
    assert refusal(asked, row, school, wish).code == "session_on_holiday"
    change = asked(row, school, {**wish, "holiday_reason": "企业只在假期停产"})
    approve(change, reviewer)
    morning.refresh_from_db()
    assert (morning.starts_at, morning.holiday_reason) == (at, "企业只在假期停产")


def test_a_refused_change_leaves_all_as_it_is_and_the_unit_reads_why(
    frozen, side, school, reviewer
):
    row, (morning, _other) = frozen
    change = asked(row, school, later(morning))
    assert side.reviewer.pk in told("work_new")
    with acting_as(reviewer.scope):
        row_after = perform(
            change, "refuse", actor=reviewer, reason_code="room_double_booked", reason="x"
        )
    assert (row_after.state, row_after.decided_by_id) == ("refused", side.reviewer.pk)
    assert times(row)[0] == morning.starts_at
    assert side.admin.pk in told("record_refused")


def test_whoever_asked_does_not_answer(frozen, school, reviewer, side):
    row, (morning, _other) = frozen
    change = asked(row, school, later(morning))
    with acting_as(OWNER):
        type(change).objects.filter(pk=change.pk).update(requested_by=side.reviewer)
    assert refusal(approve, change, reviewer).code == "same_reviewer"
    with acting_as(OWNER), pytest.raises(IntegrityError, match="change_decided_by_another"):
        type(change).objects.filter(pk=change.pk).update(decided_by=side.reviewer)


def test_without_an_answer_it_lapses_when_the_first_session_begins(frozen, side, school):
    row, (morning, _other) = frozen
    change = asked(row, school, later(morning))
    with acting_as(OWNER):
        clock.move(actor=system_actor("t"), by=morning.starts_at - clock.now() + MINUTE)
    with acting_as(SYSTEM):
        advance()
    change.refresh_from_db()
    assert change.state == "lapsed"
    assert times(row)[0] == morning.starts_at
    assert side.admin.pk in told("record_lapsed")


def test_a_change_of_an_ended_class_lapses_too(frozen, school):
    row, (morning, _other) = frozen
    change = asked(row, school, later(morning))
    with acting_as(school.scope):
        perform(row, "cancel", actor=school, reason="x")
    with acting_as(SYSTEM):
        advance()
    change.refresh_from_db()
    assert change.state == "lapsed"
    assert TrainingClass.objects.get(pk=row.pk).state == "cancelled"
