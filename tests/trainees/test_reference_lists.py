"""Lists of other authorities: loaded as a whole, read by nobody, asked about oneself."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from core import clock
from core.models import AuditEntry
from core.tenancy.scope import OWNER, acting_as
from tests import rosters
from tests import world as laid_out
from tests.entering import Entrance
from tests.lists import SOURCE, found_in, load, row, today
from trainees.list_checks import list_facts
from trainees.models import ReferenceEntry, ReferenceList

FIRST = "2026-01-05"


@pytest.fixture
def city(world):
    return laid_out.city_actor(world["市"])


def asked(side, on=date(2026, 6, 1)) -> dict:
    """What the worker of a side is told."""
    with acting_as(laid_out.worker_actor(side).scope):
        return list_facts(side.trainee, on)


def told(side) -> tuple:
    found = asked(side)["pensioner"]
    return found["as_of"], found["is_on"]


def own(side) -> str:
    with acting_as(OWNER):
        side.trainee.refresh_from_db()
        return side.trainee.identity_number


def test_a_file_makes_one_list_of_each_kind_and_day(city, side):
    rows = [row(rosters.identity(n), as_of=FIRST) for n in range(3)]
    rows.append(row(rosters.identity(1), "死亡登记人员", as_of=FIRST))
    rows.append(row(rosters.identity(1), as_of="2026-02-05"))
    assert load(rows, city) == 5
    with acting_as(OWNER):
        made = ReferenceList.objects.filter(source=SOURCE).order_by("kind", "as_of")
        facts = list(made.values_list("kind", "as_of", "people", "loaded_by"))
        trail = AuditEntry.objects.filter(verb="load_list").count()
    by = city.user_id
    assert facts == [
        ("deceased", date(2026, 1, 5), 1, by),
        ("pensioner", date(2026, 1, 5), 3, by),
        ("pensioner", date(2026, 2, 5), 1, by),
    ]
    assert trail == 3


def test_one_is_told_of_oneself_by_the_newest_list(city, side):
    number = own(side)
    assert "pensioner" not in asked(side), "no list, no answer"
    load([row(number, as_of=FIRST)], city)
    assert told(side) == ("2026-01-05", True)
    load([row(rosters.identity(1), as_of="2026-02-05")], city)
    assert told(side) == ("2026-02-05", False)
    load([row(number, as_of="2026-02-05")], city)
    assert told(side) == ("2026-02-05", True)


@pytest.mark.parametrize(
    ("on", "is_on"),
    [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 3, 31), True),
     (date(2026, 4, 1), False)],
)  # fmt: skip
def test_the_days_of_an_entry_count(city, side, on, is_on):
    load([row(own(side), since="2026-03-01", until="2026-03-31")], city)
    assert asked(side, on)["pensioner"]["is_on"] is is_on


def test_nobody_is_told_of_another_and_nobody_reads_the_entries(city, side, world):
    number, other = own(side), world["乙"]
    load([row(number)], city)
    question = "SELECT count(*) FROM person_on_lists(%s, %s, %s)"
    with acting_as(laid_out.worker_actor(other).scope), connection.cursor() as cursor:
        for person in (side.trainee, other.trainee):
            cursor.execute(question, [person.pk, side.trainee.identity_hash, date(2026, 6, 1)])
            assert cursor.fetchone() == (0,)
    for actor in (city, laid_out.district_actor(side), laid_out.worker_actor(side)):
        with acting_as(actor.scope), pytest.raises(ProgrammingError), transaction.atomic():
            ReferenceEntry.objects.count()
        assert not ReferenceEntry.objects.visible_to(actor).exists()


def test_bad_rows_are_named(city, side):
    with acting_as(OWNER):
        tomorrow = f"{clock.today() + timedelta(days=1)}"
    rows = [
        row("210202199001010011"), row(rosters.identity(1), "某名单"),
        row(rosters.identity(2), as_of=tomorrow),
        row(rosters.identity(3), since="2026-03-02", until="2026-03-01"),
        row(rosters.identity(4)), row(rosters.identity(4)),
    ]  # fmt: skip
    with acting_as(city.scope):
        result = found_in(rows)
    assert [(error.row, error.code) for error in result.errors] == [
        (2, "id_checksum_failed"), (3, "cell_choice"), (4, "list_ahead"),
        (5, "days_reversed"), (7, "row_duplicate"),
    ]  # fmt: skip


def test_the_bureau_loads_and_the_worker_reads_why(client, world, side):
    entrance = Entrance(client, world)
    reviewer = entrance.as_role("municipal_reviewer")
    assert "今日名单状况" in reviewer.get("/admin/trainees/referencelist/").content.decode()
    assert reviewer.get("/imports/reference-lists/").status_code == 200
    assert entrance.as_role("district_reviewer").get("/imports/reference-lists/").status_code == 404
    load([row(own(side))], laid_out.city_actor(world["市"]))
    asked = {"subject": "SYB"}
    answer = entrance.as_role("worker").get("/account/eligibility/", asked)
    assert [check.code for check in answer.context["failed"]] == ["excluded_pensioner"]
    assert f"{today()}的名单" in answer.content.decode()
