"""Classes of a file as they would be: rows of a workbook become a class and its sessions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from core.refusals import Refused
from policies.decisions import Check, Decided, checks_of
from policies.queries import value_on
from programs.checks import decide_planned, local_day
from programs.checks.teaching import Held, held_by
from programs.licensed import covers_programme
from programs.models import Session, TrainingClass
from programs.queries import overlaps
from programs.services.timetable import blocks, starts

PLAN = ("programme", "first_day", "weekdays", "times", "lessons", "teacher", "venue")
TEACHER = "teacher_double_booked"
CLASHES = {"teacher_id": TEACHER, "venue_id": "room_double_booked"}


@dataclass
class Filing:
    """A class of one row with its sessions; nothing is stored yet."""

    row: TrainingClass
    sessions: list[Session]
    is_filed: bool


def filing_of(values: dict) -> Filing:
    """The class and the sessions of a row; the timetable is planned as the form plans it.

    Raises Refused: calendar_missing.
    """
    programme = values["programme"]
    own = {"organization": programme.organization, "district": programme.district}
    row = TrainingClass(
        **own,
        programme=programme,
        name=values["name"],
        venue=values["venue"],
        seats=values["seats"],
        undertaking=values["files"],
    )
    days = starts(values["first_day"], set(values["weekdays"]), sorted(values["times"]))
    planned = blocks(programme, programme.lessons, days, values["lessons"])
    sessions = [session_of(row, ordinal, values, facts) for ordinal, facts in enumerate(planned, 1)]
    if sessions:
        row.starts_on = local_day(sessions[0].starts_at)
        row.ends_on = local_day(sessions[-1].starts_at)
    return Filing(row, sessions, values["files"])


def session_of(row, ordinal, values, facts) -> Session:
    minutes = value_on("lesson_minutes", local_day(facts["starts_at"])).value
    minutes = int(facts["lessons"] * minutes)
    return Session(
        organization=row.organization,
        district=row.district,
        ordinal=ordinal,
        teacher=values["teacher"],
        venue=values["venue"],
        minutes=minutes,
        ends_at=facts["starts_at"] + timedelta(minutes=minutes),
        **facts,
    )


@dataclass
class Known:
    """What the rows of a file ask of the database, asked once: qualifications and scope."""

    today: date
    held: Held
    scope: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, teachers: Iterable[int]) -> "Known":
        return cls(clock.today(), held_by(teachers))

    def decide(self, filing: Filing) -> Decided:
        """The filing of a row, as one by hand is decided."""
        programme = filing.row.programme
        if programme.pk not in self.scope:
            self.scope[programme.pk] = covers_programme(programme, self.today)
        facts = {"held": self.held, "in_scope": self.scope[programme.pk]}
        return decide_planned(filing.row, filing.sessions, self.today, **facts)


def failures(filing: Filing, known: Known) -> list[Check]:
    """Every condition of a filing that the row does not meet.

    A row that stays a draft gives its undertaking when it is filed.
    """
    checks = [
        check for check in checks_of(known.decide(filing)) if not check.passed and not check.is_open
    ]
    left_out = "" if filing.is_filed else "undertaking_missing"
    return [check for check in checks if check.code != left_out]


@dataclass
class Bookings:
    """When the teachers and rooms of a unit are taken: by what is stored, and by rows before."""

    taken: dict = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of_unit(cls, actor) -> "Bookings":
        """All sessions to come, in one query."""
        rows = Session.objects.visible_to(actor).held().filter(ends_at__gt=clock.now())
        names = ("teacher_id", "venue_id", "starts_at", "ends_at", "training_class__number")
        found = cls()
        for teacher, venue, begins, ends, number in rows.order_by().values_list(*names):
            found.book({"teacher_id": teacher, "venue_id": venue}, begins, ends, number)
        return found

    def book(self, keys: dict, begins, ends, label) -> None:
        for column, key in keys.items():
            self.taken[column, key, local_day(begins)].append((begins, ends, label))

    def add(self, filing: Filing, label: str) -> None:
        for session in filing.sessions:
            keys = {column: getattr(session, column) for column in CLASHES}
            self.book(keys, session.starts_at, session.ends_at, label)

    def clashes(self, filing: Filing):
        """(column, message) of the first session of each kind that is in the way."""
        for column, code in CLASHES.items():
            found = next(filter(None, (self.hit(column, one) for one in filing.sessions)), None)
            if found:
                begins, label = found
                at = f"{timezone.localtime(begins):%Y-%m-%d %H:%M}"
                yield column.removesuffix("_id"), code, Refused(code, f"{label} {at}").message
        yield from self.elsewhere(filing)

    def elsewhere(self, filing: Filing):
        """The first session whose teacher teaches at another institution at its time."""
        asked = [(one.teacher_id, one.starts_at, one.ends_at) for one in filing.sessions]
        for _place, begins, _ends, key in overlaps(asked):
            if key is None:
                words = _("%(when)s, at another institution")
                at = words % {"when": f"{timezone.localtime(begins):%Y-%m-%d %H:%M}"}
                yield "teacher", TEACHER, Refused(TEACHER, at).message
                return

    def hit(self, column, session):
        day = local_day(session.starts_at)
        for begins, ends, label in self.taken[column, getattr(session, column), day]:
            if begins < session.ends_at and session.starts_at < ends:
                return begins, label
        return None
