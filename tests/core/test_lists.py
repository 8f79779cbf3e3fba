"""Lists and records of the bureau's admin: queues in their order, and pages that say what is so."""

import re
from datetime import timedelta

import pytest

from core import clock
from core.enums import Role
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations.models import Accreditation
from programs.models import LessonStandard, Programme, SubsidyRate
from tests import world as laid_out

LABEL = re.compile(r"<label[^>]*>\s*([^<]+?)\s*</label>")
PROGRAMMES = "/admin/programs/programme/"
ACCREDITATIONS = "/admin/organizations/accreditation/"


@pytest.fixture
def enter(client):
    def sign_in(user):
        with acting_as(AUTH):
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def as_city(world, enter):
    return enter(world["市"].rows[Role.MUNICIPAL_REVIEWER])


@pytest.fixture
def as_reviewer(side, enter):
    return enter(side.reviewer)


@pytest.fixture
def inspector(side):
    """An officer of the visit of this side, who has not signed."""
    with acting_as(OWNER):
        person = laid_out.member("inspector.甲", "检查员", side.bureau, Role.INSPECTOR)
        visit = {"second_officer": person, "visit_on": visit_day(side)}
        Accreditation.objects.filter(pk=side.visited.pk).update(**visit)
    return person


def visit_day(side):
    return side.visited.visit_on + timedelta(days=2)


def keys(page) -> list[int]:
    return [row.pk for row in page.context["cl"].result_list]


def filters(page) -> list[str]:
    return [one.parameter_name for one in page.context["cl"].filter_specs
            if hasattr(one, "parameter_name")]  # fmt: skip


def submit(rows, days):
    """Hand in programmes so many days ago, each with its own number of days."""
    with acting_as(OWNER):
        for row, ago in zip(rows, days, strict=True):
            handed_in = clock.now() - timedelta(days=ago)
            Programme.objects.filter(pk=row.pk).update(state="submitted", submitted_at=handed_in)


def test_a_row_takes_two_kilobytes_at_most_and_its_headings_once(as_city):
    text = as_city.get("/admin/programs/subsidyrate/").content.decode()
    rows = re.findall(r"<tr class=\"data-row.*?</tr>", text, re.DOTALL)
    assert len(rows) == 50
    assert max(len(row.encode()) for row in rows) < 2048
    assert text.count('id="action-toggle"') == 1


@pytest.mark.parametrize("days", [(40, 20, 30), (20, 40, 30)])
def test_a_queue_begins_with_what_is_due_first(as_city, world, side, days):
    rows = [side.programme, world["乙"].programme, side.draft_programme]
    submit(rows, days)
    order = [rows[days.index(ago)].pk for ago in sorted(days, reverse=True)]
    for asked in ("1", "late", "free"):
        assert keys(as_city.get(PROGRAMMES, {"waiting": asked})) == order
    shown = as_city.get(PROGRAMMES, {"waiting": "1"}).context["cl"]
    marked = [shown.list_display[column] for column in shown.get_ordering_field_columns()]
    assert marked == ["due_day"]
    due = as_city.get(PROGRAMMES).context["cl"].list_display.index("due_day")
    assert keys(as_city.get(PROGRAMMES, {"waiting": "1", "o": f"-{due}"})) == order[::-1]


def test_an_officer_of_a_visit_finds_it_until_it_is_signed(side, inspector, enter):
    client = enter(inspector)
    (queue,) = client.get("/admin/").context["waiting"]
    assert (queue["label"], queue["count"]) == ("待我参加或签字的现场核查", 1)
    assert queue["oldest"] == visit_day(side)
    assert keys(client.get(queue["url"])) == [side.visited.pk]
    assert keys(client.get(queue["days"][0]["url"])) == [side.visited.pk]
    with acting_as(OWNER):
        signed = {"second_signed_at": clock.now(), "second_signed": "x"}
        Accreditation.objects.filter(pk=side.visited.pk).update(**signed)
    assert client.get("/admin/").context["waiting"] == []
    assert "当前没有待办" in client.get(queue["url"]).content.decode()


def test_a_reviewer_who_goes_to_a_visit_has_it_beside_the_own_queue(side, as_reviewer):
    found = {queue["label"]: queue for queue in as_reviewer.get("/admin/").context["waiting"]}
    assert found["待我参加或签字的现场核查"]["count"] == 1
    assert side.visited.pk in keys(as_reviewer.get(found["待办机构准入"]["url"]))


def test_a_role_without_a_queue_has_no_filter_of_it(side, inspector, enter):
    assert filters(enter(inspector).get(ACCREDITATIONS)) == ["visits"]
    assert filters(enter(side.reviewer).get(ACCREDITATIONS)) == ["waiting", "visits"]


def test_a_queue_says_that_it_is_one(as_city, side):
    submit([side.programme], [3])
    page = as_city.get(PROGRAMMES, {"waiting": "1"})
    assert page.context["title"] == "待审培训项目"
    assert "<span>待审培训项目</span>" in page.content.decode()
    assert as_city.get(PROGRAMMES).context["title"] == "培训项目"


