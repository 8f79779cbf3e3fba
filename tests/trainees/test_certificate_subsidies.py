"""What a certificate brings: worked examples W25, W27 to W31, and what a person reads before.

Days of the claim and of one certificate come with the claim; here it is as if it were issued today.
"""

from datetime import date

import pytest
import time_machine
from django.db import connection

from core.calendar import add_months
from core.tenancy.scope import OWNER, acting_as
from policies.decisions import checks_of
from policies.enums import Outcome
from tests import rosters
from tests import world as laid_out
from tests.entering import Entrance
from tests.lists import SOURCE, load, own, today
from tests.organizations.test_registrations import code_of_a_unit
from tests.trainees.test_eligibility import (
    ADULT,
    CARE,
    COOK,
    FRESH,
    NOBODY,
    WELDER,
    line,
    reasons,
)
from trainees.certificate_subsidies import EVALUATION, UPGRADE, certificate_decided
from trainees.eligibility import amount_of, subject_today
from trainees.list_kinds import Shape

PAGE, API = "/account/eligibility/", "/api/v1/eligibility/"


def decided(process, level="4", months=12, claim="2024-06-15", lists=NOBODY):
    insured = {"insured": {**FRESH, "months": months}}
    with time_machine.travel(f"{claim}T12:00:00+08:00", tick=False), acting_as(OWNER):
        subject = subject_today(WELDER, level)
        return certificate_decided(process, ADULT, subject, insured | lists)


@pytest.mark.parametrize(
    ("level", "amount"),
    [("5", "1000.00"), ("4", "1500.00"), ("3", "2000.00")],  # W25: level 4
)
def test_twelve_months_insured_bring_the_amount_of_the_level(db, all_checked, level, amount):
    found = decided(UPGRADE, level)
    assert (found.outcome, amount_of(found)) == (Outcome.GRANTED, amount)


def test_eleven_months_are_too_few_and_the_figures_say_so(db, all_checked):  # W27
    found = decided(UPGRADE, months=11)
    assert reasons(found) == ["insurance_months_short"]
    (check,) = [check for check in checks_of(found) if not check.passed]
    assert "11个月，规定不少于12个月" in check.detail
    assert check.clause_url.endswith("/2/")


def test_a_list_that_is_too_old_says_nothing(db, all_checked):
    old = {"insured": {**FRESH, "as_of": "2024-01-01", "months": 1}}
    found = decided(UPGRADE, lists=NOBODY | old)
    assert (found.outcome, found.reasons) == (Outcome.UNDECIDED, ["source_not_checked"])


def test_the_same_level_subsidised_before_excludes_it(db, all_checked):  # W28, the second reason
    all_checked.append(line(WELDER, "4", "2024-05-01"))
    assert reasons(decided(UPGRADE)) == ["same_occupation_level_paid"]


def test_no_amount_above_level_three(db, all_checked):  # W29
    assert reasons(decided(UPGRADE, level="2")) == ["no_rate"]
    assert reasons(decided(EVALUATION, level="2")) == ["no_rate"]


def test_the_fourth_upgrade_of_a_year_is_one_too_many(db, all_checked):
    for n, what in enumerate((COOK, CARE, "4-03-02-02"), 1):
        all_checked.append(line(what, "5", f"2024-0{n}-09", "upgrade_subsidy"))
    assert reasons(decided(UPGRADE)) == ["limit_calendar_year"]
    assert reasons(decided(UPGRADE, claim="2025-01-02")) == []


@pytest.mark.parametrize(
    ("day", "amount"),
    [("2022-06-30", "200.00"), ("2025-04-30", "230.00"), ("2025-08-01", "250.00")],
)
def test_an_evaluation_is_paid_by_the_catalogue_of_its_day(db, all_checked, day, amount):  # W30
    all_checked.append(line(WELDER, "4", "2021-08-05"))  # training beside it does no harm
    found = decided(EVALUATION, claim=day)
    assert (found.outcome, amount_of(found)) == (Outcome.GRANTED, amount)


