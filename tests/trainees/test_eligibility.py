"""May I, for what, how much, why not: the worked examples, and what a person reads on a phone.

Amounts and reasons are those of the worked examples W01 to W24 of the illustrative catalogue.
"""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine

from core.tenancy.scope import OWNER, acting_as
from policies.decisions import as_decided, checks_of, replay, store
from policies.enums import Outcome
from programs.models import Programme, TrainingClass
from tests import world as laid_out
from tests.entering import Entrance
from tests.trainees.test_groups import confirm, hand_in, today
from trainees.eligibility import Subject, amount_of, subsidy_decided
from trainees.list_kinds import excluding
from trainees.models import GroupMembership, KeyGroup

WELDER, COOK, CARE = "6-18-02-04", "4-03-02-01", "4-10-01-05"
ADULT = SimpleNamespace(pk=1, birth_on=date(1980, 1, 1))


FRESH = {"as_of": "2099-01-01", "number": "L2025-000001"}  # on whichever day it is asked
NOBODY = {kind.code: {**FRESH, "is_on": False} for kind in excluding()}


def line(what, level, claimed, stream="training_subsidy"):
    return {"what": what, "level": level, "claimed": claimed, "stream": stream}


def decided(what=WELDER, level="4", filed="2025-06-03", ends="2025-08-01", claim="2025-08-11",
            starts=None, proofs=(), needs_group=False, lists=NOBODY):  # fmt: skip
    """As known on the day of the claim."""
    first = date.fromisoformat(starts or filed)
    days = date.fromisoformat(filed), first, date.fromisoformat(ends)
    with time_machine.travel(f"{claim}T12:00:00+08:00", tick=False), acting_as(OWNER):
        subject = Subject(what, level, needs_group, *days)
        return subsidy_decided(ADULT, subject, "", proofs, lists)


def reasons(found) -> list[str]:
    return [step.code for step in found.of("failed")]


@pytest.mark.parametrize(
    ("case", "amount"),
    [
        ({"filed": "2022-06-30", "ends": "2022-08-20", "claim": "2022-09-01"}, "2000.00"),  # W01
        ({"filed": "2022-07-01", "ends": "2022-08-20", "claim": "2022-09-01"}, "2990.00"),  # W02
        ({"filed": "2025-04-30", "ends": "2025-07-10", "claim": "2025-07-20"}, "2990.00"),  # W03
        ({"filed": "2025-05-01", "ends": "2025-07-10", "claim": "2025-07-20"}, "3250.00"),  # W04
        ({"what": "6-31-01-03"}, "3000.00"),  # W05
        ({"what": "6-05-01-03", "level": "5"}, "1320.00"),  # W06
        ({"what": COOK, "level": "5"}, "1200.00"),  # W07
        ({"what": CARE, "level": "3"}, "3250.00"),  # W08
    ],
)
def test_the_amount_is_that_of_the_filing_day(db, all_checked, case, amount):
    found = decided(**case)
    assert (found.outcome, amount_of(found)) == (Outcome.GRANTED, amount)


def test_what_is_not_in_the_catalogue_of_the_day_has_no_rate(db, all_checked):
    found = decided("4-04-05-05", filed="2021-05-10", ends="2021-07-01", claim="2021-07-10")
    assert (reasons(found), amount_of(found)) == (["no_rate"], "")  # W09


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([(WELDER, "4", "2021-05-01")], ["same_occupation_level_paid"]),  # W19
        ([(WELDER, "3", "2023-05-01")], ["higher_level_held"]),  # W20
        ([(WELDER, "5", "2023-05-01")], []),  # W21
        ([(COOK, "5", "2025-01-09"), ("4-03-02-02", "5", "2025-03-09"),
          (CARE, "5", "2025-05-09")], ["limit_calendar_year"]),  # W22
        ([(COOK, "5", "2024-01-09"), ("4-03-02-02", "5", "2024-03-09"),
          (CARE, "5", "2025-02-09"), ("6-18-01-02", "5", "2025-03-09")], ["limit_rolling"]),  # W23
    ],
)  # fmt: skip
def test_what_was_paid_before_counts(db, all_checked, before, expected):
    all_checked += [line(*one) for one in before]
    assert reasons(decided()) == expected


