"""Lists of every kind by file; an old one and one nobody loaded say nothing, ever."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from core import clock, imports
from core.refusals import Refused
from core.tasks import run_job
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from organizations import business_register
from policies.decisions import RuleRow, checks_of, decide
from policies.models import DatedValue
from tests import lists, rosters
from tests import world as laid_out
from tests.organizations.test_registrations import code_of_a_unit
from trainees.eligibility import SUBSIDY
from trainees.list_kinds import Shape, excluding, kind_of, kinds
from trainees.list_sheets import LIST_FILES, file_sheet
from trainees.models import ReferenceEntry, ReferenceList
from trainees.services.reference_lists import load_lists

TODAY = date(2026, 6, 1)
LIMIT = 35
UNIT = "大连海风制造有限公司"


@pytest.fixture
def side(world):
    return world["甲"]


@pytest.fixture
def city(world):
    return laid_out.city_actor(world["市"])


def days_ago(days) -> str:
    return f"{date.fromisoformat(lists.today()) - timedelta(days=days)}"


def limit_rules() -> dict:
    return {
        kind.days.value: RuleRow("dated_value", n, kind.days.value, f"{LIMIT}", "calendar_day", "c")
        for n, kind in enumerate(excluding())
    }


ANSWERS = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 400), st.booleans()).map(
        lambda pair: {
            "as_of": f"{TODAY - timedelta(days=pair[0])}",
            "number": "L2026-000001",
            "is_on": pair[1],
        }
    ),
)


@given(st.tuples(*[ANSWERS] * len(excluding())))
def test_no_absent_and_no_stale_list_is_ever_met(answers):
    known = zip(excluding(), answers, strict=True)
    facts = {kind.code: found for kind, found in known if found}
    process = SUBSIDY.__class__(
        "only lists", 1, tuple(SUBSIDY.condition(kind.code) for kind in excluding())
    )
    steps = decide(process, {"asked_on": f"{TODAY}", **facts}, limit_rules()).steps
    for step in steps:
        found = facts.get(step.name)
        age = (TODAY - date.fromisoformat(found["as_of"])).days if found else None
        counts = age is not None and age <= LIMIT
        if counts:
            assert step.result == ("failed" if found["is_on"] else "passed")
        else:
            assert (step.result, step.code) == ("open", "source_not_checked")


def test_the_words_name_the_list_its_day_and_why_it_says_nothing(db):
    old = {"as_of": "2026-04-01", "number": "L2026-000007", "is_on": False}
    process = SUBSIDY.__class__("one list", 1, (SUBSIDY.condition("pensioner"),))
    with acting_as(OWNER):
        facts = {"asked_on": f"{TODAY}", "pensioner": old}
        (check,) = checks_of(decide(process, facts, limit_rules()))
        assert check.is_open
        assert "2026-04-01" in check.detail
        assert "L2026-000007" in check.detail
        assert "35" in check.detail
        fresh = {**facts, "pensioner": {**old, "as_of": "2026-05-30"}}
        (check,) = checks_of(decide(process, fresh, limit_rules()))
        assert (check.passed, "2026-05-30" in check.detail) == (True, True)


def test_how_old_a_list_may_be_is_a_figure_of_the_rules(side, city):
    lists.load([lists.row(lists.own(side), as_of=days_ago(35))], city)
    assert lists.proves(side, "pensioner")
    with acting_as(OWNER):
        was, today = DatedValue.objects.get(code="list_days_pensioner"), lists.today()
        was.pk, was.value, was.valid_from, was.known_from = None, 34, today, today
        was.save(force_insert=True)
    assert not lists.proves(side, "pensioner")


def test_every_kind_is_declared_whole(db):
    with acting_as(OWNER):
        figures = set(DatedValue.objects.values_list("code", flat=True))
        assert {kind.days.value for kind in kinds()} <= figures
        assert all(file_sheet(shape).columns for shape in Shape)
    assert all(imports.import_of(LIST_FILES[shape]).keep for shape in Shape)
    with pytest.raises(KeyError, match="declare it"):
        kind_of("nobody declared this")


def insured_row(number, code, since="2026-01", until=""):
    return lists.today(), lists.SOURCE, "居民身份证", number, code, since, until


def test_insured_people_come_with_employer_and_months(city):
    code = code_of_a_unit(1)
    rows = [
        insured_row(rosters.identity(1), code, "2025年3月", "202512"),
        insured_row(rosters.identity(1), code, "2026-02"),
        insured_row(rosters.identity(2), code, "2026-02"),
    ]
    assert lists.load(rows, city, Shape.INSURED) == 3
    with acting_as(SYSTEM):
        found = ReferenceEntry.objects.filter(employer=code).order_by("pk")
        assert [(row.since, row.until) for row in found] == [
            (date(2025, 3, 1), date(2025, 12, 31)), (date(2026, 2, 1), None),
            (date(2026, 2, 1), None),
        ]  # fmt: skip
    rows = [insured_row(rosters.identity(1), code[:-1] + "I"), insured_row("1", code, "2026-13")]
    with acting_as(city.scope):
        result = lists.found_in(rows, Shape.INSURED)
    assert [(error.row, error.key) for error in result.errors] == [
        (2, "employer"), (3, "since"), (3, "identity_number"),
    ]  # fmt: skip


def unit_row(code, name=UNIT, state="存续", as_of=""):
    return as_of or lists.today(), "市市场监管局", code, name, state


def test_a_register_by_file_checks_registrations_while_it_is_fresh(db, world, city):
    good, gone = code_of_a_unit(1), code_of_a_unit(2)
    look_up = business_register.look_up
    with acting_as(SYSTEM):
        assert (business_register.source(), look_up(good, UNIT)) == ("", ("not_checked", ""))
    rows = [unit_row(good), unit_row(gone, state="注销或吊销")]
    assert lists.load(rows, city, Shape.UNITS) == 2
    with acting_as(SYSTEM):
        assert "市市场监管局" in business_register.source()
        assert look_up(good, UNIT) == ("agrees", UNIT)
        assert look_up(good, "别的名称")[0] == "name_differs"
        assert look_up(gone, UNIT)[0] == "struck_off"
        assert look_up(code_of_a_unit(3), UNIT) == ("not_found", "")
    with acting_as(SYSTEM), clock.at(clock.now() + timedelta(days=11)):
        assert (business_register.source(), look_up(good, UNIT)) == ("", ("not_checked", ""))


def test_a_large_file_goes_through_the_job_without_numbers_in_clear(
    city, side, settings, tmp_path, django_assert_max_num_queries
):
    settings.MEDIA_ROOT = tmp_path
    rows = [lists.row(rosters.identity(n)) for n in range(3000)]
    data = rosters.as_csv(rows, lists.HEADERS[Shape.PEOPLE])
    with acting_as(city.scope):
        upload = SimpleUploadedFile("名单.csv", data)
        job = imports.start(actor=city, name="reference-lists", upload=upload)
        with django_assert_max_num_queries(60):
            run_job.run(str(job.pk))
        job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"rows": 3000})
    with acting_as(OWNER):
        row = ReferenceList.objects.get(source=lists.SOURCE)
        assert (row.people, row.loaded_by_id, row.adapter) == (3000, city.user_id, "")


def test_a_row_that_comes_twice_is_refused_by_the_database_too(city):
    one = ("pensioner", lists.today(), "x", "citizen_id", "a" * 64, "", None, None)
    with acting_as(city.scope), pytest.raises(Refused) as refused:
        load_lists(Shape.PEOPLE, [one, one], actor=city)
    assert refused.value.code == "list_row_repeated"
    with acting_as(OWNER):
        assert not ReferenceList.objects.filter(source="x").exists()
