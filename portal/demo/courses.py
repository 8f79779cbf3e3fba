"""The demo's classes with their sessions, before they are stored."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta

from core import clock
from core.numbers import next_serial
from policies.queries import last_moment
from portal.demo.fates import SIGN_OUT_LATEST, Fate, fate
from portal.demo.profiles import NAMED
from portal.demo.slots import S, Slot
from portal.demo.timetable import LESSONS, MINUTES, blocks, moment, next_working_day
from programs.enums import PUBLIC_STATES, SessionState
from programs.models import Programme, Session, Teacher, TrainingClass

SEATS = (30, 40, 50)
COUNTY_SEATS = (20, 30)  # where few people live
SHORTAGE_WEIGHT = 2
LISTED_FOR = timedelta(days=60)  # before the first class of a programme
ANNOUNCED = (*PUBLIC_STATES, S.APPROVED, S.CANCELLED)
UNANSWERED = (S.FILED,)
OVER = (S.FINISHED, S.COMPLETED)


@dataclass
class Course:
    """One class to be stored, with its sessions and what became of it."""

    key: str
    slot: Slot
    row: TrainingClass
    sessions: list[Session]
    fate: Fate


class Seals(dict):
    """When the attendance of a day becomes final; worked out once a day."""

    def __missing__(self, day: date):
        last = last_moment("tl_attendance_correction", day)
        self[day] = moment(last + timedelta(days=1), time(0, 5))
        return self[day]


def booked(thing):
    """What is taken: a room, or of a teacher the person, who may teach elsewhere, too."""
    return ("person", thing.person_id) if isinstance(thing, Teacher) else thing


class Bookings:
    """Until when each person and room is taken; classes come in the order of time."""

    def __init__(self, staff):
        self.staff = staff  # unit key -> (teachers, venues)
        self.until: defaultdict = defaultdict(lambda: date.min)

    def free(self, things, on: date, first: int):
        """The first one that is free on a day, from a place in the row on."""
        turned = (things[(first + n) % len(things)] for n in range(len(things)))
        return next((one for one in turned if self.until[booked(one)] < on), None)

    def earliest(self, key, on: date) -> date:
        """The first working day from `on` with a teacher and a room left."""
        busy = [min(self.until[booked(one)] for one in things) for things in self.staff[key]]
        return on if max(busy) < on else next_working_day(max(busy) + timedelta(days=1))

    def book(self, key, on: date, until: date, places: tuple[int, int]):
        """(teacher, venue) for a class of these days."""
        chosen = [
            self.free(things, on, place)
            for things, place in zip(self.staff[key], places, strict=True)
        ]
        self.until.update(dict.fromkeys(map(booked, chosen), until))
        return chosen


def make_courses(random, plan: list[Slot], programmes, staff, users) -> list[Course]:
    """The classes of all units, numbered in the order of their first day."""
    bookings, runs, seals = Bookings(staff), Counter(), Seals()
    made = [make_course(random, slot, programmes[slot.key], bookings, runs, users) for slot in plan]
    now = clock.now()
    for course in made:
        for session in course.sessions:
            come_along(course.row, session, seals, now)
    return made


def make_course(random, slot: Slot, offered, bookings, runs, users) -> Course:
    """One class that finds a programme, a teacher and a room."""
    programme = chosen(random, slot, offered)
    on = bookings.earliest(slot.key, slot.starts_on)
    slot = Slot(**{**vars(slot), "starts_on": on})
    plan = blocks(on, programme.lessons, programme.online_lessons, slot.rhythm)
    n = runs[slot.key] if slot.n is None else slot.n
    runs[slot.key] += 1
    runs[programme.pk] += 1
    teacher, venue = bookings.book(slot.key, on, plan[-1].ends_at.date(), (n + 2, n))
    found = fate(random, slot, programme.district.code, plan)
    row = make_class(random, programme, venue, found, plan, runs[programme.pk])
    if not found.is_unfiled:
        file(row, found, users[slot.key], users[programme.district.code])
    sessions = [make_session(row, ordinal, block, teacher) for ordinal, block in enumerate(plan, 1)]
    return Course(slot.key, slot, row, sessions, found)


def chosen(random, slot, offered) -> Programme:
    """One of the unit's programmes that was listed by then; the wanted ones more often."""
    if slot.n is not None:
        return offered[slot.n % len(offered)]
    listed = [p for p in offered if p.submitted_at.date() + LISTED_FOR <= slot.starts_on]
    weights = [
        SHORTAGE_WEIGHT if p.occupation and p.occupation.shortage_grade else 1 for p in listed
    ]
    return random.choices(listed or offered, weights if listed else None)[0]


def make_class(random, programme, venue, found: Fate, plan, run: int) -> TrainingClass:
    year, code = found.filed_on.year, programme.district.code.replace("-", "")
    row = TrainingClass(
        number=f"C{year}-{code}-{next_serial(f'C{year}-{code}'):06d}",
        programme=programme,
        organization=programme.organization,
        district=programme.district,
        name=f"{programme.name}第{run}期",
        venue=venue,
        seats=random.choice(COUNTY_SEATS if code == "DL08" else SEATS),
        starts_on=plan[0].starts_at.date(),
        ends_on=plan[-1].ends_at.date(),
        state=found.state,
        is_announced=found.state in ANNOUNCED and not found.is_unfiled,
    )
    if row.state == S.CANCELLED:
        row.cancelled_at = found.cancelled_at
    if row.state in OVER:
        row.finished_at = found.ended_at
    if row.state == S.COMPLETED:
        row.completed_at = found.completed_at
    return row


def file(row: TrainingClass, found: Fate, filer, reviewer) -> None:
    """What the filing and its answer leave on the row."""
    row.undertaking = True
    row.filed_on, row.filed_by = found.filed_on, filer
    row.filed_at = moment(found.filed_on, time(10))
    row.reply_due_on = last_moment("tl_filing_reply", found.filed_on)
    if row.state not in UNANSWERED:
        row.replied_at, row.reviewed_by = found.replied_at, reviewer


def make_session(row: TrainingClass, ordinal: int, block, teacher) -> Session:
    return Session(
        training_class=row,
        organization=row.organization,
        district=row.district,
        ordinal=ordinal,
        starts_at=block.starts_at,
        ends_at=block.ends_at,
        lessons=LESSONS,
        minutes=MINUTES,
        mode=block.mode,
        teacher=teacher,
        person_id=teacher.person_id,
        venue=row.venue,
        is_announced=row.is_announced,
    )


def come_along(row: TrainingClass, session: Session, seals: Seals, now) -> None:
    """Give a session the state and sealing time that the timetable would have brought about.

    One that is about to begin or has begun is planned still: the timetable opens it within a
    minute, and makes its attendance sheet.
    """
    if row.state in (S.CANCELLED, S.REFUSED):
        session.state = SessionState.CANCELLED
    elif session.ends_at + SIGN_OUT_LATEST <= now:
        sealed_at = seals[session.ends_at.date()]
        is_sealed = sealed_at <= now
        session.state = SessionState.SEALED if is_sealed else SessionState.CLOSED
        session.sealed_at = sealed_at if is_sealed else None


def is_of_story(course: Course) -> bool:
    """Whether a named unit tells it."""
    return course.key in NAMED and course.slot.n is not None