def test_the_fourth_evaluation_of_a_lifetime_is_one_too_many(db, all_checked):  # W31
    for year, what in ((2020, CARE), (2021, COOK), (2022, "4-03-02-02")):
        all_checked.append(line(what, "5", f"{year}-02-01", "evaluation_subsidy"))
    assert reasons(decided(EVALUATION, claim="2025-08-11")) == ["limit_lifetime"]


def test_whoever_draws_a_pension_gets_neither(db, all_checked):
    lists = NOBODY | {"pensioner": {**FRESH, "is_on": True}}
    for process in (UPGRADE, EVALUATION):
        assert reasons(decided(process, lists=lists)) == ["excluded_pensioner"]


def month(back: int) -> str:
    """A month counted back from the present one, as a list writes it."""
    first = date.fromisoformat(today()).replace(day=1)
    return f"{add_months(first, -back):%Y-%m}"


def insured(number, since, until="", unit=1):
    return today(), SOURCE, "居民身份证", number, code_of_a_unit(unit), since, until


def with_certificate(entered, level="4") -> dict:
    """What the API answers, by kind."""
    found = entered.get(API, {"subject": WELDER, "level": level}).json()["with_certificate"]
    return {one["kind"]: one for one in found}


def test_months_at_two_employers_count_once_and_those_of_others_do_not(client, world, side):
    worker, city = Entrance(client, world).as_role("worker"), laid_out.city_actor(world["市"])
    assert "insurance_months_short" not in told(worker), "nobody loaded a list"
    rows = [
        insured(own(side), month(13), month(8)),
        insured(own(side), month(9), month(6), unit=2),
        insured(own(side), month(1), unit=2),
        insured(rosters.identity(1), month(30)),
    ]
    load(rows, city, Shape.INSURED)
    assert "10" in told(worker)["insurance_months_short"]  # 13 to 6 months ago, and two now
    load([insured(own(side), month(11))], city, Shape.INSURED)
    assert "insurance_months_short" not in told(worker)


def told(entered) -> dict:
    """The figures of what is not met, by the reason."""
    conditions = with_certificate(entered)["upgrade subsidy"]["conditions"]
    return {one["code"]: one["detail"] for one in conditions if one["result"] == "not_met"}


def test_nobody_counts_the_months_of_another(world, side):
    number, other = own(side), world["乙"]
    load([insured(number, month(3))], laid_out.city_actor(world["市"]), Shape.INSURED)
    question = "SELECT months FROM months_insured(%s, %s, %s)"
    for asking, expected in ((side, [(4,)]), (other, [])):
        with acting_as(laid_out.worker_actor(asking).scope), connection.cursor() as cursor:
            cursor.execute(question, [side.trainee.pk, side.trainee.identity_hash, today()])
            assert cursor.fetchall() == expected


def test_a_person_reads_it_before_enrolling(client, world, side):
    worker = Entrance(client, world).as_role("worker")
    found = with_certificate(worker)
    assert {kind: (one["outcome"], one["amount"]) for kind, one in found.items()} == {
        "upgrade subsidy": ("undecided", "1500.00"),
        "evaluation subsidy": ("undecided", "250.00"),
    }
    words = worker.get(PAGE, {"subject": WELDER, "level": "4"}).content.decode()
    assert [part in words for part in ("取得证书之后", "1,500.00", "250.00")] == [True] * 3
    assert "取得证书之后" not in worker.get(PAGE, {"subject": "SYB"}).content.decode()
    assert worker.get(API, {"subject": "SYB"}).json()["with_certificate"] == []


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "取得证书之后"), ("en", "Afterwards")])
def test_it_is_read_in_either_language(client, world, side, language, words):
    worker = Entrance(client, world).as_role("worker")
    for told_in in ("zh-hans", language):  # one process tells both
        headers = {"accept-language": told_in}
        page = worker.get(PAGE, {"subject": WELDER, "level": "4"}, headers=headers)
    assert words in page.content.decode()
