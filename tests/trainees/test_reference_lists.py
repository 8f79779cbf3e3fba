"""Lists of other authorities: loaded as a whole, read by nobody, asked about oneself."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from core import clock
from core.models import AuditEntry
from core.spreadsheets import read
from core.tenancy.scope import OWNER, acting_as
from tests import rosters
from tests import world as laid_out
from tests.entering import Entrance
from trainees.models import ReferenceEntry, ReferenceList
from trainees.queries import lists_with
from trainees.reference_sheet import reference_sheet
from trainees.services.reference_lists import load_lists

HEADERS = ("名单", "数据日期", "数据来源", "证件类型", "证件号码", "起始日期", "截止日期")
PENSION = "领取养老金人员"


@pytest.fixture
def city(world):
    return laid_out.city_actor(world["市"])


def row(number, kind=PENSION, as_of="2026-01-05", since="", until=""):
    return kind, as_of, "市社保中心", "居民身份证", number, since, until


def found_in(rows, actor):
    return read(rosters.as_csv(rows, HEADERS), "名单.csv", reference_sheet(actor))


def load(rows, actor) -> int:
    with acting_as(actor.scope):
        result = found_in(rows, actor)
        assert result.is_good, result.errors
        return load_lists([row.values for row in result.rows], actor=actor)


def asked(side, on=date(2026, 6, 1)) -> dict:
    """What the worker of a side is told."""
    with acting_as(laid_out.worker_actor(side).scope):
        return lists_with(side.trainee, on)


def own(side) -> str:
    with acting_as(OWNER):
        side.trainee.refresh_from_db()
        return side.trainee.identity_number


def test_a_file_makes_one_list_of_each_kind_and_day(city, side):
    rows = [row(rosters.identity(n)) for n in range(3)]
    rows += [row(rosters.identity(1), "死亡登记人员"), row(rosters.identity(1), as_of="2026-02-05")]
    assert load(rows, city) == 5
    with acting_as(OWNER):
        made = ReferenceList.objects.filter(source="市社保中心").order_by("kind", "as_of")
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
    load([row(number)], city)
    assert asked(side)["pensioner"] == {"as_of": "2026-01-05", "is_on": True}
    load([row(rosters.identity(1), as_of="2026-02-05")], city)
    assert asked(side)["pensioner"] == {"as_of": "2026-02-05", "is_on": False}
    load([row(number, as_of="2026-02-05")], city)
    assert asked(side)["pensioner"] == {"as_of": "2026-02-05", "is_on": True}


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
        result = found_in(rows, city)
    assert [(error.row, error.code) for error in result.errors] == [
        (2, "id_checksum_failed"), (3, "cell_choice"), (4, "list_ahead"),
        (5, "days_reversed"), (7, "row_duplicate"),
    ]  # fmt: skip


def test_the_bureau_loads_and_the_worker_reads_why(client, world, side):
    entrance = Entrance(client, world)
    reviewer = entrance.as_role("municipal_reviewer")
    assert "导入比对名单" in reviewer.get("/admin/trainees/referencelist/").content.decode()
    assert reviewer.get("/imports/reference-lists/").status_code == 200
    assert entrance.as_role("district_reviewer").get("/imports/reference-lists/").status_code == 404
    load([row(own(side))], laid_out.city_actor(world["市"]))
    asked = {"subject": "SYB"}
    answer = entrance.as_role("worker").get("/account/eligibility/", asked)
    assert [check.code for check in answer.context["failed"]] == ["excluded_pensioner"]
    assert "2026-01-05的名单" in answer.content.decode()
