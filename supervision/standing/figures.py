"""The figures of the dashboards, and the spans they are counted over.

What is counted over a span are indicators of the quarterly report, by the same condition; so a
dashboard and the report of the same days cannot tell different things. What is so now, such as the
classes in progress, has no span.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from supervision.enums import IndicatorUnit, Section
from supervision.indicators import Indicator
from supervision.indicators.classes import CLASS, classes
from supervision.indicators.declaration import CLASSES, Noun, Source, indicator
from supervision.indicators.training import enrolments
from supervision.periods import Quarter

NOW, QUARTER, YEAR = "now", "quarter", "year"
BEFORE = "-before"  # the same days a year earlier
LATE = "late"
SEATS = Noun("个", "seat", "seats")


def so_now(key, zh, en, source, noun, words) -> Indicator:
    """A figure of this moment."""
    return Indicator(
        key, Section.A, zh, en, IndicatorUnit.COUNT, source, definition=words, noun=noun
    )


def in_state(condition: str) -> Source:
    return classes(condition, "coalesce(c.starts_on, c.filed_on)")


STOCK = (
    so_now(
        "running", "在办班期", "Classes in progress", in_state("c.state = 'running'"), CLASSES,
        ("已开课、尚未结束课程的班期", "Classes that have begun and whose lessons go on"),
    ),
    so_now(
        "seats", "空余名额", "Seats free",
        Source(
            CLASS, "c.state = 'open' AND c.seats_taken + c.waiting < c.seats", "class", "c.id",
            "c.number || ' ' || c.name", "c.starts_on",
            amount="c.seats - c.seats_taken - c.waiting",
        ),
        SEATS, ("正在报名的班期中无人占用、无人候补的名额",
                "Seats of classes that are enrolling, neither taken nor waited for"),
    ),
    so_now(
        "training", "在培人次", "Enrolments in training",
        enrolments("e.state = 'attending'", "c.starts_on"),
        Noun("人次", "enrolment", "enrolments"),
        ("已首次签到、尚无结果的报名人次", "Enrolments with a first sign-in and no outcome yet"),
    ),
    so_now(
        LATE, "逾期未答复的备案", "Filings without an answer in time",
        classes("c.state = 'filed' AND c.reply_due_on < %(today)s", "c.reply_due_on"), CLASSES,
        ("答复期限已过、尚未答复的开班备案", "Filings whose day of reply is over"),
    ),
)  # fmt: skip
# The same as in the report, in words that fit any days.
WORDS = {
    "I02": ("首次课在这段时间内的班期数", "Classes whose first session lies in these days"),
    "I06": ("首次签到在这段时间内的报名人次", "Enrolments whose first sign-in lies in these days"),
    "I09": indicator("I09").definition,
    "I10": (
        "这段时间内封存课次的出勤分钟数 ÷ 应到分钟数",
        "Attended ÷ scheduled minutes of the sessions sealed in these days",
    ),
}
FLOW = tuple(replace(indicator(key), definition=words) for key, words in WORDS.items())
COMPLETIONS = replace(
    indicator("I08"),
    definition=("这段时间内结业的报名人次", "Enrolments completed in these days"),
)
FIGURES = {item.id: item for item in (*STOCK, *FLOW, COMPLETIONS)}


@dataclass(frozen=True)
class Span:
    """Days from first to last, both counted; `key` names it in addresses."""

    key: str
    first: date
    last: date

    @property
    def values(self) -> dict:
        """The parameters of a `Source`."""
        return {
            "first": self.first,
            "last": self.last,
            "begin": instant(self.first),
            "end": instant(self.last + timedelta(days=1)),
            "today": self.last,
        }

    @property
    def before(self) -> "Span":
        """The same days a year earlier."""
        return Span(f"{self.key}{BEFORE}", year_earlier(self.first), year_earlier(self.last))

    @property
    def label(self) -> str:
        name = NAMES[self.key.removesuffix(BEFORE)]
        return _("%(span)s, a year before") % {"span": name} if BEFORE in self.key else name


NAMES = {NOW: _("Now"), QUARTER: _("Quarter to date"), YEAR: _("Year to date")}


def instant(day: date) -> datetime:
    """The moment a day begins here."""
    return timezone.make_aware(datetime.combine(day, time()))


def year_earlier(day: date) -> date:
    """The same day of the year before; for 29 February the day before 1 March."""
    last = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if last else day.day)


def spans() -> dict[str, Span]:
    """Quarter and year up to today, the same days of the year before, and now, by key."""
    today = clock.today()
    to_date = (
        Span(QUARTER, Quarter.of(today).first, today),
        Span(YEAR, date(today.year, 1, 1), today),
    )
    found = [Span(NOW, today, today), *to_date, *(span.before for span in to_date)]
    return {span.key: span for span in found}


def figure(key: str) -> Indicator:
    """One figure. Raises KeyError."""
    return FIGURES[key]


def spans_of(item: Indicator) -> list[Span]:
    """The spans a figure is counted over."""
    return [span for span in spans().values() if (span.key == NOW) == (item in STOCK)]
