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
    places = [text.index(f"班 #{ordinal}") for ordinal in (1, 7, 8, 9)]
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
