"""Large rosters: many classes in one file, corrections of an earlier one, and undoing it all."""

import io
from datetime import timedelta

import pytest
from python_calamine import load_workbook

from core import clock
from core.models import AuditEntry, Delivery, Notification
from core.privacy import frames
from core.refusals import Refused
from core.spreadsheets import Table, write_workbook
from core.tenancy.scope import OWNER, acting_as
from programs.models import Session, TrainingClass, Venue
from tests import rosters
from tests import world as laid_out
from tests.database_hash import database_hash
from tests.sizes import size
from tests.teaching import make_teacher
from trainees.models import AttendanceRecord, Enrolment, RosterImport, Trainee
from trainees.services.people import Person, find_or_make
from trainees.services.roster import (
    check_roster,
    discard_roster,
    errors_of,
    import_roster,
    undo_roster,
)


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        first = clock.today() + timedelta(days=30)
        for row in (made.training_class, made.draft_class):
            row.starts_on = row.ends_on = first
            row.seats, row.state, row.is_announced = 20_000, "open", True
            row.undertaking, row.filed_on, row.filed_at = True, clock.today(), clock.now()
            row.save()
        return made


@pytest.fixture
def school(side):
    actor = laid_out.unit_actor(side)
    with acting_as(actor.scope):
        yield actor


def check(side, school, rows, **options):
    data = rosters.as_csv(rows, options.pop("headers", rosters.HEADERS))
    options.setdefault("training_class", side.training_class)
    row = options.pop("training_class")
    return check_roster(row, actor=school, data=data, file_name="名册.csv", **options)


def enrol(side, school, rows, **options):
    return import_roster(check(side, school, rows, **options), actor=school)


def taken(row):
    with acting_as(OWNER):
        return TrainingClass.objects.get(pk=row.pk).seats_taken


def owner_count(queryset):
    with acting_as(OWNER):
        return queryset.count()


def codes(roster):
    return [(error["row"], error["code"]) for error in roster.errors]


def test_every_column_of_a_row_arrives_encrypted_and_told(side, school):
    enrol(side, school, rosters.people(3))
    with acting_as(OWNER):
        row = Enrolment.objects.get(name="学员1")
        assert (row.masked_identity, row.phone) == ("210202********0017", "13000000001")
        assert (row.education, row.remark, row.source, row.state) == (
            "junior", "备注1", "roster", "confirmed",
        )  # fmt: skip
        assert row.trainee.identity_number == rosters.identity(1)
        assert (row.trainee.name, row.trainee.phone) == ("学员1", "13000000001")
        assert str(row.trainee.birth_on) == "1960-01-01"
        assert row.trainee.sex == "male"
        assert row.trainee.user_id == row.trainee_user_id
        entry = AuditEntry.objects.get(model="trainees.enrolment", object_id=row.pk)
        assert (entry.verb, entry.object_label, entry.after["state"]) == (
            "enrol", "C101 学**", "confirmed",
        )  # fmt: skip
        assert set(entry.after) & {"name", "phone", "masked_identity"} == set()
        message = Notification.objects.get(recipient_id=row.trainee_user_id)
        assert message.link == f"/account/enrolments/{row.pk}/"
        assert message.context["class"] == side.training_class.name
        # an account made a moment ago has no e-mail address
        assert not Delivery.objects.filter(recipient_id=row.trainee_user_id).exists()


def test_a_known_person_is_enrolled_on_the_one_record_and_told_by_mail_too(side, school):
    with acting_as(OWNER):
        person = Person("citizen_id", rosters.identity(1), "学员1", "13000000001", side.district.pk)
        trainee_id, user_id, _is_new = find_or_make(person)
    roster = enrol(side, school, rosters.people(3))
    with acting_as(OWNER):
        assert Enrolment.objects.get(name="学员1").trainee_id == trainee_id
        assert Delivery.objects.filter(recipient_id=user_id).count() == 1
        assert len(RosterImport.objects.get(pk=roster.pk).new_people) == 2


@pytest.mark.parametrize("number", [10, 1000])
def test_the_number_of_statements_does_not_grow_with_the_rows(
    side, school, django_assert_max_num_queries, number
):
    roster = check(side, school, rosters.people(number))
    with django_assert_max_num_queries(50):
        assert import_roster(roster, actor=school).imported_count == number


def test_every_person_of_a_row_is_looked_at(side, school):
    rows = rosters.people(6)
    enrol(side, school, rows[:1])
    with acting_as(OWNER):
        known = Person("citizen_id", rosters.identity(1), "别名", "13700000000", side.district.pk)
        find_or_make(known)
    child = rosters.identity(0)[:6] + f"{clock.today().year - 10}0101001"
    child += laid_out.check_character(child)
    young = ("小朋友", "居民身份证", child, "13800000009", "", "", "", "")
    roster = check(side, school, [*rows[:3], young])
    assert codes(roster) == [
        (2, "already_enrolled"), (3, "real_name_not_verified"), (5, "under_age"),
    ]  # fmt: skip
    assert roster.good_count == 1