def test_a_new_year_counts_anew(db, all_checked):  # W24
    all_checked += [line(what, "5", f"2024-0{n}-09") for n, what in ((1, COOK), (3, CARE))]
    all_checked.append(line("4-03-02-02", "5", "2024-05-09"))
    found = decided(filed="2024-11-20", ends="2024-12-20", claim="2025-01-06")
    assert (found.outcome, amount_of(found)) == (Outcome.GRANTED, "2990.00")


def test_a_list_with_the_person_refuses_and_one_nobody_loaded_is_open(db, all_checked):
    hit = {**FRESH, "is_on": True}
    assert reasons(decided(lists=NOBODY | {"pensioner": hit})) == ["excluded_pensioner"]  # W17
    others = {kind: found for kind, found in NOBODY.items() if kind != "pensioner"}
    found = decided(lists=others)
    assert (found.outcome, found.reasons) == (Outcome.UNDECIDED, ["source_not_checked"])
    (check,) = [check for check in checks_of(found) if check.is_open]
    assert (check.code, check.passed) == ("source_not_checked", False)


def proof_of(state="valid", first="2025-01-01", last="2025-12-31"):
    days = {"valid_from": date.fromisoformat(first), "valid_until": date.fromisoformat(last)}
    return SimpleNamespace(group=SimpleNamespace(code="graduate_year"), state=state, **days)


@pytest.mark.parametrize(
    ("proofs", "expected"),
    [
        ([], ["group_proof_missing"]),
        ([proof_of(first="2025-06-21")], ["group_after_start"]),  # W18
        ([proof_of(last="2025-06-19", state="expired")], ["group_proof_expired"]),
        ([proof_of(first="2025-06-20", last="2025-06-20")], []),
        ([proof_of(last="2025-06-19"), proof_of(first="2025-06-20")], []),
    ],
)
def test_the_group_holds_on_the_first_day(db, all_checked, proofs, expected):
    found = decided(starts="2025-06-20", proofs=proofs, needs_group=True)
    assert reasons(found) == expected


def test_a_proof_the_district_still_looks_at_is_open(db, all_checked):
    found = decided(proofs=[proof_of(state="submitted")], needs_group=True)
    assert (found.outcome, found.reasons) == (Outcome.UNDECIDED, ["group_pending"])
    assert amount_of(found) == "3250.00"


def test_a_kept_decision_is_decided_again_to_the_byte(owner, side, all_checked):
    all_checked.append(line(WELDER, "5", "2023-05-01"))
    found = decided(proofs=[proof_of()], needs_group=True)
    (kept,) = store([(side.trainee, found)])
    assert as_decided(kept) == found
    assert replay(kept).same


@pytest.fixture
def page(client, world):
    """What a worker reads at an address."""
    entered = Entrance(client, world).as_role("worker")

    def read(**asked):
        return entered.get("/account/eligibility/", asked)

    return read


def test_nothing_is_answered_before_something_is_asked(page):
    answer = page()
    assert answer.status_code == 200
    assert "answer" not in answer.context or "is_refused" not in answer.context


def test_a_level_without_its_figures_says_so_beside_the_field(page):
    answer = page(subject=WELDER)
    assert answer.context["form"].errors == {"level": ["请选择您要达到的等级。"]}


def test_without_a_group_one_reads_the_clause_and_the_way_out(page):
    words = page(subject=WELDER, level="4", group="disabled_person").content.decode()
    assert "目前不能享受补贴" in words
    assert "缺少重点群体证明" not in words, "the title says it; the code is for programs"
    assert "请在“我的群体身份”中提交证明" in words
    assert "/policies/" in words


