"""Online study from the item to the completed class: heartbeats, ledger, cap, and who may what."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from core import clock
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, Scope, acting_as
from core.workflow import perform
from policies.models import DatedValue
from programs.models import Session, TrainingClass
from programs.services.advance import TIMETABLE
from tests import world as laid_out
from tests.presence import at_first, proven
from trainees.effective_minutes import MINUTE, SECOND
from trainees.models import AttendanceRecord, Enrolment, Heartbeat, StudyRecord, StudySession
from trainees.services import study_settling
from trainees.services.study import Sign, add_study_item, beat, open_study
from trainees.study_ledger import ledger_of
from trainees.study_minutes import attended_minutes

SYSTEM = Scope("app_system")


@pytest.fixture
def side(db):
    """A running class: 180 minutes on site and an online session of 45 that has begun."""
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        begun = clock.now() - timedelta(days=1)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(state="running")
        made.training_class.refresh_from_db()
        made.rows["online"] = Session.objects.create(
            organization=made.organization, district=made.district,
            training_class=made.training_class, ordinal=2, starts_at=begun,
            ends_at=begun + timedelta(minutes=45), lessons=1, minutes=45, mode="online",
            teacher=made.teacher, venue=made.venue, is_announced=True, state="closed",
        )  # fmt: skip
        return made


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def worker(side):
    return laid_out.worker_actor(side)


@pytest.fixture
def item(side, school):
    with acting_as(school.scope):
        facts = {"title": "用电安全", "body": "一\n\n二", "minutes": 45}
        return add_study_item(actor=school, session=side.online, **facts)


def opened(side, worker, item) -> StudySession:
    with clock.at(ago(hours=4)), acting_as(worker.scope):
        return open_study(actor=worker, item=item, enrolment=side.enrolment)


def ago(**span):
    with acting_as(OWNER):
        return clock.now() - timedelta(**span)


def study(worker, row, minutes, *, speed=1.0, is_visible=True, since=None, jitter=37):
    """Heartbeats every fifteen seconds, at the times the clock had; the last one's time."""
    since = since or ago(hours=3)
    for n in range(minutes * 4 + 1):
        at = since + timedelta(seconds=15 * n, milliseconds=n * jitter % 101)
        with clock.at(at), acting_as(worker.scope):
            sign = Sign(n + 1, int(15 * n * SECOND * speed), speed, is_visible, True)
            beat(actor=worker, study_session=row.pk, sign=sign)
    return at


def settled(side) -> dict[str, int]:
    """Whole minutes of the ledger by reason, once everything is settled."""
    with acting_as(SYSTEM):
        study_settling.advance()
        found = {}
        for row in StudyRecord.objects.filter(item__session=side.online):
            found[row.reason] = found.get(row.reason, 0) + row.milliseconds
    whole = {reason: round(total / MINUTE) for reason, total in found.items()}
    return {reason: minutes for reason, minutes in whole.items() if minutes}


def test_what_is_studied_is_settled_into_the_ledger(side, worker, item):
    row = opened(side, worker, item)
    study(worker, row, 20)
    assert settled(side) == {"": 20}
    with acting_as(SYSTEM):
        row.refresh_from_db()
        assert row.settled_at is not None
        assert study_settling.advance() == 0
    with acting_as(worker.scope):
        found = ledger_of(worker, side.enrolment)
        assert (round(found.accepted), found.open_lines) == (20, [])


def test_the_ledger_says_what_was_refused_and_by_which_clause(side, worker, item):
    study(worker, opened(side, worker, item), 4, speed=2.0)
    assert settled(side) == {"study_speed": 4}
    with acting_as(worker.scope):
        (line,) = StudyRecord.objects.filter(item=item)
        assert (line.measured, line.allowed, line.clause) == (2, 1.5, "onl §4")
        assert line.remedy == "请降低播放速度后重新学习"


def test_two_devices_at_once_count_once_and_seen_parts_no_second_time(side, worker, item):
    since = ago(hours=3)
    both = [opened(side, worker, item) for _device in range(2)]
    for n, row in enumerate(both):
        study(worker, row, 10, since=since + timedelta(milliseconds=n * 333), jitter=41 + n)
    assert settled(side) == {"": 10, "study_parallel": 10}
    study(worker, opened(side, worker, item), 10, since=since + timedelta(hours=1))
    assert settled(side) == {"": 10, "study_parallel": 10, "study_seen": 10}


def test_a_heartbeat_happens_once_and_costs_one_statement(
    side, worker, item, django_assert_num_queries
):
    row = opened(side, worker, item)
    sign = Sign(1, 0, 1.0, True, True)
    with acting_as(worker.scope), clock.kept():
        clock.now()
        with django_assert_num_queries(1):
            beat(actor=worker, study_session=row.pk, sign=sign)
        beat(actor=worker, study_session=row.pk, sign=sign._replace(position=9000))
        assert [b.position for b in Heartbeat.objects.filter(study_session=row)] == [0]