def sessions_at_once(side):
    """The two classes of the side are held at the same hour."""
    with acting_as(OWNER):
        moment = clock.now() + timedelta(days=30)
        at_once = {"starts_at": moment, "ends_at": moment + timedelta(hours=3), "state": "planned"}
        own = {"organization": side.organization, "district": side.district}
        teacher = make_teacher("另一位老师", **own)
        other = {
            "teacher": teacher,
            "person": teacher.person,
            "venue": Venue.objects.create(**own, name="另一教室", address="路", places=9),
        }
        Session.objects.filter(pk=side.session.pk).update(**at_once)
        Session.objects.filter(pk=side.draft_session.pk).update(**at_once, **other)


def test_a_person_busy_in_another_class_is_refused(side, school):
    sessions_at_once(side)
    enrol(side, school, rosters.people(2), training_class=side.draft_class)
    roster = check(side, school, rosters.people(3))
    assert codes(roster) == [(2, "overlapping_class"), (3, "overlapping_class")]


def many(side, school, rows):
    return check(side, school, rows, training_class=None, headers=rosters.MANY)


def test_one_file_fills_many_classes_and_only_those_it_names(side, school):
    rows = rosters.by_class(rosters.people(7), ["C101", "c102 "])
    roster = many(side, school, [*rows, ("C201", *rosters.person(8)), ("", *rosters.person(9))])
    assert codes(roster) == [(9, "class_not_taking"), (10, "cell_required")]
    assert (roster.good_count, roster.class_count, roster.training_class) == (7, 2, None)
    before = taken(side.training_class), taken(side.draft_class)
    import_roster(roster, actor=school)
    assert (taken(side.training_class), taken(side.draft_class)) == (before[0] + 4, before[1] + 3)


def test_one_person_in_two_classes_of_one_file_is_one_record_unless_they_overlap(side, school):
    rows = [("C101", *rosters.person(1)), ("C102", *rosters.person(1))]
    import_roster(many(side, school, rows), actor=school)
    assert owner_count(Trainee.objects.filter(name="学员1")) == 1
    assert owner_count(Enrolment.objects.filter(name="学员1")) == 2
    sessions_at_once(side)
    rows = [("C101", *rosters.person(2)), ("C102", *rosters.person(2))]
    assert codes(many(side, school, rows)) == [(3, "overlapping_class")]
    renamed = ("C102", "另名", *rosters.person(3)[1:])
    assert codes(many(side, school, [("C101", *rosters.person(3)), renamed])) == [
        (3, "real_name_not_verified"), (3, "overlapping_class"),
    ]  # fmt: skip


def test_seats_are_taken_in_all_classes_or_in_none(side, school):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.draft_class.pk).update(seats=3, seats_taken=1)
    rows = rosters.by_class(rosters.people(6), ["C101", "C102"])
    roster = many(side, school, rows)
    assert roster.errors[0]["code"] == "class_full"
    before = taken(side.training_class)
    with pytest.raises(Refused) as refused:
        import_roster(roster, actor=school)
    assert refused.value.code == "class_full"
    assert (taken(side.training_class), taken(side.draft_class)) == (before, 1)


def test_the_corrected_error_workbook_imports_its_rows_and_leaves_the_rest_untouched(side, school):
    rows = rosters.people(10)
    rows[4] = (*rows[4][:3], "12345", *rows[4][4:])
    rows[7] = ("", *rows[7][1:])
    first = enrol(side, school, rows)
    assert (first.imported_count, first.bad_count) == (8, 2)
    untouched = set(owner_rows())
    sheet = load_workbook(io.BytesIO(errors_of(first))).get_sheet_by_index(0).to_python()
    assert [line[-1] for line in sheet[1:]] == [6, 9]
    sheet[1][3], sheet[2][0] = "13899999999", "新名"
    data = write_workbook([Table("学员名册", sheet[0], sheet[1:])])
    second = check_roster(
        side.training_class, actor=school, data=data, file_name="更正.xlsx", corrects=first
    )
    assert (second.good_count, second.bad_count, second.corrects) == (2, 0, first)
    import_roster(second, actor=school)
    first.refresh_from_db()
    assert (first.bad_rows, first.imported_count) == (None, 8)
    now = owner_rows()
    assert len(now) == len(untouched) + 2
    assert untouched < set(now)


def owner_rows():
    with acting_as(OWNER):
        return list(Enrolment.objects.values_list("pk", "name", "state", "enrolled_at", "roster"))


def test_a_file_of_another_class_corrects_nothing(side, school):
    first = check(side, school, rosters.people(1))
    with pytest.raises(Refused) as refused:
        check(side, school, [], corrects=first, training_class=side.draft_class)
    assert refused.value.code == "not_allowed"