def test_with_a_group_one_reads_the_amount_and_what_is_not_looked_up(page, side):
    worker, officer = laid_out.worker_actor(side), laid_out.district_actor(side)
    row = hand_in(worker)
    answer = page(subject=WELDER, level="4")
    assert (answer.context["is_refused"], answer.context["amount"]) == (False, "3,250.00")
    assert [check.code for check in answer.context["open"]] == ["group_pending"]
    confirm(row, officer)
    answer = page(subject=WELDER, level="4", group="graduate_year")
    assert (answer.context["open"], len(answer.context["unchecked"])) == ([], 9), (
        "one list is there, but too old"
    )
    words = answer.content.decode()
    assert "2,500.00元，紧缺上浮30%，合计3,250.00元" in words
    assert "80%" in words


def test_another_group_than_the_proven_one_does_not_count(page, side):
    worker, officer = laid_out.worker_actor(side), laid_out.district_actor(side)
    confirm(hand_in(worker), officer)
    with acting_as(OWNER):
        other = KeyGroup.objects.exclude(code="graduate_year").filter(is_active=True).first()
        assert GroupMembership.objects.filter(group=other).count() == 0
    answer = page(subject=WELDER, level="4", group=other.code)
    assert [check.code for check in answer.context["failed"]] == ["group_proof_missing"]


def test_a_class_is_an_answer_by_itself_and_a_foreign_one_is_not_there(page, world):
    own = world["甲"].training_class
    answer = page(**{"class": own.number})
    assert answer.context["training_class"] == own
    assert "is_refused" in answer.context
    assert page(**{"class": "C2026-DL06-999999"}).status_code == 404


def test_a_class_that_begins_after_the_proof_ends_is_refused(page, side):
    worker, officer = laid_out.worker_actor(side), laid_out.district_actor(side)
    first = today() + timedelta(days=30)
    with acting_as(OWNER):
        own = TrainingClass.objects.filter(pk=side.training_class.pk)
        own.update(starts_on=first, ends_on=first)
    confirm(hand_in(worker), officer, last=first - timedelta(days=1))
    answer = page(**{"class": side.training_class.number, "group": "graduate_year"})
    assert [check.code for check in answer.context["failed"]] == ["group_proof_expired", "no_rate"]


def test_the_class_of_an_enterprise_is_paid_for_the_enterprise(page, side):
    with acting_as(OWNER):
        terms = {"training_type": "enterprise", "setting": "institution", "key_groups": []}
        Programme.objects.filter(pk=side.programme.pk).update(**terms)
    answer = page(**{"class": side.training_class.number})
    assert (answer.context["is_refused"], answer.context["failed"][0].code) == (
        True, "not_eligible",
    )  # fmt: skip


def test_programs_read_the_same(client, world):
    entered = Entrance(client, world).as_role("worker")
    asked = {"subject": WELDER, "level": "4", "group": "disabled_person"}
    found = entered.get("/api/v1/eligibility/", asked).json()
    assert (found["outcome"], found["amount"]) == ("refused", "3250.00")
    failed = [one for one in found["conditions"] if one["result"] == "not_met"]
    assert [one["code"] for one in failed] == ["group_proof_missing"]
    assert failed[0]["clause_url"].startswith("/policies/")
    assert [one["result"] for one in found["conditions"]].count("not_checked") == 9


@pytest.mark.parametrize(
    ("asked", "field"),
    [({}, "subject"), ({"subject": "x"}, "subject"), ({"subject": WELDER}, "level"),
     ({"subject": WELDER, "level": "9"}, "level"), ({"training_class": "x"}, "training_class"),
     ({"subject": WELDER, "level": "4", "group": "x"}, "group"),
     ({"subject": WELDER, "level": "4", "age": "9"}, "age")],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_names_its_field(client, world, asked, field):
    answer = Entrance(client, world).as_role("worker").get("/api/v1/eligibility/", asked)
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, [field])


def test_whoever_is_no_worker_learns_nothing(client, world):
    entered = Entrance(client, world).as_role("institution_admin")
    asked = {"subject": WELDER, "level": "4"}
    assert entered.get("/api/v1/eligibility/", asked).status_code == 404
    assert entered.get("/account/eligibility/", asked).status_code == 404
