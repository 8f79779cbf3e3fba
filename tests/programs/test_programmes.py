"""Programmes: their number, what submitting needs, and whom each decision is told."""

import pytest

from core import clock
from core.models import Notification
from core.outbox import message_of
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from organizations.models import Organization
from policies.decisions import replay
from policies.models import Decision
from programs.models import Occupation, Programme
from programs.services.programmes import create_programme, update_programme
from programs.services.syllabuses import write_syllabus

pytestmark = pytest.mark.usefixtures("licensed")

SYLLABUS = [
    {"title": "安全", "kind": "theory", "mode": "online", "lessons": 8},
    {"title": "电路", "kind": "theory", "mode": "offline", "lessons": 8},
    {"title": "接线", "kind": "practice", "mode": "offline", "lessons": 16},
]


@pytest.fixture
def facts(side):
    with acting_as(OWNER):
        occupation = Occupation.objects.get(code="6-31-01-03")
    return {
        "name": "新项目", "training_type": "key_group", "level": "5", "textbook": "书",
        "occupation": occupation,
    }  # fmt: skip


@pytest.fixture
def programme(facts, side, school):
    """A draft that meets every condition: 32 lessons, half of them practice, a quarter online."""
    with acting_as(school.scope):
        made = create_programme(actor=school, organization=side.organization, **facts)
        yield write_syllabus(made, actor=school, units=SYLLABUS)


@pytest.fixture
def listed(side):
    return side.programme


def told(code) -> list[str]:
    """The words of every message of a kind, as its reader reads them."""
    with acting_as(OWNER):
        rows = Notification.objects.filter(code=code, link__contains="programmes")
        return [message_of(code).text(row.context, "zh-hans") for row in rows]


def test_numbers_count_up_within_the_year(programme, facts, side, school):
    other = create_programme(actor=school, organization=side.organization, **facts)
    year = clock.today().year
    assert (programme.number, other.number) == (f"P{year}-000001", f"P{year}-000002")


def test_nobody_registers_for_somebody_else(facts, world, school):
    with acting_as(OWNER), pytest.raises(Refused) as refused:
        create_programme(actor=school, organization=world["乙"].organization, **facts)
    assert refused.value.code == "not_allowed"


def test_submitting_needs_the_accreditation_and_keeps_the_decision(programme, school, side):
    with acting_as(OWNER):
        Organization.objects.filter(pk=side.organization.pk).update(standing="suspended")
    with pytest.raises(Refused) as refused:
        perform(programme, "submit", actor=school)
    assert refused.value.code == "accreditation_missing"
    with acting_as(OWNER):
        Organization.objects.filter(pk=side.organization.pk).update(standing="accredited")
    perform(programme, "submit", actor=school)
    decision = Decision.objects.get(process="programme_listing")
    assert (decision.outcome, decision.object_id, replay(decision).same) == (
        "granted", programme.pk, True,
    )  # fmt: skip


def test_a_submitted_programme_cannot_be_written_on(programme, school):
    perform(programme, "submit", actor=school)
    for write in (
        lambda: update_programme(programme, actor=school, name="别的"),
        lambda: write_syllabus(programme, actor=school, units=SYLLABUS[:1]),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code == "wrong_state"


def test_a_return_names_reason_and_day(programme, school, city):
    perform(programme, "submit", actor=school)
    with acting_as(city.scope):
        perform(programme, "return", actor=city, reason_code="textbook_missing", reason="x")
    (words,) = told("record_returned")
    assert f"培训项目{programme.number}已退回补正：教材不符合要求" in words


def test_suspending_resuming_and_closing_are_told(listed, side, city):
    with acting_as(OWNER):
        side.training_class.state = "completed"
        side.training_class.completed_at = clock.now()
        side.training_class.save()
        side.draft_class.state, side.draft_class.cancelled_at = "cancelled", clock.now()
        side.draft_class.save()
    with acting_as(city.scope):
        perform(listed, "suspend", actor=city, reason="x")
        perform(listed, "resume", actor=city, reason="x")
        perform(listed, "close", actor=city, reason="x")
    assert told("unit_suspended") == [f"培训项目{listed.number}已暂停：培训项目已暂停。"]
    assert told("unit_resumed") == [f"培训项目{listed.number}已恢复。"]
    assert told("unit_removed") == [f"培训项目{listed.number}已移出目录。"]


def test_a_draft_is_closed_without_leaving_a_directory(programme, school):
    assert perform(programme, "close", actor=school, reason="x").state == "closed"
    assert told("unit_removed") == []


def test_a_programme_with_a_live_class_stays(listed, side, city):
    with acting_as(city.scope), pytest.raises(Refused) as refused:
        perform(listed, "close", actor=city, reason="x")
    assert refused.value.code == "wrong_state"
    assert refused.value.detail in {str(side.training_class), str(side.draft_class)}
    with acting_as(OWNER):
        assert Programme.objects.get(pk=listed.pk).state == "listed"
