"""Make-up lessons: for whoever missed minutes, counted where they were missed, never twice."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.enums import Role
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from policies.models import Decision
from programs.models import ClassChange, Session, TrainingClass
from programs.services.advance import advance, archivable_after, closes_at, opens_at
from tests import world as laid_out
from tests.presence import at_first, proven
from tests.programs.changes import added, asked
from tests.teaching import recognise
from trainees.models import AttendanceRecord, CompletionCertificate, Enrolment
from trainees.offline import pack
from trainees.queries import who_missed
from trainees.services.attendance import leave
from trainees.services.devices import settle
from trainees.study_minutes import attended_minutes
from trainees.timeline import hours_proven

FIXTURE = HealthCheck.function_scoped_fixture  # every example is rolled back
LENGTH = 180  # minutes of the one session


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        recognise(side)
    return side


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def reviewer(side):
    return laid_out.district_actor(side)


def missed(side, minutes, *, state="completed"):
    """The session is sealed, so many minutes of it count, and the course is over."""
    with acting_as(OWNER):
        proven(side.record, minutes)
        Session.objects.filter(pk=side.session.pk).update(state="sealed", sealed_at=clock.now())
        outcome = {
            "state": "failed", "outcome_at": clock.now(), "attended_minutes": minutes,
            "outcome_code": "attendance_below_threshold", "scheduled_minutes": LENGTH,
            "threshold": "0.8",
        }  # fmt: skip
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            first_signed_in_at=clock.now(),
            **(outcome if state == "completed" else {"state": "attending"}),
        )
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        ended = {"finished_at": clock.now(), "completed_at": clock.now()}
        for name, value in {"state": state, **(ended if state == "completed" else {})}.items():
            setattr(row, name, value)
        row.save()
        side.rows["session"] = Session.objects.get(pk=side.session.pk)
    return row


def wish(side, **facts) -> dict:
    return added(side.session, side, days=1, **{"lessons": 1, "makes_up": side.session, **facts})


def planned(side, school, reviewer, row, **facts) -> Session:
    """A make-up session of 45 minutes on the next day, asked for and approved."""
    change = asked(row, school, wish(side, **facts))
    with acting_as(reviewer.scope):
        perform(change, "approve", actor=reviewer)
    with acting_as(OWNER):
        return Session.objects.get(makes_up=side.session)


def at(moment) -> None:
    """What is due by then is done."""
    with clock.at(moment), acting_as(SYSTEM):
        advance()


def attended_whole(session, side) -> None:
    """The teacher signs the one trainee in and out; the session is closed and sealed in time."""
    at(opens_at(session))
    actor = laid_out.unit_actor(side, Role.TEACHER)
    with acting_as(actor.scope), clock.at(session.ends_at):
        record = AttendanceRecord.objects.get(session=session)
        record = perform(record, "sign_in", actor=actor, at=session.starts_at)
        leave(record, actor=actor, at=session.ends_at)
    at(closes_at(session) + timedelta(minutes=1))
    at(session.ends_at + timedelta(days=40))


def reassess(side, school) -> Enrolment:
    with acting_as(school.scope):
        row = Enrolment.objects.get(pk=side.enrolment.pk)
        return perform(row, "reassess", actor=school, reason="补课完成")


def test_what_is_made_up_completes_with_a_certificate(side, school, reviewer):
    row = missed(side, 100)
    session = planned(side, school, reviewer, row)
    with pytest.raises(Refused) as refused:
        reassess(side, school)
    assert refused.value.code == "attendance_below_threshold"
    attended_whole(session, side)
    found = reassess(side, school)
    with acting_as(OWNER):
        found.refresh_from_db()
        kept = Decision.objects.filter(object_id=found.pk).first()
        assert CompletionCertificate.objects.filter(enrolment=found).count() == 1
        row.refresh_from_db()
        session.refresh_from_db()
    assert (found.state, found.outcome, session.state) == ("completed", "made_up", "sealed")
    assert (found.attended_minutes, found.made_up_minutes, found.scheduled_minutes) == (
        145, 45, LENGTH,
    )  # fmt: skip
    assert '"made_up":45' in kept.record
    # the claim windows run from the end of the course
    assert row.ends_on == clock.local_day(side.session.starts_at)


def test_only_whoever_missed_minutes_is_expected(side, school, reviewer):
    row = missed(side, LENGTH)
    session = planned(side, school, reviewer, row)
    at(opens_at(session))
    with acting_as(OWNER):
        assert AttendanceRecord.objects.filter(session=session).count() == 0


def test_nothing_is_assessed_before_what_was_made_up_is_sealed(side, school, reviewer):
    row = missed(side, 140)
    planned(side, school, reviewer, row)
    with acting_as(OWNER):
        made = make_up(side, 40, 3)
    with pytest.raises(Refused) as refused:
        reassess(side, school)
    assert refused.value.code == "sessions_open"
    with acting_as(OWNER):
        Session.objects.filter(pk=made.pk).update(state="sealed", sealed_at=clock.now())
    assert reassess(side, school).state == "completed"


def test_whoever_made_it_up_is_not_expected_again_and_who_never_came_is_not_at_all(side):
    row = missed(side, 100)
    with acting_as(OWNER):
        session = Session.objects.get(pk=side.session.pk)
        expected = who_missed(session).values_list("pk", flat=True)
        assert list(expected) == [side.enrolment.pk]
        make_up(side, 80, 1)
        assert list(expected.all()) == [side.enrolment.pk], "asked before"
        assert not who_missed(session)
        AttendanceRecord.objects.filter(session__makes_up=session).delete()
        assert who_missed(session)
        Enrolment.objects.filter(pk=side.enrolment.pk).update(first_signed_in_at=None)
        assert not who_missed(session)
    assert row.state == "completed"


def test_a_voided_session_takes_its_make_up_along(side, school, reviewer):
    row = missed(side, 100, state="running")
    session = planned(side, school, reviewer, row)
    with acting_as(OWNER):
        Session.objects.filter(pk=side.session.pk).update(state="closed", sealed_at=None)
    with acting_as(reviewer.scope):
        perform(
            Session.objects.get(pk=side.session.pk), "void", actor=reviewer, reason="核查未上课"
        )
    with acting_as(OWNER):
        session.refresh_from_db()
        assert session.state == "cancelled"
        assert not who_missed(session.makes_up)


def test_a_course_ends_without_waiting_for_a_make_up_session(side, school, reviewer):
    row = missed(side, 160, state="running")
    begins = side.session.starts_at + timedelta(days=30)
    planned(side, school, reviewer, row, starts_at=begins)
    at(side.session.ends_at + timedelta(days=1))
    with acting_as(school.scope):
        row = TrainingClass.objects.get(pk=row.pk)
        assert row.state == "finished"
        perform(row, "complete", actor=school)
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=side.enrolment.pk).outcome == "completed"


def test_hours_of_the_learning_account_count_no_minute_twice(side):
    with acting_as(OWNER):
        proven(side.record, 90)
        make_up(side, LENGTH, 1)
    worker = laid_out.worker_actor(side)
    with acting_as(worker.scope):
        assert hours_proven(worker, "").value == 3


@pytest.mark.parametrize(("minutes", "listed"), [(100, 1), (LENGTH, 0)])
def test_a_device_without_a_network_lists_who_is_expected_and_breaks_on_nobody(
    side, school, reviewer, minutes, listed
):
    row = missed(side, minutes, state="running")
    session = planned(side, school, reviewer, row)
    teacher = laid_out.unit_actor(side, Role.TEACHER)
    with acting_as(teacher.scope):
        (told,) = [one for one in pack(teacher)["sessions"] if one["id"] == session.pk]
        settle(session.pk, side.enrolment.pk, teacher)
    assert len(told["people"]) == listed
    with acting_as(OWNER):
        assert AttendanceRecord.objects.filter(session=session).count() == listed


def test_in_a_running_class_it_is_asked_for_like_any_change(side, school, reviewer):
    row = missed(side, 0, state="running")
    session = planned(side, school, reviewer, row)
    at(opens_at(session))
    with acting_as(OWNER):
        record = AttendanceRecord.objects.get(session=session)
        assert (record.enrolment_id, record.state) == (side.enrolment.pk, "absent")
        assert TrainingClass.objects.get(pk=row.pk).timetables.count() == 2


def test_whoever_it_concerns_is_told_and_sees_it_coming(side, school, reviewer, client):
    row = missed(side, 100)
    planned(side, school, reviewer, row)
    with acting_as(OWNER):
        told = Notification.objects.filter(code="class_changed", recipient_id=side.worker.pk)
        assert told.count() == 1
    with acting_as(AUTH):
        client.force_login(side.worker)
    assert "第2次课（补课）" in client.get("/account/").content.decode()


def test_whoever_was_there_the_whole_time_is_neither_told_nor_asked_to_come(
    side, school, reviewer, client
):
    row = missed(side, LENGTH)
    planned(side, school, reviewer, row)
    with acting_as(OWNER):
        assert not Notification.objects.filter(code="class_changed", recipient_id=side.worker.pk)
    with acting_as(AUTH):
        client.force_login(side.worker)
    assert "补课" not in client.get("/account/").content.decode()


def test_the_page_of_a_session_leads_to_the_make_up_of_it(side, client):
    missed(side, 100)
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = client.get(f"/workspace/sessions/{side.session.pk}/").content.decode()
    way = f"/workspace/classes/C101/change/write/?add=1&makes_up={side.session.pk}"
    assert escape(way) in page
    form = client.get(way).content.decode()
    assert f'<option value="{side.session.pk}" selected>' in form
    begins = timezone.localtime(side.session.starts_at + timedelta(days=1))
    wish = {
        "n1-starts_at": f"{begins:%Y-%m-%dT%H:%M}", "n1-lessons": "1", "n1-mode": "offline",
        "n1-teacher": side.teacher.pk, "n1-venue": side.venue.pk, "reason": "缺课补课",
    }  # fmt: skip
    assert client.post(way, wish).status_code == 422, "it says what it makes up"
    wish["n1-makes_up"] = side.session.pk
    looked = client.post(way, wish).content.decode()
    assert "补第1次课" in looked
    sent = client.post(way, wish | {"send": "1"})
    assert "补课" in client.get(sent.url).content.decode()


def test_a_class_is_not_archived_before_what_is_made_up_can_be_assessed(side, school, reviewer):
    row = missed(side, 100)
    with acting_as(OWNER):
        before = archivable_after(row)
        begins = side.session.starts_at + timedelta(days=200)
    session = planned(side, school, reviewer, row, starts_at=begins)
    with acting_as(OWNER):
        row.refresh_from_db()
        assert before < clock.local_day(session.ends_at) < archivable_after(row)


def code_of(row, school, **facts) -> str:
    with pytest.raises(Refused) as refused:
        asked(row, school, facts)
    return refused.value.code


def test_only_a_session_that_was_held_is_made_up(side, school, reviewer):
    row = missed(side, 100)
    first = planned(side, school, reviewer, row)
    assert code_of(row, school, **wish(side, makes_up=first, lessons=2)) == "make_up_of_nothing"
    with acting_as(OWNER):
        other = Session.objects.exclude(training_class=row).first()
    assert code_of(row, school, **wish(side, makes_up=other)) == "not_allowed"


def test_when_the_course_is_over_nothing_else_is_added(side, school):
    row = missed(side, 100)
    with acting_as(OWNER):
        before = ClassChange.objects.count()
    assert code_of(row, school, **wish(side, makes_up=None)) == "wrong_state"
    with acting_as(OWNER):
        assert ClassChange.objects.count() == before


def test_the_database_knows_the_class_of_what_is_made_up(side):
    with acting_as(OWNER):
        other = Session.objects.exclude(training_class=side.training_class).first()
        own = Session.objects.filter(pk=side.session.pk)
        with pytest.raises(IntegrityError, match="makes_up"), asked_at_the_end():
            own.update(makes_up=other)


@contextmanager
def asked_at_the_end():
    """What was deferred is asked at the end of this."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def make_up(side, minutes, n, mode="offline") -> Session:
    """A sealed make-up session of 180 minutes of which so many count."""
    begins = side.session.starts_at + timedelta(days=n)
    session = Session.objects.get(pk=side.session.pk)
    session.pk, session.ordinal, session.mode = None, 10 + n, mode
    session.starts_at, session.ends_at = begins, begins + timedelta(minutes=LENGTH)
    session.makes_up_id, session.state, session._state.adding = side.session.pk, "closed", True
    session.save()
    AttendanceRecord.objects.create(
        organization=side.organization, district=side.district, session=session,
        enrolment=side.enrolment, trainee_user=side.worker, state="present",
        signed_in_at=begins, presence=at_first(session, minutes),
    )  # fmt: skip
    return session


