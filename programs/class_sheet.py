"""The workbook of classes 开班备案表: a class with its timetable in each row."""

import re
from collections import Counter
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.access import Actor
from core.refusals import Refused
from core.spreadsheets import CellRefused, Choice, Column, Sheet
from core.spreadsheets.parsers import as_text, day, text, whole_number
from programs.bulk import PLAN, Bookings, Known, failures, filing_of
from programs.models import Programme, Teacher, Venue

MOST_SEATS = 500  # far more than any class; the rules set the real limit
WEEKDAYS = dict(zip("一二三四五六日天", (0, 1, 2, 3, 4, 5, 6, 6), strict=True))
TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
NO_WEEKDAY = gettext_lazy("Write the weekdays as 一三五, or as 1 3 5 with Monday as 1.")
NO_TIME = gettext_lazy("Write the starts as 09:00 13:30, at most two.")
NOT_LISTED = gettext_lazy("Your unit has no listed programme with this number.")
NOT_OURS = gettext_lazy("Nobody and nothing in use at your unit has this name.")
TWICE = gettext_lazy("Your unit has this name more than once. Make the names differ.")
NOT_AHEAD = gettext_lazy("Choose a day after today.")
YES_NO = (Choice("yes", "是", "Yes"), Choice("no", "否", "No"))
# The column that tells of a condition that is not met; of the others the programme's does.
TOLD_AT = {
    "size": "seats",
    "class_too_large": "seats",
    "sessions_missing": "weekdays",
    "filing_late": "first_day",
    "filing_after_start": "first_day",
    "lessons_below_standard": "lessons",
    "lessons_per_day_exceeded": "times",
    "session_on_holiday": "first_day",
    "undertaking_missing": "files",
    "teacher_not_qualified": "teacher",
    "room_too_small": "venue",
}


def class_sheet(actor: Actor) -> Sheet:
    """The sheet for a unit: its listed programmes, teachers and rooms, and when they are taken."""
    programmes = Programme.objects.visible_to(actor).listed()
    programmes = programmes.select_related("organization", "district", "occupation")
    known = {row.number: row for row in programmes}
    teachers = by_name(Teacher.objects.visible_to(actor).filter(is_active=True))
    venues = by_name(Venue.objects.visible_to(actor).filter(is_active=True))
    return Sheet(
        zh="开班备案表",
        en="Classes to file",
        columns=columns(known, teachers, venues),
        unique=(("programme", "name"),),
        check=checker(actor, [row.pk for row in teachers.values() if row]),
        row_rule=_("One row for each class."),
    )


def columns(programmes, teachers, venues) -> tuple[Column, ...]:
    def required(key, zh, en, parse, example="", **more):
        return Column(key, zh, en, required=True, parse=parse, example=example, **more)

    first = next(iter(programmes), "")
    return (
        required("programme", "项目编号", "Programme number", chosen(programmes), first),
        required("name", "班期名称", "Class name", text(60), "电工初级第1期"),
        required("venue", "培训场地", "Venue", named(venues), next(iter(venues), "")),
        required("seats", "招生人数", "Seats", whole_number(1, MOST_SEATS), "30"),
        required("first_day", "首课日期", "First day", ahead(clock.today())),
        required("weekdays", "上课星期", "Weekdays", weekdays, "一三五", hint=str(NO_WEEKDAY)),
        required("times", "上课时间", "Start times", times, "09:00 13:30", hint=str(NO_TIME)),
        required("lessons", "每次课时", "Lessons a session", whole_number(1, 8), "4"),
        required("teacher", "教师", "Teacher", named(teachers), next(iter(teachers), "")),
        Column(
            "files",
            "承诺并备案",
            "Undertaking and filing",
            required=True,
            choices=YES_NO,
            hint=_(
                "Yes: we undertake that all statements are true and the lessons will be held as "
                "filed, and the class is filed at once. No: it stays a draft."
            ),
            example="是",
        ),
    )


def by_name(rows) -> dict:
    """Name → row, or None where a name stands for several."""
    rows = list(rows)
    often = Counter(row.name for row in rows)
    return {row.name: row if often[row.name] == 1 else None for row in rows}


def chosen(programmes):
    def parse(value):
        row = programmes.get(as_text(value).strip().upper())
        return row or refuse("programme_not_listed", NOT_LISTED)

    return parse


def named(rows):
    def parse(value):
        name = as_text(value).strip()
        if name not in rows:
            refuse("name_unknown", NOT_OURS)
        return rows[name] or refuse("name_not_unique", TWICE)

    return parse


def refuse(code, words):
    raise CellRefused(code, str(words))


def ahead(today):
    def parse(value):
        found = day(value)
        return found if found > today else refuse("day_not_ahead", NOT_AHEAD)

    return parse


def weekdays(value) -> tuple[int, ...]:
    """一三五, 1 3 5, 周一、周三: numbers from Monday = 0."""
    words = re.sub(r"[周星期\s,，、;；/]", "", as_text(value))
    found = {int(c) - 1 if c in "1234567" else WEEKDAYS.get(c) for c in words}
    return tuple(sorted(found)) if found and None not in found else refuse("weekdays", NO_WEEKDAY)


def times(value) -> tuple[time, ...]:
    """One or two starts of a day."""
    if isinstance(value, time):
        return (value,)
    words = re.split(r"[\s,，、;；/]+", as_text(value).strip())
    found = [TIME.fullmatch(word) for word in words]
    if not all(found) or len(found) > 2:
        refuse("times", NO_TIME)
    return tuple(sorted({time(int(one[1]), int(one[2])) for one in found}))


def checker(actor, teachers):
    """The check between the cells of a row: every condition of a filing, and who is taken."""
    state: dict = {}

    def check(values):
        values["files"] = values.get("files") == "yes"
        if any(values.get(name) is None for name in (*PLAN, "name", "seats")):
            return
        if "bookings" not in state:
            state["bookings"], state["known"] = Bookings.of_unit(actor), Known.of(teachers)
        try:
            filing = filing_of(values)
        except Refused as refused:
            yield "first_day", refused.code, refused.message
            return
        for one in failures(filing, state["known"]):
            words = (one.message, one.clause, one.remedy)
            yield TOLD_AT.get(one.code, "programme"), one.code, " · ".join(filter(None, words))
        yield from state["bookings"].clashes(filing)
        state["bookings"].add(filing, values["name"])

    return check
