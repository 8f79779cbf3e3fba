"""Late enrolment: asked for, granted until a day, used while the threshold can still be met."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import clock
from core.identifiers.documents import check_character
from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import perform, suggested
from policies.decisions import replay
from policies.models import Decision
from policies.queries import last_moment
from programs.models import Programme, Session, TrainingClass
from tests import rosters
from tests import world as laid_out
from tests.presence import proven
from tests.trainees.test_group_enrolment import neighbour
from tests.trainees.test_groups import confirm, hand_in
from tests.trainees.test_seat_race import at_once
from tests.trainees.test_waiting import told
from trainees.late_checks import last_day, reach_of
from trainees.models import AttendanceRecord, Enrolment, LateException, Trainee
from trainees.models.late_exception import TERM
from trainees.services import late
from trainees.services.completion import attendance_check
from trainees.services.people import Person

SESSIONS = 5  # of 180 minutes; with a threshold of 80 % one may be missed


def running_class():
    """A class of the side that began yesterday: one session is over, four are to come."""
    world = laid_out.make_world()
    made = world["甲"]
    made.rows["foreign"] = world["乙"]
    LateException.objects.update(state="withdrawn")
    now = timezone.localtime(clock.now()).replace(hour=9, minute=0)
    first = Session.objects.get(pk=made.session.pk)
    for n in range(SESSIONS):
        row = Session.objects.get(pk=made.session.pk)
        row.starts_at = now + timedelta(days=n - 1)
        row.ends_at, row.ordinal = row.starts_at + timedelta(hours=3), n + 1
        row.state = "planned" if n else "closed"
        row.pk = None if n else first.pk
        row.save()
    TrainingClass.objects.filter(pk=made.training_class.pk).update(
        state="running", starts_on=(now - timedelta(days=1)).date(),
        ends_on=(now + timedelta(days=3)).date(), seats=3, seats_taken=1,
    )  # fmt: skip
    made.training_class.refresh_from_db()
    return made


@pytest.fixture(autouse=True)
def early(time_machine):
    """Before the session of today begins."""
    time_machine.move_to(timezone.localtime().replace(hour=6, minute=0, second=0))
    return time_machine


@pytest.fixture
def side(db, early):
    with acting_as(OWNER):
        return running_class()


@pytest.fixture
def committed_side(transactional_db, early):
    with acting_as(OWNER):
        return running_class()


@pytest.fixture
def unit(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def officer(side):
    return laid_out.district_actor(side)


def someone(n=1) -> Person:
    return Person("citizen_id", rosters.identity(9000 + n), f"学员{n}", f"1360000{n:04d}", 1)


def of_class(side) -> TrainingClass:
    return TrainingClass.objects.select_related("programme", "organization").get(
        pk=side.training_class.pk
    )


def ask(side, unit, person=None) -> LateException:
    person = replace(person or someone(), district_id=side.district.pk)
    with acting_as(unit.scope):
        return late.request_late(
            actor=unit, training_class=of_class(side), person=person, grounds="刚退役返乡"
        )


def grant(row, officer, until=None):
    with acting_as(officer.scope):
        until = until or last_day(row.training_class)
        seen = LateException.objects.visible_to(officer).get(pk=row.pk)
        return perform(seen, "grant", actor=officer, enrol_until=until, reason="情况属实")


def use(row, unit):
    with acting_as(unit.scope):
        own = LateException.objects.visible_to(unit).get(pk=row.pk)
        return perform(own, "use", actor=unit)


def refused(step) -> Refused:
    with pytest.raises(Refused) as caught:
        step()
    return caught.value


def taken(side) -> tuple[int, int]:
    """(seats taken by the counter, held by rows)."""
    with acting_as(OWNER):
        rows = Enrolment.objects.filter(training_class=side.training_class)
        return of_class(side).seats_taken, rows.seated().count()


def state(row) -> str:
    with acting_as(OWNER):
        return LateException.objects.get(pk=row.pk).state


def advances() -> int:
    with acting_as(SYSTEM):
        return late.advance()


class Of:
    """Whom a message would go to."""

    def __init__(self, user_id):
        self.user_id = user_id


def test_from_the_request_to_the_seat(side, unit, officer):
    row = ask(side, unit)
    person = Of(row.trainee_user_id)
    with acting_as(OWNER):
        due = last_moment(late.REPLY, clock.today())
        last = last_day(of_class(side))
    assert row.reply_due_on == min(due, last)
    assert [one["kind"] for one in told(Of(side.reviewer.pk), "work_new")] == ["late enrolment"]
    assert [one["state"] for one in told(person, "late_enrolment")] == ["Requested"]
    granted = grant(row, officer)
    assert (granted.state, granted.enrol_until, granted.decided_by_id) == (
        "granted", last, side.reviewer.pk,
    )  # fmt: skip
    states = ["Requested", "Exception granted"]
    assert sorted(one["state"] for one in told(person, "late_enrolment")) == sorted(states)
    assert [one["state"] for one in told(Of(side.admin.pk), "late_enrolment")] == states[1:]
    done = use(row, unit)
    assert (done.state, done.enrolment.state, done.enrolment.source) == (
        "used", "confirmed", "late",
    )  # fmt: skip
    assert taken(side) == (2, 2)
    assert len(told(person, "enrolment_confirmed")) == 1
    with acting_as(OWNER):
        kept = Enrolment.objects.get(pk=done.enrolment_id)
        assert kept.late_exception.number == row.number, "the exception is found from the enrolment"
        verbs = AuditEntry.objects.filter(model="trainees.enrolment", object_id=str(kept.pk))
        assert list(verbs.values_list("verb", flat=True)) == ["enrol_late"]
        entry = AuditEntry.objects.get(model="trainees.lateexception", verb="grant")
        assert (entry.reason, entry.actor_user_id) == ("情况属实", side.reviewer.pk)
        rows = Decision.objects.filter(process="late enrolment", object_id=row.pk)
        assert [replay(one).same for one in rows] == [True, True]


def test_the_threshold_says_until_when_and_what_could_have_been(side, unit, officer, early):
    """180 of 900 minutes are over: the other four sessions are just enough, until one begins."""
    with acting_as(OWNER):
        reach = reach_of(of_class(side))
        second = side.training_class.sessions.get(ordinal=2)
    assert (reach.left, reach.scheduled, reach.last) == (720, 900, second.starts_at)
    row = ask(side, unit)
    grant(row, officer)
    early.move_to(second.starts_at)
    answer = refused(lambda: use(row, unit))
    (failure,) = answer.errors
    until = f"{timezone.localtime(second.starts_at):%Y-%m-%d %H:%M}"
    share = "尚未开始的课次540分钟，占全部900分钟的60.0%；门槛80.0%"
    assert failure.detail == f"{share} · 截至{until}仍可达到"
    assert until in answer.remedy
    assert (answer.code, failure.clause_url[:10]) == ("threshold_unreachable", "/policies/")
    assert taken(side) == (1, 1)


def test_one_who_joins_late_has_missed_what_was_held(side, unit, officer, early):
    row = ask(side, unit)
    grant(row, officer)
    enrolment = use(row, unit).enrolment
    with acting_as(OWNER):
        for session in side.training_class.sessions.filter(state="planned").order_by("ordinal"):
            early.move_to(session.starts_at)
            perform(session, "open", actor=laid_out.unit_actor(side, "teacher"))
        records = AttendanceRecord.objects.filter(enrolment=enrolment)
        assert records.count() == SESSIONS - 1
        for record in records.select_related("session"):
            proven(record, 180, state="present")
        assert attendance_check(enrolment).passed, "720 of 900 minutes"
        proven(records.get(session__ordinal=2), 179)
        assert not attendance_check(enrolment).passed


def test_a_session_whose_sign_in_is_open_has_a_record_at_once(side, unit, officer):
    with acting_as(OWNER):
        Session.objects.filter(training_class=side.training_class, ordinal=2).update(state="open")
    row = ask(side, unit)
    grant(row, officer)
    enrolment = use(row, unit).enrolment
    with acting_as(OWNER):
        records = AttendanceRecord.objects.filter(enrolment=enrolment)
        assert list(records.values_list("session__ordinal", "state")) == [(2, "absent")]


def test_no_exception_is_longer_than_it_can_help(side, unit, officer):
    row = ask(side, unit)
    with acting_as(OWNER):
        last = last_day(of_class(side))
    days = {last + timedelta(days=1): "late_exception_too_long",
            last - timedelta(days=1): "valid_until_past"}  # fmt: skip
    for day, code in days.items():
        assert refused(lambda day=day: grant(row, officer, day)).code == code
    with acting_as(OWNER):
        assert suggested(row, "grant") == {"enrol_until": last}
        assert last < last_moment(TERM, clock.today()), "else the usual term would be suggested"


def test_without_an_exception_in_force_nobody_is_enrolled(side, unit, officer, early):
    row = ask(side, unit)
    assert refused(lambda: use(row, unit)).code == "wrong_state"
    grant(row, officer)
    with acting_as(OWNER):
        LateException.objects.filter(pk=row.pk).update(
            enrol_until=clock.today() - timedelta(days=1)
        )
    answer = refused(lambda: use(row, unit))
    assert (answer.code, bool(answer.clause), bool(answer.remedy)) == (
        "late_exception_missing", True, True,
    )  # fmt: skip
    assert (advances(), state(row)) == (1, "expired")
    assert advances() == 0


def test_a_request_nobody_answered_ends_with_the_last_day_it_could_help(side, unit, early):
    row = ask(side, unit)
    assert advances() == 0
    early.shift(timedelta(days=1))
    assert (advances(), state(row)) == (1, "expired")


def test_a_request_is_of_one_s_own_running_class_and_made_once(side, unit, officer):
    row = ask(side, unit)
    assert refused(lambda: ask(side, unit)).code == "late_exception_open"
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(state="finished")
    assert refused(lambda: ask(side, unit, someone(2))).code == "class_not_running"
    assert refused(lambda: grant(row, officer)).code == "class_not_running"
    with acting_as(OWNER):
        assert not Trainee.objects.filter(name="学员2").exists(), "nothing of it is kept"


def test_who_is_enrolled_or_too_young_or_elsewhere_at_the_time_is_refused(side, unit):
    child = Person("citizen_id", child_number(), "小孩", "13600009999", 1)
    answer = refused(lambda: ask(side, unit, child))
    assert (answer.code, answer.errors[0].detail[:4]) == ("under_age", "10 岁")
    with acting_as(OWNER):
        trainee = Trainee.objects.get(pk=side.trainee.pk)
    known = Person("citizen_id", trainee.identity_number, trainee.name, "13600009998", 1)
    assert refused(lambda: ask(side, unit, known)).code == "already_enrolled"


def child_number() -> str:
    with acting_as(OWNER):
        body = f"210202{clock.today().year - 11}1231001"
    return body + check_character(body)


def test_seats_that_are_free_are_given_and_no_more(side, unit, officer):
    rows = [ask(side, unit, someone(n)) for n in range(3)]
    for row in rows:
        grant(row, officer)
    use(rows[0], unit)
    use(rows[1], unit)
    assert refused(lambda: use(rows[2], unit)).code == "class_full"
    assert taken(side) == (3, 3)


def test_two_administrators_at_once_never_oversell(committed_side):
    side = committed_side
    unit, officer = laid_out.unit_actor(side), laid_out.district_actor(side)
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(seats=2)
    rows = [ask(side, unit, someone(n)) for n in range(4)]
    for row in rows:
        grant(row, officer)
    answers = at_once([lambda row=row: use(row, unit) for row in rows])
    assert sorted(answers) == ["", *["class_full"] * 3]
    again = rows[answers.index("")]
    assert at_once([lambda: use(again, unit)] * 2) == ["wrong_state"] * 2
    assert taken(side) == (2, 2)


def test_two_clicks_at_once_enrol_once(committed_side):
    side = committed_side
    unit, officer = laid_out.unit_actor(side), laid_out.district_actor(side)
    row = ask(side, unit)
    grant(row, officer)
    assert sorted(at_once([lambda: use(row, unit)] * 2)) == ["", "wrong_state"]
    assert taken(side) == (2, 2)


def test_the_granter_is_of_another_unit_and_another_person(side, unit, officer):
    row = ask(side, unit)
    with acting_as(OWNER):
        for column in ("requested_by", "trainee_user"):
            with pytest.raises(IntegrityError), transaction.atomic():
                LateException.objects.filter(pk=row.pk).update(
                    decided_by=getattr(row, f"{column}_id"), decided_at=clock.now()
                )
        laid_out.add_membership(
            actor=laid_out.ACTOR, user=side.reviewer, organization=side.organization,
            role="institution_admin",
        )  # fmt: skip
    assert refused(lambda: grant(row, officer)).code == "same_reviewer"


@pytest.mark.parametrize(
    ("proof", "code"), [("", "group_proof_missing"), ("open", "group_pending"), ("confirmed", "")]
)
def test_a_class_for_key_groups_wants_a_proof_that_is_confirmed(side, unit, officer, proof, code):
    """The unit learns one word of the proof once the district has granted, and none before."""
    with acting_as(OWNER):
        Programme.objects.filter(pk=side.programme.pk).update(
            key_groups=["graduate_year", "disabled_person"]
        )
    actor = neighbour(side, 1)
    handed = hand_in(actor) if proof else None
    if proof == "confirmed":
        confirm(handed, officer, first=side.training_class.starts_on)
    with acting_as(OWNER):
        own = Trainee.objects.get(user_id=actor.user_id)
    person = Person("citizen_id", own.identity_number, own.name, own.phone, 1)
    row = ask(side, unit, person)
    grant(row, officer)
    if code:
        assert refused(lambda: use(row, unit)).code == code
        assert taken(side) == (1, 1)
    else:
        assert use(row, unit).enrolment.state == "confirmed"


def test_what_is_refused_or_taken_back_is_told(side, unit, officer):
    first, second = ask(side, unit), ask(side, unit, someone(2))
    with acting_as(officer.scope):
        seen = LateException.objects.visible_to(officer).get(pk=first.pk)
        perform(seen, "refuse", actor=officer, reason_code="document_missing", reason="缺退役证")
    with acting_as(unit.scope):
        perform(second, "withdraw", actor=unit)
    assert (state(first), state(second)) == ("refused", "withdrawn")
    assert "Refused" in [one["state"] for one in told(Of(side.admin.pk), "late_enrolment")]
    states = [one["state"] for one in told(Of(second.trainee_user_id), "late_enrolment")]
    assert sorted(states) == ["Requested", "Taken back"]


def test_a_foreign_unit_takes_no_seat_by_the_function(side):
    other = laid_out.unit_actor(side.foreign)
    with acting_as(other.scope), connection.cursor() as cursor:
        cursor.execute("SELECT take_late_seat(%s)", [side.training_class.pk])
        assert cursor.fetchone() == (False,)
