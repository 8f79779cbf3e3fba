"""Registering, enrolling, rosters: identity traps, every failed condition, all or none."""

from datetime import timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.db import connection

from core import clock
from core.identifiers.documents import check_character
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from organizations.models import District, User
from programs.models import Session, TrainingClass
from tests import world as laid_out
from tests.teaching import make_teacher
from trainees.enums import LIVE_STATES
from trainees.models import Enrolment, RosterImport, Trainee
from trainees.queries import STANDING
from trainees.services.enrolment import enrol
from trainees.services.people import Person, find_or_make, own_trainee, register_worker
from trainees.services.roster import check_roster, discard_roster, errors_of, import_roster

PASSWORD = "a-long-test-password"


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=9, seats_taken=1, has_waiting_list=False
        )
        made.training_class.refresh_from_db()
        return made


def person(number="210202199001010010", name="刘一", phone="13811110001", **more) -> Person:
    with acting_as(OWNER):
        district = District.objects.get(code="DL-06")
    return Person("citizen_id", number, name, phone, district.pk, consented=True, **more)


def register(**facts):
    with acting_as(AUTH):
        return register_worker(person=person(**facts), username=f"u{facts}", password=PASSWORD)


@pytest.mark.parametrize(
    "number", ["210202196501010013", "210282198001010015", "21028320040101001" + "3"]
)
def test_old_area_codes_and_early_births_are_real_people(db, number):
    number = number[:17] + check_character(number[:17])
    register(number=number)
    with acting_as(OWNER):
        assert Trainee.objects.get().identity_number == number


@pytest.mark.parametrize(
    "number", ["210202199001010011", "210202199002300017", "21020219900101001"]
)
def test_a_number_that_does_not_hold_is_refused(db, number):
    with pytest.raises(Refused) as refused:
        register(number=number)
    assert refused.value.code == "id_checksum_failed"


def test_the_number_is_not_in_the_database_in_clear(db):
    register()
    with acting_as(OWNER):
        stored = Trainee.objects.extra(select={"raw": "identity_number"}).get().raw
    assert "210202199001010010" not in stored


def test_a_second_record_of_one_person_is_never_made(db):
    register()
    for facts in ({}, {"name": "别人"}, {"phone": "13811110009"}):
        with pytest.raises(Refused) as refused:
            register(**facts)
        assert refused.value.code == "duplicate_person"
    with acting_as(OWNER):
        assert Trainee.objects.count() == 1


def test_somebody_from_a_roster_opens_the_account_with_name_number_and_phone(db):
    with acting_as(OWNER):
        trainee_id, user_id, _new = find_or_make(person())
    with pytest.raises(Refused):
        register(phone="13811110009")
    assert register().pk == user_id
    with acting_as(OWNER):
        assert Trainee.objects.get().pk == trainee_id
        assert User.objects.get(pk=user_id).check_password(PASSWORD)


def newcomer(side):
    """A registered worker and the class, both as that worker sees them."""
    user = register()
    return laid_out.Actor(user_id=user.pk, role="worker", face="worker")


def join(actor, side):
    with acting_as(actor.scope):
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        return enrol(actor=actor, training_class=row)


def test_enrolling_takes_a_seat_and_withdrawing_gives_it_back(side):
    actor = newcomer(side)
    enrolment = join(actor, side)
    assert (enrolment.state, taken(side)) == ("confirmed", 2)
    with acting_as(actor.scope):
        perform(enrolment, "withdraw", actor=actor, reason="工作")
    assert taken(side) == 1


def taken(side) -> int:
    with acting_as(OWNER):
        return TrainingClass.objects.get(pk=side.training_class.pk).seats_taken


def change(side, **columns):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(**columns)


def test_every_failed_condition_is_told_at_once(side):
    actor = newcomer(side)
    with acting_as(OWNER):
        today = clock.today()
    change(side, seats_taken=9, starts_on=today)
    with pytest.raises(Refused) as refused:
        join(actor, side)
    assert [error.code for error in refused.value.errors] == ["enrolment_closed", "class_full"]
    named = "《职业技能培训办理时限目录（示例）》第2.4条 · 报名截止 1日"
    assert refused.value.errors[0].clause == named
    assert refused.value.errors[0].clause_url.endswith("/2.4/")


def test_nobody_enrols_twice(side):
    actor = newcomer(side)
    join(actor, side)
    with pytest.raises(Refused) as refused:
        join(actor, side)
    assert (refused.value.code, taken(side)) == ("already_enrolled", 2)


def test_somebody_below_sixteen_on_the_first_day_may_not_join(side):
    first = side.training_class.starts_on
    birth = first.replace(year=first.year - 16) + timedelta(days=1)
    body = f"210202{birth:%Y%m%d}001"
    user = register(number=body + check_character(body))
    actor = laid_out.Actor(user_id=user.pk, role="worker", face="worker")
    with pytest.raises(Refused) as refused:
        join(actor, side)
    assert (refused.value.code, refused.value.detail) == ("under_age", "15 岁，最低 16 岁")


