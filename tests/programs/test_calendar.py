"""The calendar: by class, teacher and venue, holidays marked, a month or a week, and as .ics."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from core.tenancy.scope import AUTH, OWNER, acting_as
from programs.calendars import Day, Window
from programs.icalendar import folded
from programs.models import Session, Venue
from tests.teaching import make_teacher

PAGE = "/workspace/calendar/"


@pytest.fixture
def october(side):
    """Three sessions of October 2027, of two teachers and two rooms; the first class's own."""
    own = {"organization": side.organization, "district": side.district}
    with acting_as(OWNER):
        other = make_teacher("林老师", **own)
        room = Venue.objects.create(**own, name="二号, 实训室", address="路", places=9)
        zone = timezone.get_default_timezone()
        for n, (day, teacher, venue) in enumerate(
            ((4, side.teacher, side.venue), (12, other, side.venue), (13, other, room)), 11
        ):
            at = datetime(2027, 10, day, 9, tzinfo=zone)
            Session.objects.create(
                **own, training_class=side.training_class, ordinal=n, starts_at=at,
                ends_at=at + timedelta(hours=3), lessons=4, minutes=180, teacher=teacher,
                person=teacher.person,
                venue=venue, is_announced=True, holiday_reason="工厂停产" if day == 4 else "",
            )  # fmt: skip
    return {"other": other, "room": room}


@pytest.fixture
def open_page(side, client):
    """Open the calendar as a member of the side; the text, or the answer of another kind."""

    def get(user, query="", page=PAGE):
        with acting_as(AUTH):
            client.force_login(user)
        return client.get(f"{page}{query}")

    return get


def titles(answer) -> list[str]:
    words = answer.content.decode()
    return [f"第{n}次课" for n in (11, 12, 13) if f"第{n}次课" in words]


def test_a_month_shows_holidays_make_up_days_and_reasons(side, october, open_page):
    words = open_page(side.admin, "?day=2027-10-20").content.decode()
    assert "2027-10</h2>" in words
    assert words.count("节假日</span>") == 5
    assert "工厂停产" in words
    assert words.index("星期一") < words.index("星期日")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("day=2027-10-01", [11, 12, 13]),
        ("day=2027-10-12&view=week", [12, 13]),
        ("day=2027-10-01&teacher={other}", [12, 13]),
        ("day=2027-10-01&venue={room}", [13]),
        ("day=2027-10-01&teacher={other}&venue={venue}", [12]),
        ("day=2027-10-01&training_class={draft}", []),
        ("day=2027-10-01&training_class=999999", [11, 12, 13]),
        ("day=nonsense", []),
    ],
)
def test_it_is_asked_by_class_teacher_venue_and_window(side, october, open_page, query, found):
    """What is not among the choices narrows nothing and is told."""
    keys = {name: row.pk for name, row in october.items()}
    keys |= {"venue": side.venue.pk, "draft": side.draft_class.pk}
    answer = open_page(side.admin, f"?{query.format(**keys)}")
    assert titles(answer) == [f"第{n}次课" for n in found]


def test_a_teacher_sees_the_own_sessions_alone(side, october, open_page):
    assert titles(open_page(side.teacher_user, "?day=2027-10-01")) == ["第11次课"]


def test_the_district_sees_all_of_its_own_and_no_other(world, october, open_page):
    page = "/district-calendar/"
    assert len(titles(open_page(world["甲"].reviewer, "?day=2027-10-01", page))) == 3
    assert titles(open_page(world["乙"].reviewer, "?day=2027-10-01", page)) == []
    assert open_page(world["甲"].admin, "", page).status_code == 404


def test_a_view_goes_out_as_icalendar(side, october, open_page):
    answer = open_page(side.admin, f"?day=2027-10-13&view=week&venue={october['room'].pk}&as=ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    with acting_as(OWNER):
        key = Session.objects.get(ordinal=13).pk
    assert lines.count("BEGIN:VEVENT") == 1
    assert {
        f"UID:session-{key}@dalian-training", "DTSTART:20271013T010000Z", "DTEND:20271013T040000Z",
        r"LOCATION:二号\, 实训室\, 路", "SUMMARY:公甲班 第13次课",
    } <= set(lines)  # fmt: skip
    assert r"DESCRIPTION:C101\n林老师" in text.replace("\r\n ", "")


def test_what_is_not_announced_is_marked_and_goes_out_as_tentative(side, october, open_page):
    with acting_as(OWNER):
        Session.objects.filter(ordinal=12).update(is_announced=False)
        side.training_class.__class__.objects.filter(pk=side.training_class.pk).update(
            state="draft", filed_on=None, filed_at=None
        )
    query = "?day=2027-10-20"
    assert open_page(side.admin, query).content.decode().count("草稿</span>") == 1
    lines = open_page(side.admin, f"{query}&as=ics").content.decode().split("\r\n")
    marks = [line for line in lines if line.startswith("STATUS:")]
    assert marks == ["STATUS:CONFIRMED", "STATUS:TENTATIVE", "STATUS:CONFIRMED"]


def test_long_lines_are_folded_between_characters():
    words = "SUMMARY:" + "课" * 60
    pieces = folded(words).split("\r\n ")
    assert "".join(pieces) == words
    assert [len(piece.encode()) for piece in pieces] == [74, 72, 42]


def test_windows_are_whole_weeks_from_monday(owner):
    month = Window("month", date(2026, 3, 15))
    assert (month.begins, month.ends) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (month.weeks[0][0], month.weeks[-1][-1]) == (date(2026, 2, 23), date(2026, 4, 5))
    week = Window("week", date(2026, 11, 29))
    assert (week.begins, week.previous, week.following) == (
        date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 30),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        (date(2026, 10, 1), "bad"), (date(2026, 10, 10), "warn"), (date(2026, 10, 11), None),
        (date(2026, 10, 12), None), (date(2031, 3, 3), None),
    ],
)  # fmt: skip
def test_a_day_is_marked_as_the_state_council_says(owner, day, mark):
    found = Day(day, is_inside=True, is_today=False).mark
    assert (found and found[1]) == mark


def test_nobody_else_has_one(side, client):
    with acting_as(AUTH):
        client.force_login(side.worker)
    assert client.get(PAGE).status_code == 404


def test_it_opens_without_being_asked_for_anything(side, open_page):
    answer = open_page(side.admin)
    assert answer.status_code == 200
    assert "selected>月</option>" in answer.content.decode().replace(' value="month"', "")
