"""What the pages of this app promise beyond showing the record."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.enums import Role
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from programs.models import Occupation
from tests.programs.timetables import monday, plan


@pytest.fixture
def enter(client):
    def sign_in(user):
        with acting_as(AUTH):
            client.force_login(user)
        return client

    return sign_in


def test_an_institution_plans_and_takes_out_by_hand(draft, side, school, enter):
    plan(draft, actor=school, side=side, first_day=monday())
    session = draft.sessions.order_by("starts_at").first()
    client = enter(side.admin)
    page = reverse("workspace:class-detail", args=[draft.number])
    address = reverse("move", args=["programs.session", session.pk, "cancel"])
    assert f"{address}?next={page}" in client.get(page).content.decode()
    answer = client.post(f"{address}?next={page}", {"reason": "教师请假"})
    assert (answer.status_code, answer.url) == (302, page)
    draft.refresh_from_db()
    assert draft.sessions.held().count() == 1


def test_a_frozen_timetable_offers_no_way_to_take_out(draft, side, school, enter):
    plan(draft, actor=school, side=side, first_day=monday())
    perform(draft, "file", actor=school, undertaking=True)
    page = reverse("workspace:class-detail", args=[draft.number])
    assert "/cancel/?next=" not in timetable(enter(side.admin).get(page))


def timetable(answer) -> str:
    """The part of the page with the sessions; the class has a cancel of its own above."""
    text = answer.content.decode()
    return text[text.index("table-cards") :]


def test_a_year_without_a_table_is_told_on_the_form(draft, side, enter):
    answer = enter(side.admin).post(
        reverse("workspace:class-plan", args=[draft.number]),
        {
            "first_day": "2031-03-03", "weekdays": ["0", "1"], "morning": "09:00", "lessons": 4,
            "teacher": side.teacher.pk, "venue": side.venue.pk,
        },
    )  # fmt: skip
    assert answer.status_code == 409
    assert "2031" in answer.content.decode()


def test_a_teacher_sees_today_and_the_next_first_then_the_latest(side, enter):
    """Ordinals by day: 9 is a week ago, 8 yesterday, 1 today, 7 the day after tomorrow."""
    with acting_as(OWNER):
        side.draft_session.state = "cancelled"
        side.draft_session.save()
        session = side.session
        noon = timezone.localtime(clock.now()).replace(hour=12, minute=0)
        session.starts_at, session.ends_at = noon, noon + timedelta(hours=3)
        session.save()
        for ordinal, days in ((9, -7), (8, -1), (7, 2)):
            session.pk, session._state.adding = None, True
            session.starts_at = noon + timedelta(days=days)
            session.ends_at = session.starts_at + timedelta(hours=3)
            session.ordinal, session.state = ordinal, "planned" if days > 0 else "closed"
            session.save()
    text = enter(side.teacher_user).get(reverse("workspace:session-list")).content.decode()
    places = [text.index(f"班 第{ordinal}次课") for ordinal in (1, 7, 8, 9)]
    assert places == sorted(places)


def test_the_city_changes_the_shortage_grade_of_an_occupation_and_nothing_else(world, enter):
    with acting_as(OWNER):
        row = Occupation.objects.get(zh="电工")
    client = enter(world["市"].rows[Role.MUNICIPAL_REVIEWER])
    address = reverse("admin:programs_occupation_change", args=[row.pk])
    given = {"shortage_grade": "severe", "shortage_from": "2026-01-01", "zh": "改名"}
    assert client.post(address, given).status_code == 302
    with acting_as(OWNER):
        row.refresh_from_db()
    assert (row.shortage_grade, row.zh) == ("severe", "电工")


def crumbs(answer) -> list[tuple]:
    return [(str(item["label"]), str(item["url"])) for item in answer.context["breadcrumbs"]]


def current(answer) -> list[str]:
    return [str(item["label"]) for item in answer.context["nav"] if item["is_current"]]


def test_a_page_below_a_list_shows_the_way_back(side, enter):
    row, client = side.draft_class, enter(side.admin)
    classes = ("班期", "/workspace/classes/")
    page = client.get(row.get_absolute_url())
    assert crumbs(page) == [classes, (row.name, "")]
    below = client.get(reverse("workspace:class-plan", args=[row.number]))
    assert crumbs(below) == [classes, (row.name, row.get_absolute_url()), ("排课程表", "")]
    teacher = client.get(reverse("workspace:teacher-edit", args=[side.teacher.pk]))
    teachers, own = ("教师", "/workspace/teachers/"), side.teacher.get_absolute_url()
    assert crumbs(teacher) == [teachers, (side.teacher.name, own), ("编辑教师", "")]
    assert crumbs(client.get(reverse("workspace:class-list"))) == []


def test_a_session_lights_the_classes_of_the_unit_and_the_sessions_of_the_teacher(side, enter):
    address = reverse("workspace:session-detail", args=[side.session.pk])
    page = enter(side.admin).get(address)
    assert current(page) == ["班期"]
    assert [label for label, _url in crumbs(page)] == ["班期", "公甲班", "第1次课"]
    page = enter(side.teacher_user).get(address)
    assert current(page) == ["我的课次"]
    assert crumbs(page) == [("我的课次", "/workspace/my-sessions/"), ("第1次课", "")]


def test_a_move_tells_what_it_moves(side, enter):
    address = reverse("move", args=["programs.session", side.draft_session.pk, "cancel"])
    facts = {str(label): value for label, value in enter(side.admin).get(address).context["facts"]}
    begins = f"{timezone.localtime(side.draft_session.starts_at):%Y-%m-%d %H:%M}"
    assert facts == {
        "记录类别": "课次",
        "班期": "C102 密甲班",
        "开始时间": begins,
        "培训场地": "公甲教室",
        "已占名额": 0,
        "状态": "未开始",
    }


def test_a_bulk_move_is_offered_to_whoever_may_make_it_on_some_record(world, side, enter):
    reviewer = world["市"].rows[Role.MUNICIPAL_REVIEWER]
    programmes = reverse("admin:programs_programme_changelist")
    assert "move_list" not in enter(reviewer).get(programmes).content.decode()
    with acting_as(OWNER):
        side.draft_programme.state, side.draft_programme.submitted_at = "submitted", clock.now()
        side.draft_programme.save()
    assert "move_list" in enter(reviewer).get(programmes).content.decode()
    assert "move_list" not in enter(side.reviewer).get(programmes).content.decode()
    classes = reverse("admin:programs_trainingclass_changelist")
    assert "move_approve" not in enter(side.reviewer).get(classes).content.decode()


def test_the_list_of_programmes_leads_to_a_programme_and_its_classes(side, client):
    page = client.get(reverse("programme-list"), {"q": "公甲项目"})
    assert [row["url"] for row in page.context["rows"]] == ["/programmes/P101/"]
    page = client.get("/programmes/P101/")
    assert [row.number for row in page.context["enrolling"]] == ["C101"]
    assert page.context["classes"] == []
    text = page.content.decode()
    assert "不收取培训费" in text
    assert text.index("C101") < text.index("项目信息"), "what one can enrol for comes first"


def test_dates_are_written_the_same_way_in_both_languages(side, client):
    address = reverse("class-detail", args=[side.training_class.number])
    day = f"{side.training_class.starts_on:%Y-%m-%d}"
    for language in ("zh-hans", "en"):
        text = client.get(address, headers={"accept-language": language}).content.decode()
        assert day in text
