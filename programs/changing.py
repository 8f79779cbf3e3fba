"""The timetable of a class before and after a change, side by side."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, OuterRef, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from core.punctuation import enumerated
from policies.queries import value_on
from programs.checks.facts import local_day
from programs.enums import LineKind, Mode
from programs.models import ChangeLine, Session, TimetableVersion
from programs.models.session import session_title

PLANNED = ("starts_at", "lessons", "mode", "teacher", "venue", "topic", "holiday_reason")
SHOWN = ("starts_at", "ends_at", "lessons", "mode", "teacher", "venue", "holiday_reason")


NAMES = {
    "starts_at": gettext_lazy("Time"),
    "teacher": gettext_lazy("Teacher"),
    "venue": gettext_lazy("Venue"),
    "holiday_reason": gettext_lazy("Reason on a public holiday"),
}
KINDS = {
    "same": (gettext_lazy("Unchanged"), "neutral"),
    "added": (gettext_lazy("Added"), "good"),
    "dropped": (gettext_lazy("Dropped"), "bad"),
    "changed": ("", "warn"),
}


@dataclass(frozen=True)
class Slot:
    """One session as a timetable says it, with the names of that day."""

    ordinal: int
    starts_at: object
    ends_at: object
    lessons: int
    mode: str
    teacher: str
    venue: str
    topic: str = ""
    holiday_reason: str = ""
    makes_up: int = 0  # the number of the session it makes up

    @property
    def title(self) -> str:
        return session_title(self.ordinal, is_make_up=self.makes_up > 0)

    def get_mode_display(self) -> str:
        return Mode(self.mode).label


@dataclass(frozen=True)
class Pair:
    """One line of the comparison: before, after, and what differs (names of facts)."""

    old: Slot | None
    new: Slot | None

    @property
    def kind(self) -> str:
        """`same`, `added`, `dropped` or `changed`."""
        if self.old is None or self.new is None:
            return "added" if self.old is None else "dropped"
        return "changed" if self.differs else "same"

    @property
    def differs(self) -> list[str]:
        if self.old is None or self.new is None:
            return []
        return [name for name in SHOWN if getattr(self.old, name) != getattr(self.new, name)]

    @property
    def title(self) -> str:
        """Of the session; empty for one that never got a number."""
        known = self.old or self.new
        return known.title if known.ordinal else ""

    @property
    def words(self) -> str:
        """What becomes of the session."""
        if self.kind != "changed":
            return KINDS[self.kind][0]
        return enumerated(NAMES[name] for name in self.differs if name in NAMES)

    @property
    def tone(self) -> str:
        return KINDS[self.kind][1]

    @property
    def at(self):
        """Where the line stands in the order of time."""
        return (self.new or self.old).starts_at


def slot(session: Session) -> Slot:
    """A session, stored or projected, as a timetable says it."""
    return Slot(
        session.ordinal,
        session.starts_at,
        session.ends_at,
        session.lessons,
        session.mode,
        session.teacher.name,
        session.venue.name,
        session.topic,
        session.holiday_reason,
        session.makes_up.ordinal if session.makes_up else 0,
    )


def said(session: Session) -> dict:
    """The same as a version keeps it."""
    found = vars(slot(session))
    times = {name: found[name].isoformat() for name in ("starts_at", "ends_at")}
    return {**found, **times}


def slots_of(version: TimetableVersion) -> list[Slot]:
    """What a version said, in the order of time."""
    times = ("starts_at", "ends_at")
    return [
        Slot(**{**each, **{name: parse_datetime(each[name]) for name in times}})
        for each in version.sessions
    ]


def sessions_now(training_class) -> list[Session]:
    """The sessions that are held, in the order of time, with teacher and venue.

    Each tells the last number that any session of the class has had (`last_ordinal`).
    """
    ever = Session.objects.filter(training_class=OuterRef("training_class")).order_by()
    last = ever.values("training_class").annotate(last=Max("ordinal")).values("last")
    return list(training_class.sessions.timetable().annotate(last_ordinal=Subquery(last)))


def projected(sessions: Iterable[Session], lines) -> list[Session]:
    """The timetable as the lines would have it: copies, nothing is stored."""
    about = {line.session_id: line for line in lines if line.session_id}
    sessions = list(sessions)
    found = [
        changed(session, about.get(session.pk))
        for session in sessions
        if session.pk not in about or about[session.pk].kind != LineKind.CANCEL
    ]
    last = max((session.last_ordinal for session in sessions), default=0)
    found += added([line for line in lines if line.kind == LineKind.ADD], last)
    return sorted(found, key=lambda session: session.starts_at)


def added(lines, last: int) -> list[Session]:
    """The sessions that lines add, numbered after all there ever were."""
    return [new_session(ordinal, line) for ordinal, line in enumerate(lines, last + 1)]


def new_session(ordinal: int, line: ChangeLine) -> Session:
    minutes = value_on("lesson_minutes", local_day(line.starts_at)).value
    row = written(Session(ordinal=ordinal, makes_up=line.makes_up), line)
    row.ends_at = line.starts_at + timedelta(minutes=int(line.lessons * minutes))
    return row


def changed(session: Session, line: ChangeLine | None) -> Session:
    """A copy of the session as its line would have it."""
    if line is None:
        return session
    row = written(copy(session), line)
    row.ends_at = row.starts_at + (session.ends_at - session.starts_at)
    return row


def written(session: Session, line: ChangeLine) -> Session:
    """The facts of a line on a session."""
    for name in PLANNED:
        setattr(session, name, getattr(line, name))
    return session


def compared(old: Iterable[Slot], new: Iterable[Slot]) -> list[Pair]:
    """Every session of both timetables, in the order of time."""
    before = {each.ordinal: each for each in old}
    after = {each.ordinal: each for each in new}
    pairs = [Pair(before.get(n), after.get(n)) for n in sorted({*before, *after})]
    return sorted(pairs, key=lambda pair: pair.at)


def side_by_side(change) -> list[Pair]:
    """What a change asks for beside what holds; of an approved one what it replaced."""
    made = TimetableVersion.objects.filter(change=change).first()
    if made is None:
        held = sessions_now(change.training_class)
        after = projected(held, lines_of(change))
        return compared(map(slot, held), map(slot, after))
    rows = TimetableVersion.objects.filter(training_class_id=made.training_class_id)
    before = rows.filter(version=made.version - 1).first()
    return compared(slots_of(before) if before else [], slots_of(made))


def lines_of(change) -> list[ChangeLine]:
    """The lines of a change with what they name."""
    along = (
        "session__makes_up", "makes_up", "teacher", "venue", "old_teacher", "old_venue",
    )  # fmt: skip
    return list(change.lines.select_related(*along).order_by("pk"))
