"""A business plan that has not passed keeps its trainee from completing, and nobody else."""

import pytest

from core import clock
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from programs.models import Programme
from tests import world as laid_out
from tests.presence import proven
from trainees.enums import EnrolmentState
from trainees.models import BusinessPlan, Enrolment
from trainees.services.business_plans import record_plan
from trainees.services.completion import COMPLETION, decide_all


@pytest.fixture
def side(db):
    """A start-up course whose programme asks for a plan; the worker attended all of it."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        BusinessPlan.objects.all().delete()
        asks(side, needs=True)
        Enrolment.objects.filter(pk=side.enrolment.pk).update(state="attending")
        type(side.session).objects.filter(pk=side.session.pk).update(state="closed")
        proven(side.record, side.session.minutes, state="present")
    return side


def asks(side, *, needs):
    Programme.objects.filter(pk=side.programme.pk).update(
        training_type="entrepreneurship" if needs else "key_group", needs_business_plan=needs,
        course_type="SYB" if needs else "",
        occupation=None if needs else side.programme.occupation,
    )  # fmt: skip


def found(side):
    """What completion decides of the worker now: its outcome and reasons."""
    with acting_as(OWNER):
        row = type(side.training_class).objects.get(pk=side.training_class.pk)
        decided = decide_all(row, EnrolmentState.ATTENDING)[side.enrolment.pk]
        return str(decided.outcome), decided.reasons


def record(side, result, actor=None) -> BusinessPlan:
    actor = actor or laid_out.unit_actor(side)
    with acting_as(actor.scope):
        seen = Enrolment.objects.get(pk=side.enrolment.pk)
        return record_plan(seen, actor=actor, result=result)


@pytest.mark.parametrize("result", ["", "submitted", "failed"])
def test_who_has_no_plan_that_passed_does_not_complete(side, result):
    if result:
        record(side, result)
    assert found(side) == ("refused", ["business_plan_not_passed"])


def test_a_later_result_takes_the_place_of_the_earlier(side):
    record(side, "failed")
    record(side, "passed")
    assert found(side) == ("granted", [])
    with acting_as(OWNER):
        assert BusinessPlan.objects.count() == 1


def test_a_programme_that_asks_for_none_decides_as_ever(side):
    with acting_as(OWNER):
        asks(side, needs=False)
        row = type(side.training_class).objects.get(pk=side.training_class.pk)
        decided = decide_all(row, EnrolmentState.ATTENDING)[side.enrolment.pk]
    assert ([step.name for step in decided.steps], set(decided.facts)) == (
        ["attendance"], {"attended", "scheduled"},
    )  # fmt: skip
    assert decided.process is COMPLETION
    with pytest.raises(Refused) as refused:
        record(side, "passed")
    assert refused.value.code == "business_plan_not_asked"


def test_only_the_own_institution_records_it_and_not_after_the_end(side):
    with pytest.raises(Refused) as refused:
        record_as_worker(side)
    assert refused.value.code == "not_allowed"
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            state="withdrawn", withdrawn_at=clock.now()
        )
    with pytest.raises(Refused) as refused:
        record(side, "passed")
    assert refused.value.code == "wrong_state"


def record_as_worker(side):
    actor = laid_out.worker_actor(side)
    with acting_as(OWNER):
        seen = Enrolment.objects.get(pk=side.enrolment.pk)
        return record_plan(seen, actor=actor, result="passed")


def test_the_result_is_recorded_on_a_page_and_read_by_the_worker(side, client):
    with acting_as(AUTH):
        client.force_login(side.admin)
    place = f"/workspace/enrolments/{side.enrolment.pk}/"
    assert f"{place}business-plan/" in client.get(place).content.decode()
    answer = client.post(f"{place}business-plan/", {"result": "passed", "remark": "可行"})
    assert answer.url == place
    assert "可行" in client.get(place).content.decode()
    with acting_as(AUTH):
        client.force_login(side.worker)
    assert "可行" in client.get(f"/account/enrolments/{side.enrolment.pk}/").content.decode()
