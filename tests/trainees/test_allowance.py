"""The living allowance: the worked examples W37 and W63, and what a person reads day by day."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine

from core.calendar.deadlines import SHANGHAI
from core.tenancy.scope import OWNER, acting_as
from policies.enums import Outcome
from programs.models import Programme, Session, TrainingClass
from tests import world as laid_out
from tests.entering import Entrance
from tests.presence import at_first
from tests.trainees.test_eligibility import ADULT, FRESH, NOBODY, reasons
from tests.trainees.test_groups import confirm, hand_in, today
from trainees.allowance import allowance_decided, claim_limit, days_attended
from trainees.eligibility import Subject
from trainees.models import AttendanceRecord, Enrolment

GROUPS = ["ex_serviceman", "poverty_monitoring"]


def proof_of(code):
    days = {"valid_from": date(2025, 1, 1), "valid_until": date(2025, 12, 31)}
    return SimpleNamespace(group=SimpleNamespace(code=code), state="valid", **days)


def decided(*proofs, lists=NOBODY):
    with time_machine.travel("2025-08-11T12:00:00+08:00", tick=False), acting_as(OWNER):
        subject = Subject("6-18-02-04", "4", True, *map(date, (2025,) * 3, (6, 7, 8), (3, 1, 1)))
        return allowance_decided(ADULT, subject, proofs, lists, GROUPS)


def test_a_group_with_an_allowance_gets_thirty_a_day(db):  # W37: 18 days make 540.00
    found = decided(proof_of("poverty_monitoring"))
    assert (found.outcome, found.steps[-1].figures) == (Outcome.GRANTED, {"amount": "30.00"})


def test_a_group_without_one_reads_for_whom_it_is(db):  # W63
    found = decided(proof_of("disabled_person"))
    assert reasons(found) == ["group_proof_missing"]


def test_whoever_draws_a_pension_is_refused_and_a_list_nobody_loaded_is_open(db):
    hit = NOBODY | {"pensioner": {**FRESH, "is_on": True}}
    assert reasons(decided(proof_of("ex_serviceman"), lists=hit)) == ["excluded_pensioner"]
    assert decided(proof_of("ex_serviceman"), lists={}).outcome == Outcome.UNDECIDED


@pytest.fixture
def attended(side):
    """A class of three days with four sessions: there on two days, twice on the first."""
    first = today() - timedelta(days=5)
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(
            starts_on=first, ends_on=first + timedelta(days=2)
        )
        Programme.objects.filter(pk=side.programme.pk).update(key_groups=[])
        for n, (day, hour, minutes) in enumerate([(0, 9, 90), (0, 14, 45), (1, 9, 0), (2, 9, 80)]):
            session = Session.objects.get(pk=side.session.pk)
            at = datetime.combine(first + timedelta(days=day), time(hour), SHANGHAI)
            session.pk, session.ordinal, session.state = None, n + 11, "closed"
            session.starts_at, session.ends_at = at, at + timedelta(minutes=90)
            session.save(force_insert=True)
            record = AttendanceRecord.objects.get(pk=side.record.pk)
            record.pk, record.session = None, session
            record.presence = at_first(session, minutes)
            record.state = "present" if minutes else "absent"
            record.signed_in_at = at if minutes else None
            record.save(force_insert=True)
    return first


def days(side):
    actor = laid_out.worker_actor(side)
    with acting_as(actor.scope):
        row = Enrolment.objects.visible_to(actor).get(pk=side.enrolment.pk)
        return days_attended(actor, row)


def test_every_day_attended_counts_once(world, side, attended):
    found = [(day.on, day.minutes, day.amount) for day in days(side)]
    thirty = Decimal("30.0000")
    assert found == [(attended, 135, thirty), (attended + timedelta(days=2), 80, thirty)]


def test_the_person_reads_the_days_and_the_sum(client, world, side, attended):
    worker, officer = laid_out.worker_actor(side), laid_out.district_actor(side)
    entered = Entrance(client, world).as_role("worker")
    page = f"/account/enrolments/{side.enrolment.pk}/"
    assert "生活费补贴" not in entered.get(page).content.decode(), "of no group"
    confirm(hand_in(worker, "ex_serviceman"), officer, first=attended)
    words = entered.get(page).content.decode()
    assert "2天，共60.00元" in words
    assert "60" in claim_limit(attended).figure


def test_it_is_answered_beside_the_subsidy_before_one_enrols(client, world, side):
    entered = Entrance(client, world).as_role("worker")
    asked = {"subject": "6-18-02-04", "level": "4"}
    assert "目前没有生活费补贴" in entered.get("/account/eligibility/", asked).content.decode()
    confirm(hand_in(laid_out.worker_actor(side), "ex_serviceman"), laid_out.district_actor(side))
    assert "另有生活费补贴" in entered.get("/account/eligibility/", asked).content.decode()
    found = entered.get("/api/v1/eligibility/", asked).json()["living_allowance"]
    assert (found["outcome"], found["amount_a_day"]) == ("undecided", "30.00")
    high = {"subject": "6-18-02-04", "level": "3"}
    assert entered.get("/api/v1/eligibility/", high).json()["living_allowance"] is None


def test_a_condition_that_stands_otherwise_for_the_allowance_is_told_again(client, world, side):
    worker, officer = laid_out.worker_actor(side), laid_out.district_actor(side)
    confirm(hand_in(worker, "graduate_year"), officer)
    hand_in(worker, "ex_serviceman")  # waits for the district: met for the subsidy, open for this
    entered = Entrance(client, world).as_role("worker")
    page = entered.get("/account/eligibility/", {"subject": "6-18-02-04", "level": "4"})
    allowance = page.content.decode().split('id="allowance"')[1].split("</section>")[0]
    assert "check-open" in allowance
    assert "开班之日属于重点群体" in allowance
