"""What a unit reads of a record that was sent back, and how it writes on without losing input."""

import re

import pytest
from django.http import QueryDict

from core import clock
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from policies.queries import last_moment
from programs.change_forms import ChangeForm
from programs.licensed import by_subject
from programs.models import AccreditationScope, Occupation
from programs.syllabus_form import SPARE, SyllabusForm
from programs.turns import application_turns
from tests import world as laid_out
from tests.programs import applying
from tests.programs.timetables import monday, plan

WORDS = "请补充教师资格证明"
PAGES = ("/workspace/classes/{number}/", "/workspace/classes/{number}/edit/")


@pytest.fixture
def returned(draft, school, side, reviewer):
    """A class that was filed and sent back."""
    plan(draft, actor=school, side=side, first_day=monday())
    row = perform(draft, "file", actor=school, undertaking=True)
    with acting_as(reviewer.scope):
        row = perform(row, "return", actor=reviewer, reason_code="document_missing", reason=WORDS)
    with acting_as(school.scope):
        yield row


@pytest.mark.parametrize("page", [*PAGES, "/moves/programs.trainingclass/{pk}/file/"])
def test_its_pages_say_first_why_and_until_when(returned, side, client, page):
    with acting_as(AUTH):
        client.force_login(side.admin)
    text = client.get(page.format(number=returned.number, pk=returned.pk)).content.decode()
    notice = re.search(r'<aside class="returned".*?</aside>', text, re.DOTALL)[0]
    due = last_moment("tl_completion_of_papers", clock.today())
    for words in ("材料不齐", WORDS, f"请于{due:%Y-%m-%d}前", "逾期失效"):
        assert words in notice
    assert text.index(notice) < text.index('class="card')


def test_what_was_found_then_is_folded_beside_what_holds_now(returned, side, client):
    with acting_as(AUTH):
        client.force_login(side.admin)
    text = client.get(PAGES[0].format(number=returned.number)).content.decode()
    found = text[text.index("系统自动核验") :]
    assert found.index("<details") < found.index("check-list")


def test_the_bureau_reads_the_conditions_of_today_and_finds_those_of_the_filing_folded(
    draft, school, side, client
):
    plan(draft, actor=school, side=side, first_day=monday())
    filed = perform(draft, "file", actor=school, undertaking=True)
    with acting_as(AUTH):
        client.force_login(side.reviewer)
    text = client.get(f"/admin/programs/trainingclass/{filed.pk}/change/").content.decode()
    today, then = text.split("系统自动核验", 1)
    assert "check-list" in today
    assert then.index("<details") < then.index("check-list")


def test_a_record_with_the_bureau_says_nothing_of_it(draft, school, side, client):
    plan(draft, actor=school, side=side, first_day=monday())
    perform(draft, "file", actor=school, undertaking=True)
    with acting_as(AUTH):
        client.force_login(side.admin)
    text = client.get(PAGES[0].format(number=draft.number)).content.decode()
    assert 'class="returned"' not in text


def test_a_returned_application_is_a_task_with_its_last_day(side, reviewer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    agency = laid_out.agency_actor(side)
    row = applying.submitted(side, agency)
    with acting_as(reviewer.scope):
        perform(row, "return", actor=reviewer, reason_code="document_missing", reason=WORDS)
    with acting_as(agency.scope):
        (task,) = application_turns(agency)
        due = last_moment("tl_completion_of_papers", clock.today())
    assert (task["oldest"], task["url"]) == (due, row.get_absolute_url())


def test_more_lines_of_a_syllabus_keep_what_was_typed_and_sum_it_up():
    typed = QueryDict(
        "lines=2&more=1&title_1=安全&kind_1=theory&mode_1=online&lessons_1=10"
        "&title_2=&kind_2=practice&mode_2=offline&lessons_2=6"
    )
    form = SyllabusForm(typed, units=[]).as_written()
    assert (form.count, form.errors) == (2 + SPARE, {})
    assert [form["title_1"].value(), form["lessons_2"].value()] == ["安全", "6"]
    sums = {name: re.sub("<[^>]+>", "", html) for name, html in form.sums().items()}
    assert sums == {"lessons": "16", "practice": "6", "online": "10"}


def test_a_cancelled_session_asks_for_nothing_else(returned, school):
    (row, *_more) = returned.sessions.select_related("teacher").order_by("starts_at")
    typed = {f"s{row.pk}-kind": "cancel", f"s{row.pk}-starts_at": "", "reason": "教师生病"}
    form = ChangeForm(typed, actor=school, sessions=[row], training_class=returned, add=0)
    assert form.is_valid(), form.errors
    assert form.wishes() == [{"kind": "cancel", "session": row}]


def test_the_levels_of_an_occupation_stand_in_one_line():
    with acting_as(OWNER):
        first, second = Occupation.objects.all()[:2]
    told = (("", first, "5"), ("", first, "4"), ("", second, "5"))
    lines = [
        AccreditationScope(training_type=kind, occupation=what, level=level)
        for kind, what, level in told
    ]
    assert [(each.name, len(each.levels)) for each in by_subject(lines)] == [
        (str(first), 2),
        (str(second), 1),
    ]
