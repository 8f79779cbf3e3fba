"""The engine alone: order, leading reason, open checks, counterfactuals; facts and rows in."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tenancy.scope import ANON, acting_as
from policies.decisions import (
    Condition,
    Finding,
    Process,
    RuleRow,
    checks_of,
    decide,
    failed,
    gather,
    provide,
    sources,
    without,
)
from policies.decisions.engine import process_of
from policies.decisions.records import canonical
from programs.checks import FILING, LISTING
from trainees.completion_checks import COMPLETION, THRESHOLD

SHARE = RuleRow("dated_value", 1, THRESHOLD, "0.8", "share", "gen §4")


def at_most(facts, rules) -> Finding:
    return Finding(facts["n"] <= 3, {"n": facts["n"]}, {"n": 3})


def is_yes(name):
    return lambda facts, rules: Finding(facts[name], {}, {name: True})


def condition(name, code, judge, **facts):
    return Condition(name, code, name, judge, **facts)


PROCESS = Process(
    "test_of_the_engine",
    1,
    (
        condition("pension", "excluded_pensioner", is_yes("no_pension"), source="no_pension"),
        condition("group", "group_after_start", is_yes("group"), inputs=("group",)),
        condition("count", "limit_calendar_year", at_most, inputs=("n",)),
        condition("late", "claim_too_late", is_yes("in_time"), applies="is_claim"),
    ),
)
GOOD = {"no_pension": True, "group": True, "n": 3, "is_claim": True, "in_time": True}


def reasons(**changes):
    facts = {name: value for name, value in {**GOOD, **changes}.items() if value != "absent"}
    decided = decide(PROCESS, facts, {})
    return decided.outcome, decided.reasons


def test_all_conditions_met_is_granted():
    assert reasons() == ("granted", [])


def test_the_first_failure_leads_and_all_are_kept_in_order():
    found = reasons(in_time=False, n=4, group=False)
    assert found == ("refused", ["group_after_start", "limit_calendar_year", "claim_too_late"])


def test_a_source_nobody_provides_is_open_and_never_passed():
    assert reasons(no_pension="absent") == ("undecided", ["source_not_checked"])
    decided = decide(PROCESS, {k: v for k, v in GOOD.items() if k != "no_pension"}, {})
    (check, *others) = checks_of(decided)
    assert (check.passed, check.is_open, check.code) == (False, True, "source_not_checked")
    assert failed([check, *others]) == [], "an open check is no failure"


def test_a_failure_leads_before_an_open_check():
    found = reasons(no_pension="absent", n=4)
    assert found == ("refused", ["limit_calendar_year", "source_not_checked"])


def test_an_input_that_is_missing_is_a_missing_document():
    assert reasons(n=None) == ("refused", ["document_missing"])


def test_a_condition_that_does_not_apply_is_no_step():
    decided = decide(PROCESS, {**GOOD, "is_claim": False}, {})
    assert [step.name for step in decided.steps] == ["pension", "group", "count"]


def test_a_provider_is_asked_once_for_everybody(monkeypatch):
    asked = []

    def lines(subjects):
        asked.append(subjects)
        return {1: [], 2: ["x"]}

    monkeypatch.setattr(sources, "_providers", {})
    assert gather(["paid_lines"], [1, 2]) == {1: {}, 2: {}}
    provide("paid_lines", lines)
    assert gather(["paid_lines"], [1, 2, 3]) == {
        1: {"paid_lines": []}, 2: {"paid_lines": ["x"]}, 3: {},
    }  # fmt: skip
    assert asked == [[1, 2, 3]]


@given(
    n=st.integers(0, 9),
    group=st.booleans(),
    in_time=st.booleans(),
    no_pension=st.booleans(),
)
def test_what_a_failure_says_would_change_it_does_change_it(n, group, in_time, no_pension):
    facts = {**GOOD, "n": n, "group": group, "in_time": in_time, "no_pension": no_pension}
    decided = decide(PROCESS, facts, {})
    for step in decided.of("failed"):
        names = [other.name for other in without(decided, step).of("failed")]
        assert step.name not in names


@given(attended=st.integers(0, 3000), scheduled=st.integers(1, 3000))
def test_the_minutes_that_were_missing_are_exactly_enough(attended, scheduled):
    decided = decide(COMPLETION, {"attended": attended, "scheduled": scheduled}, {THRESHOLD: SHARE})
    assert (decided.outcome == "granted") == (Decimal(attended) >= Decimal("0.8") * scheduled)
    for step in decided.of("failed"):
        assert without(decided, step).outcome == "granted"
        less = {"attended": step.change["attended"] - 1}
        assert decide(COMPLETION, {**decided.facts, **less}, decided.rules).outcome == "refused"


FILED = {
    "programme": "P", "programme_state": "draft", "may_teach": False, "standing": "none",
    "accredited_until": None, "last": "2027-03-02", "undertaking": False, "seats": 51,
    "sessions": 2, "filed": "2027-02-20", "today": "2027-02-20", "first": "2027-03-01",
    "latest": "2027-02-10", "lead": 10, "earliest": "2027-03-08", "planned": 10, "wanted": 8,
    "online": 9, "day": "2027-03-01", "day_lessons": 10, "holidays": ["2027-03-01"],
    "textbook": False, "lecturers": 2, "teacher_count": 1,
}  # fmt: skip
ROWS = {
    "class_size_max": RuleRow("dated_value", 2, "class_size_max", "50", "persons", "gen §7"),
    "online_share_cap": RuleRow("dated_value", 3, "online_share_cap", "0.5", "share", "gen §4"),
    "lessons_per_day_max": RuleRow("dated_value", 4, "lessons_per_day_max", "8", "x", "gen §4"),
    "tl_filing_lead": RuleRow("time_limit", 5, "tl_filing_lead", "10", "wd", "tl §2.3"),
}


def test_a_filing_with_every_fault_names_each_and_what_would_change_it():
    decided = decide(FILING, FILED, ROWS)
    assert decided.reasons == [
        "programme_not_listed", "accreditation_missing", "undertaking_missing",
        "class_too_large", "filing_late", "lessons_below_standard", "online_share_exceeded",
        "lessons_per_day_exceeded", "session_on_holiday", "textbook_missing", "lecturers_missing",
    ]  # fmt: skip
    for step in decided.of("failed"):
        assert step.name not in [other.name for other in without(decided, step).of("failed")]


LISTED = {
    "what": "6-18-02-04", "level": "5", "levels": ["4", "3"], "has_level": True, "is_high": True,
    "has_standard": True, "has_practice": True, "units": 2, "sum": 30, "lessons": 31,
    "practice": 15, "online": 8, "textbook": False, "is_start_up": True, "lecturers": 0,
    "is_apprenticeship": True, "months": 11,
}  # fmt: skip
STANDARDS = {
    "lessons": RuleRow("lesson_standard", 6, "w/5 lessons", "32", "lessons", "std §1"),
    "practice": RuleRow("lesson_standard", 7, "w/5 practice", "0.5", "share", "std §2"),
    "online": RuleRow("lesson_standard", 8, "w/5 online", "0.25", "share", "std §3"),
    "contract_months": RuleRow("dated_value", 9, "contract_months", "12", "month", "app §2"),
}


def test_a_listing_with_every_fault_names_each_and_what_would_change_it():
    decided = decide(LISTING, LISTED, STANDARDS)
    assert decided.reasons == [
        "level_not_listed", "syllabus_missing", "lessons_below_standard", "lessons_below_standard",
        "online_share_exceeded", "textbook_missing", "lecturers_missing", "term_too_short",
    ]  # fmt: skip
    for step in decided.of("failed"):
        assert step.name not in [other.name for other in without(decided, step).of("failed")]


@given(
    lessons=st.integers(1, 400),
    practice=st.integers(0, 400),
    online=st.integers(0, 400),
)
def test_shares_of_a_syllabus_are_compared_before_rounding(lessons, practice, online):
    facts = {**LISTED, "lessons": lessons, "practice": practice, "online": online}
    failed = {step.name for step in decide(LISTING, facts, STANDARDS).of("failed")}
    assert ("practice" in failed) == (2 * practice < lessons)
    assert ("online" in failed) == (4 * online > lessons)


def test_what_is_kept_holds_codes_and_figures_and_no_words():
    text = canonical(decide(FILING, FILED, ROWS))
    assert text == canonical(decide(FILING, json.loads(json.dumps(FILED)), ROWS))
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in text)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("zh-hans", "出勤"), ("en", "Attendance")])
def test_words_come_in_the_language_of_the_reader(language, title):
    from django.utils import translation

    decided = decide(COMPLETION, {"attended": 1, "scheduled": 2}, {THRESHOLD: SHARE})
    with acting_as(ANON), translation.override(language):
        (check,) = checks_of(decided)
    assert check.title == title
    assert "50.0" in check.detail


KEPT = sorted((Path(__file__).parent / "kept").glob("*.json"))


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_a_decision_of_an_earlier_release_is_decided_again_to_the_byte(file):
    """A change of meaning is a new version; the files of old versions stay and never change."""
    record = file.read_text(encoding="utf-8")
    content = json.loads(record)
    process = process_of(content["process"], content["version"])
    rules = {name: RuleRow(**rule) for name, rule in content["rules"].items()}
    assert canonical(decide(process, content["facts"], rules)) == record