@settings(max_examples=25, deadline=None, suppress_health_check=[FIXTURE])
@given(st.integers(0, LENGTH), st.lists(st.integers(0, LENGTH), max_size=3), st.booleans())
def test_a_session_never_counts_more_than_it_is_long(side, attended, made_up, is_online):
    with acting_as(OWNER), transaction.atomic():
        proven(side.record, attended)
        for n, minutes in enumerate(made_up, 1):
            make_up(side, minutes, n, "online" if is_online else "offline")
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        ids = [side.enrolment.pk]
        found = attended_minutes(row.sessions.held(), ids, row.starts_on)
        later = min(sum(made_up), LENGTH - attended)
        cap = LENGTH // 2 if is_online else LENGTH  # the online cap in force is one half
        assert found.get(side.enrolment.pk, 0) == attended + min(later, cap)
        transaction.set_rollback(True)


def test_the_page_of_the_hours_says_how_much_of_it_counts(side, client):
    with acting_as(OWNER):
        proven(side.record, 140)
        first, second = make_up(side, 30, 1), make_up(side, 30, 2)
        records = [AttendanceRecord.objects.get(session=session) for session in (first, second)]
    with acting_as(AUTH):
        client.force_login(side.worker)
    pages = [client.get(f"/account/attendance/{row.pk}/").content.decode() for row in records]
    assert ["计入 30 分钟" in pages[0], "计入 10 分钟" in pages[1]] == [True, True]


def test_what_made_up_a_voided_session_counts_no_more(side):
    with acting_as(OWNER):
        make_up(side, 90, 1)
        Session.objects.filter(pk=side.session.pk).update(state="cancelled")
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        ids = [side.enrolment.pk]
        assert attended_minutes(row.sessions.held(), ids, row.starts_on)[ids[0]] == 0