def test_a_settled_session_takes_no_more(side, worker, item):
    row = opened(side, worker, item)
    study(worker, row, 1)
    settled(side)
    with acting_as(worker.scope), pytest.raises(Refused) as refused:
        beat(actor=worker, study_session=row.pk, sign=Sign(9, 0, 1.0, True, True))
    assert refused.value.code == "study_over"


def test_sealing_settles_and_ends_the_study(side, worker, item):
    row = opened(side, worker, item)
    study(worker, row, 5, since=ago(minutes=5))
    with acting_as(SYSTEM):
        perform(side.online, "seal", actor=TIMETABLE)
        assert StudyRecord.objects.filter(item=item).count() == 1
    with acting_as(worker.scope), pytest.raises(Refused) as refused:
        open_study(actor=worker, item=fresh(item), enrolment=side.enrolment)
    assert refused.value.code == "study_not_open"


def fresh(item):
    item.session.refresh_from_db()
    return item


def test_the_first_study_makes_a_trainee_of_somebody_enrolled(side, worker, item):
    opened(side, worker, item)
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=side.enrolment.pk).state == "attending"


@pytest.mark.parametrize(("cap", "minutes"), [("0.50", 180 + 45), ("0.10", 180 + 22), ("0", 180)])
def test_online_minutes_count_up_to_the_share_of_the_cap(side, worker, item, cap, minutes):
    """225 minutes are scheduled: a tenth of them is 22 whole ones."""
    with acting_as(OWNER):
        proven(side.record, 180, state="present")
        old = DatedValue.objects.get(code="online_share_cap")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE policies_datedvalue DISABLE TRIGGER USER")
        old.value = cap
        old.save()
    row = opened(side, worker, item)
    study(worker, row, 46)
    settled(side)
    with acting_as(SYSTEM):
        held = side.training_class.sessions.held()
        found = attended_minutes(held, [side.enrolment.pk], clock.today())
    assert found[side.enrolment.pk] == minutes


def test_an_online_session_without_items_counts_by_its_sheet(side):
    with acting_as(OWNER):
        AttendanceRecord.objects.create(
            organization=side.organization, district=side.district, session=side.online,
            enrolment=side.enrolment, trainee_user=side.worker, state="present",
            signed_in_at=clock.now(), presence=at_first(side.online, 45),
        )  # fmt: skip
        held = side.training_class.sessions.held()
        assert attended_minutes(held, [side.enrolment.pk], clock.today()) == {side.enrolment.pk: 45}


def test_items_are_no_longer_than_their_online_session(side, school):
    facts = {"title": "长", "body": "文"}
    with acting_as(school.scope):
        with pytest.raises(Refused) as refused:
            add_study_item(actor=school, session=side.online, minutes=46, **facts)
        assert (refused.value.code, refused.value.detail) == ("study_item_long", "46 > 45")
        with pytest.raises(Refused) as refused:
            add_study_item(actor=school, session=side.session, minutes=10, **facts)
    assert refused.value.code == "wrong_state"


def test_the_ledger_stands_as_written(side):
    with acting_as(OWNER):
        for change in ("milliseconds = 1", "is_accepted = true, reason = ''"):
            with pytest.raises(DatabaseError, match="stands as written"), transaction.atomic():
                connection.cursor().execute(f"UPDATE trainees_studyrecord SET {change}")
        with pytest.raises(DatabaseError, match="stands as written"), transaction.atomic():
            connection.cursor().execute("DELETE FROM trainees_studyrecord")


def test_a_platform_of_the_unit_reports_for_its_learners(side, school, item):
    row = opened(side, school, item)
    study(school, row, 3)
    assert (row.source, settled(side)) == ("platform", {"": 3})


def test_the_pages_show_what_counts_and_why_not(side, worker, item, client):
    study(worker, opened(side, worker, item), 4, speed=2.0)
    settled(side)
    with acting_as(AUTH):
        client.force_login(side.worker)
    page = client.get(f"/account/enrolments/{side.enrolment.pk}/").content.decode()
    assert f"/account/study/{item.pk}/" in page
    assert "data-study" in client.get(f"/account/study/{item.pk}/").content.decode()
    ledger = client.get(f"/account/enrolments/{side.enrolment.pk}/study/").content.decode()
    assert "播放速度过快" in ledger
    assert "认定规则（示例）》第四条" in ledger
    rules = client.get("/study-rules/").content.decode()
    assert "45 秒" in rules


def test_the_institution_reads_the_sums_of_its_learners(side, worker, item, client):
    study(worker, opened(side, worker, item), 12)
    settled(side)
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = client.get(f"/workspace/classes/{side.training_class.number}/study/").content.decode()
    assert "12.0" in page
    given = {"title": "第二讲", "minutes": 5, "body": "文"}
    refused = client.post(f"/workspace/sessions/{side.online.pk}/study/new/", given)
    assert refused.status_code == 409
