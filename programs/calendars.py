"""Calendars of sessions: a month or a week, its days with what is held, holidays marked."""

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core import clock
from core.calendar import CalendarMissing, is_working_day
from core.pages.parts import period
from core.refusals import Refused
from programs.holidays import is_holiday
from programs.models import Session

MONTH, WEEK = "month", "week"
MOST = 400  # sessions on a page; a view with more asks to be narrowed
FIRST_YEAR, LAST_YEAR = 2000, 2100
SATURDAY = 5
HOLIDAY, MAKE_UP = (_("Public holiday"), "bad"), (_("Working day by exchange"), "warn")


@dataclass(frozen=True)
class Window:
    """The days of a view: whole weeks from Monday; `anchor` is the day it was asked by."""

    view: str
    anchor: date

    @classmethod
    def asked(cls, given) -> "Window":
        """The view an address asks for; today's month where it asks for nonsense."""
        view = WEEK if given.get("view") == WEEK else MONTH
        try:
            anchor = date.fromisoformat(given.get("day", ""))
        except ValueError:
            anchor = clock.today()
        known = FIRST_YEAR <= anchor.year <= LAST_YEAR
        return cls(view, anchor if known else clock.today())

    @property
    def begins(self) -> date:
        """The first day it is about."""
        if self.view == WEEK:
            return self.anchor - timedelta(days=self.anchor.weekday())
        return self.anchor.replace(day=1)

    @property
    def ends(self) -> date:
        """The last day it is about."""
        if self.view == WEEK:
            return self.begins + timedelta(days=6)
        last = calendar.monthrange(self.anchor.year, self.anchor.month)[1]
        return self.anchor.replace(day=last)

    @property
    def weeks(self) -> list[list[date]]:
        """Its days in rows from Monday to Sunday."""
        first = self.begins - timedelta(days=self.begins.weekday())
        count = (self.ends - first).days // 7 + 1
        return [[first + timedelta(days=7 * n + d) for d in range(7)] for n in range(count)]

    @property
    def previous(self) -> date:
        return self.begins - timedelta(days=1)

    @property
    def following(self) -> date:
        return self.ends + timedelta(days=1)

    @property
    def previous_label(self):
        return _("Previous week") if self.view == WEEK else _("Previous month")

    @property
    def following_label(self):
        return _("Next week") if self.view == WEEK else _("Next month")

    @property
    def title(self) -> str:
        if self.view == WEEK:
            return period(self.begins, self.ends)
        return date_format(self.begins, "YEAR_MONTH_FORMAT")


@dataclass
class Day:
    """One cell: its marks, and the sessions of the day in the order of time."""

    day: date
    is_inside: bool
    is_today: bool
    sessions: list = field(default_factory=list)

    @property
    def weekday(self) -> str:
        return date_format(self.day, "l")

    @property
    def mark(self):
        """(words, tone) of a holiday or of a weekend day that is worked; None of other days."""
        try:
            if is_holiday(self.day):
                return HOLIDAY
            is_worked = self.day.weekday() >= SATURDAY and is_working_day(self.day)
        except (Refused, CalendarMissing):
            return None
        return MAKE_UP if is_worked else None


def sessions_of(actor, window: Window):
    """What the actor sees of the window: held sessions, in the order of time."""
    begins, ends = (
        timezone.make_aware(datetime.combine(day, datetime.min.time()))
        for day in (window.begins, window.ends + timedelta(days=1))
    )
    rows = Session.objects.visible_to(actor).held()
    rows = rows.filter(starts_at__gte=begins, starts_at__lt=ends)
    along = ("training_class", "teacher", "venue", "organization")
    return rows.select_related(*along).order_by("starts_at", "pk")


def days_of(window: Window, sessions) -> list[list[Day]]:
    """The weeks of the window with the sessions on their days."""
    today = clock.today()
    weeks = [
        [Day(day, window.begins <= day <= window.ends, day == today) for day in week]
        for week in window.weeks
    ]
    by_day = {cell.day: cell for week in weeks for cell in week}
    for session in sessions:
        by_day[timezone.localdate(session.starts_at)].sessions.append(session)
    return weeks
