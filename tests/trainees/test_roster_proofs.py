"""An import and its undoing look themselves at what their rows name: as sharp as foreign keys."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock
from core.tenancy.scope import OWNER, acting_as
from programs.models import TrainingClass
from tests import rosters
from tests import world as laid_out
from tests.references import broken
from trainees.models import Enrolment, RosterImport, Trainee
from trainees.services.people import Person, find_or_make
from trainees.services.roster import check_roster, import_roster, undo_roster

ENROL = """
SELECT enrol_people(%(roster)s, ARRAY[%(class)s]::bigint[], ARRAY[%(person)s]::bigint[],
    ARRAY[%(account)s]::bigint[], ARRAY['甲'], ARRAY['x'], ARRAY[''], ARRAY[''],
    ARRAY[%(group)s]::bigint[], ARRAY[''], %(at)s)
"""
REGISTER = """
SELECT * FROM register_people(ARRAY['citizen_id'], ARRAY['h'], ARRAY['x'], ARRAY['甲'],
    ARRAY['1990-01-01'::date], ARRAY['male'], ARRAY['x'], ARRAY['p'], ARRAY[''], ARRAY['new'],
    %(district)s, '1', %(at)s)
"""
NOBODY = 10**9


PROVEN = {
    ("trainees_enrolment", "organization_id, training_class_id"),
    ("trainees_enrolment", "organization_id, roster_id"),
    ("trainees_enrolment", "trainee_id, trainee_user_id"),
    ("trainees_enrolment", "district_id"),  # the class's own
    ("trainees_enrolment", "key_group_id"),
    ("trainees_enrolment", "scored_by_id"),  # empty of whoever is new
    ("trainees_trainee", "user_id"),
    ("trainees_trainee", "district_id"),
    ("trainees_trainee", "merged_into_id"),  # empty of whoever is new; no merge is undone here
}
"""What `register_people` and `enrol_people` prove of the rows they write."""
WRITTEN = """
SELECT conrelid::regclass::text, (SELECT string_agg(attname, ', ' ORDER BY place)
    FROM unnest(conkey) WITH ORDINALITY k(own, place)
    JOIN pg_attribute ON attrelid = conrelid AND attnum = own)
FROM pg_constraint WHERE contype = 'f' AND conrelid IN ('trainees_enrolment'::regclass,
    'trainees_trainee'::regclass, 'organizations_user'::regclass)
"""


def test_the_functions_prove_every_foreign_key_of_what_they_write(db):
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        assert set(cursor.fetchall()) == PROVEN, "prove it in the functions as well (decision 44)"


def checked(side, actor, count=20):
    data = rosters.as_csv(rosters.people(count), rosters.HEADERS)
    return check_roster(side.training_class, actor=actor, data=data, file_name="名册.csv")


@pytest.fixture
def school(committed_side):
    actor = laid_out.unit_actor(committed_side)
    with acting_as(actor.scope):
        yield actor


def test_whatever_an_import_and_its_undoing_leave_names_rows_that_are_there(committed_side, school):
    with acting_as(OWNER):
        district = committed_side.district.pk
        known = Person("citizen_id", rosters.identity(5), "学员5", "13000000005", district)
        find_or_make(known)
    roster = import_roster(checked(committed_side, school), actor=school)
    assert (roster.imported_count, broken()) == (20, {})
    undo_roster(roster, actor=school)
    assert broken() == {}


@pytest.fixture
def facts(committed_side, school):
    """What `enrol_people` takes for one person, everything of it there."""
    with acting_as(OWNER):
        known = Person(
            "citizen_id", rosters.identity(50), "乙", "13000000050", committed_side.district.pk
        )
        person = Trainee.objects.get(pk=find_or_make(known)[0])
    return {
        "roster": checked(committed_side, school).pk,
        "class": committed_side.training_class.pk,
        "person": person.pk,
        "account": person.user_id,
        "group": None,
        "at": clock.now(),
    }


def enrol_as_stated(facts):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENROL, facts)


def test_a_set_is_written_when_all_it_names_is_there(facts):
    enrol_as_stated(facts)
    assert Enrolment.objects.get(roster=facts["roster"]).trainee_user_id == facts["account"]


@pytest.mark.parametrize("wrong", ["roster", "class", "person", "account", "group"])
def test_a_set_that_names_what_is_not_there_is_refused(facts, wrong):
    with pytest.raises(IntegrityError, match=r"no such|another"):
        enrol_as_stated({**facts, wrong: NOBODY})


def test_a_set_names_no_class_and_no_roster_of_another_unit(facts):
    with acting_as(OWNER):
        theirs = TrainingClass.objects.get(number="C201")
        roster = RosterImport.objects.get(organization=theirs.organization)
    for wrong in ({"class": theirs.pk}, {"roster": roster.pk}):
        with pytest.raises(IntegrityError, match=r"of this unit|of another unit"):
            enrol_as_stated(facts | wrong)


def test_nobody_is_registered_in_a_district_that_is_not_there(committed_side, school):
    values = {"district": NOBODY, "at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REGISTER, values)


def test_everybody_else_is_still_asked_row_by_row(committed_side, school):
    row = committed_side.enrolment
    with acting_as(OWNER), pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=row.pk).update(trainee_id=NOBODY)


def test_undoing_waits_for_who_names_a_person_at_this_moment_and_keeps_them(committed_side, school):
    roster = import_roster(checked(committed_side, school, 3), actor=school)
    with ThreadPoolExecutor(1) as pool:
        with acting_as(OWNER), transaction.atomic(), connection.cursor() as cursor:
            copy_to(committed_side.draft_class, "学员1")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the row now holds its person
            undoing = pool.submit(undone, roster, school)
            until_somebody_waits(cursor)
        assert undoing.result(timeout=30) == "undone"
    with acting_as(OWNER):
        left = Trainee.objects.filter(name__startswith="学员")
        assert list(left.values_list("name", flat=True)) == ["学员1"]
    assert broken() == {}


def copy_to(training_class, name):
    """Enrol the person of that name in another class as well."""
    row = Enrolment.objects.get(name=name)
    row.pk, row.roster, row.training_class = None, None, training_class
    row.save(force_insert=True)


def undone(roster, actor) -> str:
    try:
        with acting_as(actor.scope):
            return undo_roster(roster, actor=actor).state
    finally:
        connection.close()


def until_somebody_waits(cursor):
    for _turn in range(300):
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        if cursor.fetchone()[0]:
            return
        time.sleep(0.1)
    pytest.fail("undoing did not wait")