def test_a_discarded_or_undone_file_keeps_no_rows(side, school):
    rows = [*rosters.people(1), ("", *rosters.person(2)[1:])]
    roster = discard_roster(check(side, school, rows), actor=school)
    assert (roster.good_rows, roster.bad_rows) == (None, None)
    roster = undo_roster(enrol(side, school, rows), actor=school)
    assert (roster.state, roster.bad_rows, roster.new_people) == ("undone", None, [])


def test_the_rows_wait_unreadable(side, school):
    roster = check(side, school, rosters.people(3))
    with acting_as(OWNER):
        stored = bytes(RosterImport.objects.get(pk=roster.pk).good_rows)
    assert rosters.identity(1).encode() not in stored
    assert "学员1".encode() not in stored
    assert [len(frame) for frame in frames(stored)] == [3]


UNDONE = size(1000, 10_000)


def test_undoing_thousands_of_rows_leaves_the_database_as_it_was(side, school, record_counts):
    with acting_as(OWNER):
        known = Person("citizen_id", rosters.identity(5), "学员5", "13000000005", side.district.pk)
        find_or_make(known)
    before = database_hash("trainees_rosterimport")
    rows = rosters.by_class(rosters.people(UNDONE), ["C101", "C102"])
    roster = import_roster(many(side, school, rows), actor=school)
    assert roster.imported_count == UNDONE
    assert database_hash("trainees_rosterimport") != before
    undo_roster(roster, actor=school)
    assert database_hash("trainees_rosterimport") == before
    record_counts(f"{UNDONE:,} imported rows undone: {len(before)} tables as they were")
    assert owner_count(AuditEntry.objects.filter(verb="undo")) == UNDONE + 1


def test_undoing_is_refused_while_attendance_hangs_on_it(side, school):
    roster = enrol(side, school, rosters.people(3))
    before = database_hash()
    with acting_as(OWNER):
        enrolment = Enrolment.objects.get(name="学员1")
        AttendanceRecord.objects.create(
            session=side.session, enrolment=enrolment, trainee_user=enrolment.trainee_user,
            organization=side.organization, district=side.district,
        )  # fmt: skip
    with pytest.raises(Refused) as refused:
        undo_roster(roster, actor=school)
    assert refused.value.code == "roster_in_use"
    assert refused.value.detail.endswith("：1")
    assert database_hash("trainees_attendancerecord") == {
        table: digest for table, digest in before.items() if table != "trainees_attendancerecord"
    }


def test_undoing_is_refused_after_an_outcome_and_after_the_start(side, school):
    roster = enrol(side, school, rosters.people(3))
    with acting_as(OWNER):
        Enrolment.objects.filter(name="学员1").update(state="withdrawn", withdrawn_at=clock.now())
    with pytest.raises(Refused) as refused:
        undo_roster(roster, actor=school)
    assert refused.value.code == "roster_in_use"
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(state="running")
    with pytest.raises(Refused) as refused:
        undo_roster(roster, actor=school)
    assert "C101" in refused.value.detail


def test_undoing_keeps_whom_somebody_else_enrolled_meanwhile(side, school):
    first = enrol(side, school, rosters.people(3))
    enrol(side, school, rosters.people(1), training_class=side.draft_class)
    undo_roster(first, actor=school)
    with acting_as(OWNER):
        left = Trainee.objects.filter(name__startswith="学员")
        assert list(left.values_list("name", flat=True)) == ["学员0"]
        assert Notification.objects.filter(code="enrolment_withdrawn").count() == 0


def test_undoing_tells_who_was_known_before(side, school):
    enrol(side, school, rosters.people(1), training_class=side.draft_class)
    undo_roster(enrol(side, school, rosters.people(3)), actor=school)
    assert owner_count(Notification.objects.filter(code="enrolment_withdrawn")) == 1


def test_nobody_imports_or_undoes_for_another_unit(side, school):
    roster = enrol(side, school, rosters.people(3))
    with acting_as(OWNER):
        other = laid_out.Side("乙", side.district)
        other.rows |= {"organization": TrainingClass.objects.get(number="C201").organization}
        other.rows["admin"] = other.organization.memberships.get(role="institution_admin").user
    stranger = laid_out.unit_actor(other)
    with acting_as(stranger.scope), pytest.raises(RosterImport.DoesNotExist):
        undo_roster(roster, actor=stranger)
    with acting_as(stranger.scope), pytest.raises(Refused):
        check(side, stranger, rosters.people(1))


def test_progress_is_told_and_never_goes_back(side, school):
    told = []
    roster = check(side, school, rosters.people(1200), report=lambda *step: told.append(step))
    assert told[-1] == (1200, 1201)
    told.clear()
    import_roster(roster, actor=school, report=lambda *step: told.append(step))
    assert told[-1] == (1200, 1200)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