def test_one_person_is_not_in_two_classes_at_once(side):
    actor = newcomer(side)
    with acting_as(OWNER):
        twin = TrainingClass.objects.get(pk=side.training_class.pk)
        twin.pk, twin.number = None, "C-TWIN"
        twin.save()
        session = side.session
        other = type(session).objects.get(pk=session.pk)
        own = {"organization": side.organization, "district": side.district}
        teacher, venue = make_teacher("另一位", **own), side.venue
        venue.pk = None
        venue.save()
        other.pk, other.training_class, other.teacher, other.venue = None, twin, teacher, venue
        other.save()
    join(actor, side)
    with pytest.raises(Refused) as refused, acting_as(actor.scope):
        enrol(actor=actor, training_class=twin)
    first = side.training_class
    assert (refused.value.code, refused.value.detail) == (
        "overlapping_class", f"{first.name} {first.number}",
    )  # fmt: skip


HEADERS = ("姓名", "证件类型", "证件号码", "手机号")


SCANS = "SELECT sum(seq_scan) FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)"


def test_how_a_person_stands_is_read_by_keys_though_the_tables_were_small_when_it_was_planned(side):
    actor, number = newcomer(side), side.training_class.pk
    with acting_as(actor.scope), connection.cursor() as cursor:
        before = scans(cursor)  # of whatever laid the rows out
        for _ in range(8):  # after five the plan is kept
            cursor.execute(STANDING, [own_trainee(actor).pk, number, list(LIVE_STATES)])
            assert cursor.fetchone() == (False, None)
        assert scans(cursor) == before


def scans(cursor) -> int:
    """How often the two tables were read from end to end in this transaction."""
    scanned = ["trainees_enrolment", "programs_session"]
    cursor.execute(
        "SELECT sum(seq_scan) FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)", [scanned]
    )
    return cursor.fetchone()[0]


def workbook(count, *bad) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        for n in range(count):
            body = f"2102021985010{n % 9 + 1}{n:03d}"
            row = (f"学员{n}", "居民身份证", body + check_character(body), f"1360000{n:04d}")
            for column, value in enumerate(row):
                sheet.write_string(n + 1, column, value)
        for n, row in enumerate(bad, count + 1):
            for column, value in enumerate(row):
                sheet.write_string(n, column, value)
    return target.getvalue()


@pytest.fixture
def school(side):
    actor = laid_out.unit_actor(side)
    with acting_as(actor.scope):
        yield actor


def dry_run(side, school, data):
    return check_roster(side.training_class, actor=school, data=data, file_name="r.xlsx")


def test_a_dry_run_stores_nobody_and_names_every_error(side, school):
    bad = ("坏", "居民身份证", "210202199001010011", "123")
    roster = dry_run(side, school, workbook(3, bad))
    assert (roster.good_count, roster.bad_count) == (3, 1)
    assert {(e["row"], e["code"]) for e in roster.errors} == {
        (5, "id_checksum_failed"),
        (5, "phone_invalid"),
    }
    assert Enrolment.objects.filter(source="roster").count() == 0
    assert errors_of(roster)[:2] == b"PK"


def test_the_good_rows_are_imported_on_confirmation_and_once(side, school):
    roster = dry_run(side, school, workbook(3, ("坏", "居民身份证", "1", "1")))
    done = import_roster(roster, actor=school)
    assert (done.state, done.imported_count, done.good_rows) == ("imported", 3, None)
    assert (Enrolment.objects.filter(source="roster").count(), taken(side)) == (3, 4)
    with pytest.raises(Refused) as refused:
        import_roster(roster, actor=school)
    assert refused.value.code == "wrong_state"


def test_too_few_seats_import_nobody(side, school):
    roster = dry_run(side, school, workbook(9))
    with pytest.raises(Refused) as refused:
        import_roster(roster, actor=school)
    assert refused.value.code == "class_full"
    assert (Enrolment.objects.filter(source="roster").count(), taken(side)) == (0, 1)
    with acting_as(OWNER):
        assert RosterImport.objects.get(pk=roster.pk).state == "checked"


def test_a_discarded_file_keeps_no_rows(side, school):
    roster = discard_roster(dry_run(side, school, workbook(2)), actor=school)
    assert (roster.state, roster.good_rows, roster.bad_rows) == ("discarded", None, None)


def test_a_known_number_under_another_name_is_an_error_of_its_row(side, school):
    with acting_as(OWNER):
        body = "21020219850101000"
        find_or_make(person(number=body + check_character(body), name="真名"))
    roster = dry_run(side, school, workbook(1))
    assert [error["code"] for error in roster.errors] == ["real_name_not_verified"]


def test_a_cancelled_class_tells_its_trainees_and_its_teachers(side):
    actor, unit = newcomer(side), laid_out.unit_actor(side)
    enrolment = join(actor, side)
    with acting_as(OWNER):
        Session.objects.filter(training_class=side.training_class).update(state="planned")
    with acting_as(unit.scope):
        perform(side.training_class, "cancel", actor=unit, reason="场地停电")
    with acting_as(OWNER):
        told = Notification.objects.filter(code="class_cancelled")
        users = set(told.values_list("recipient_id", flat=True))
        assert users == {enrolment.trainee_user_id, side.worker.pk, side.teacher_user.pk}
        assert not Notification.objects.filter(code="enrolment_withdrawn").exists()