def test_one_comes_back_to_the_queue(as_city, world, side):
    rows = [side.programme, world["乙"].programme]
    submit(rows, [3, 2])
    queue = f"{PROGRAMMES}?waiting=1"
    for chosen in (rows, rows[:1]):
        asked = {"action": "assign", "_selected_action": [row.pk for row in chosen]}
        page = as_city.post(queue, asked, follow=True)
        assert page.context["cancel_url"] == queue
        assert f'href="{PROGRAMMES}{chosen[0].pk}/change/"' in page.content.decode()
        assert str(chosen[0].organization) in page.content.decode()
        handed = as_city.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"])
        assert handed["Location"] == queue


def test_a_record_leads_only_where_the_reader_may_go(side, inspector, world, enter):
    address = f"{ACCREDITATIONS}{side.visited.pk}/change/"
    officer = f"/admin/organizations/user/{inspector.pk}/change/"
    page = enter(side.reviewer).get(address).content.decode()
    assert "检查员" in page
    assert officer not in page
    assert f"/admin/organizations/organization/{side.new_unit.pk}/change/" in page
    assert enter(world["市"].rows[Role.AUDITOR]).get(officer).status_code == 200
    assert officer in enter(world["市"].rows[Role.AUDITOR]).get(address).content.decode()


def test_a_record_begins_with_its_state_and_day_and_leaves_out_what_is_empty(side, as_reviewer):
    page = as_reviewer.get(f"{ACCREDITATIONS}{side.visited.pk}/change/")
    assert [str(fact.label) for fact in page.context["head"]] == ["状态", "办理期限"]
    text = page.content.decode()
    labels = LABEL.findall(text)
    assert "核查日期" in labels
    assert not {"状态", "有效期至"} & set(labels)
    sections = [text.index(f"{one['title']}</h2>") for one in page.context["sections"]]
    assert text.index('class="record-head"') < min(sections)
    assert max(sections) < text.index("核查日期")


def test_a_programme_tells_by_when_it_is_answered(as_city, side):
    submit([side.programme], [3])
    head = as_city.get(f"{PROGRAMMES}{side.programme.pk}/change/").context["head"]
    assert str(head[-1].label) == "办理期限"


def test_a_record_of_elsewhere_is_as_one_that_never_was(world, as_reviewer):
    for key in (world["乙"].visited.pk, 10**9):
        page = as_reviewer.get(f"{ACCREDITATIONS}{key}/change/", follow=True)
        assert page.redirect_chain == [(ACCREDITATIONS, 302)]
        told = [str(message) for message in page.context["messages"]]
        assert told == ["该记录不存在，或不在您的查看范围内。"]


def test_who_sees_one_district_is_not_asked_for_it(side, as_reviewer):
    titles = [f"{one.title}" for one in as_reviewer.get(ACCREDITATIONS).context["cl"].filter_specs]
    assert "区县" not in titles
    units = as_reviewer.get("/admin/organizations/organization/").context["cl"].filter_specs
    assert "区县" in [f"{one.title}" for one in units]


def test_a_unit_leads_to_its_lists(side, as_reviewer):
    page = as_reviewer.get(f"/admin/organizations/organization/{side.organization.pk}/change/")
    (section,) = [one for one in page.context["sections"] if str(one["title"]) == "该机构的记录"]
    address = f"{PROGRAMMES}?organization={side.organization.pk}"
    assert f'href="{address}"' in section["html"]
    shown = as_reviewer.get(address)
    assert {row.organization_id for row in shown.context["cl"].result_list} == {
        side.organization.pk
    }
    assert str(side.organization) in shown.content.decode()


@pytest.mark.parametrize("words", ["焊工", "hangong", "6-18-02-04"])
@pytest.mark.parametrize("model", [LessonStandard, SubsidyRate])
def test_figures_are_found_and_shown_by_the_name_of_the_occupation(as_city, model, words):
    shown = as_city.get(f"/admin/programs/{model._meta.model_name}/", {"q": words})
    assert {row.what for row in shown.context["cl"].result_list} == {"6-18-02-04"}
    assert "焊工 6-18-02-04" in shown.content.decode()


def test_a_course_is_found_by_its_name(as_city):
    shown = as_city.get("/admin/programs/lessonstandard/", {"q": "syb"})
    assert {row.what for row in shown.context["cl"].result_list} == {"SYB"}


def test_a_year_of_the_calendar_leads_to_its_days(world, enter):
    client = enter(world["市"].rows[Role.MUNICIPAL_REVIEWER])
    year = client.get("/admin/core/calendaryear/").context["cl"].result_list[0]
    page = client.get(f"/admin/core/calendaryear/{year.pk}/change/")
    (link,) = [one for one in page.context["moves"] if "calendarday" in one["url"]]
    days = client.get(link["url"]).context["cl"].result_list
    assert {row.day.year for row in days} == {year.year}


def test_an_empty_list_tells_what_will_stand_there(as_city):
    page = as_city.get("/admin/organizations/deputy/").content.decode()
    assert "在此列出代理关系" in page
