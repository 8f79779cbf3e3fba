"""Who learns in which class of the demo: nobody in two at once, several over the years."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core import clock
from portal.demo.courses import Course, is_of_story
from portal.demo.fates import dawn
from portal.demo.people import WORKERS
from portal.demo.profiles import profiles
from portal.demo.sizes import Size
from portal.demo.slots import S
from portal.demo.timetable import QUARTERS, first_day, moment
from portal.demo.workers import Worker
from trainees.enums import EnrolmentSource

SOURCES = [EnrolmentSource.SELF.value, EnrolmentSource.ROSTER.value]
BY_THE_UNIT = [source for source in SOURCES if source != EnrolmentSource.SELF]
TAUGHT = (S.COMPLETED, S.FINISHED, S.RUNNING, S.OPEN)
FULL = (0.72, 1.0)  # share of the seats
FEW = (3, 9)  # people in a class that is cancelled for want of more
HAS_ROOM = 0.9  # so that the tour finds a free seat
AT_HOME = 0.75  # share of the trainees who live in the district of the class
TRIES = 400
STEADY, WAVERING, SELDOM, NEVER = 0.975, 0.83, 0.55, 0.0  # how likely somebody comes to a session
OTHERS = {"wavering": 35, "seldom": 20, "never": 14, "stops": 13, "leaves": 9, "withdraws": 9}
"""What becomes of those who do not come all the time; `withdraws` before the start."""


@dataclass
class Place:
    """One enrolment to be; `comes` is how likely a session sees the person, up to `until`."""

    course: Course
    worker: Worker
    enrolled_at: datetime
    source: str
    comes: float = STEADY
    until: int | None = None
    withdrawn_at: datetime | None = None
    by_system: bool = False


class Intake:
    """What is asked of a class for each of its people, worked out once."""

    def __init__(self, course: Course, now: datetime):
        row = course.row
        self.course, self.now = course, now
        self.opens_at, self.opens_on = course.fate.opens_at, course.fate.opens_at.date()
        self.begins_at = moment(row.starts_on, time())
        self.what, self.where = row.programme.name, row.district_id
        self.groups = row.programme.key_groups
        last = row.cancelled_at if row.state == S.CANCELLED else self.begins_at
        self.open_for = min(last, now) - self.opens_at

    def suits(self, worker: Worker) -> bool:
        """A programme that names its groups is for them; who has stated none may state one."""
        return not self.groups or worker.group in {"", *self.groups}

    @property
    def part_gone(self) -> float:
        """Which part of the enrolment is over."""
        gone = (self.now - self.opens_at) / (self.begins_at - self.opens_at)
        return max(0.1, min(1.0, gone))


class Town:
    """The people by their district, the eager ones several times."""

    def __init__(self, workers: list[Worker]):
        self.everybody = [w for w in workers for _ in range(w.eager)]
        self.of = defaultdict(list)
        for worker in self.everybody:
            self.of[worker.district.pk].append(worker)

    def draw(self, random, intake: Intake, can_sign_in: bool) -> Worker | None:
        """Somebody who is free, mostly of the place, and has not learnt this yet."""
        first = 1 if can_sign_in else WORKERS + 1
        for _ in range(TRIES):
            home = self.of[intake.where] if random.random() < AT_HOME else None
            found = random.choice(home or self.everybody)
            is_free = found.free_from < intake.opens_on and found.order >= first
            if is_free and intake.what not in found.learnt and intake.suits(found):
                return found
        return None


def enrol_all(random, size: Size, courses: list[Course], workers: list[Worker]) -> list[Place]:
    """Fill the classes in the order of time, and count their seats; says when who registered.

    worker.1 … are in the first class of the story and in none after it: they can enrol themselves.
    """
    town, keen = Town(workers), {key: one.keen for key, one in profiles(size).items()}
    first = next(course for course in courses if is_of_story(course))
    now, found = dawn(), []
    for course in courses:
        intake = Intake(course, now)
        pinned = workers[:WORKERS] if course is first else []
        can_sign_in = course.row.ends_on < first.row.filed_on
        people = drawn(random, town, intake, pinned, can_sign_in)
        places = [place(random, intake, worker, keen[course.key]) for worker in people]
        course.row.seats_taken = sum(holds_a_seat(one, intake) for one in places)
        found += places
    register(random, workers, found)
    return found


def drawn(random, town, intake: Intake, pinned, can_sign_in):
    """The people of a class; each is taken until its last day."""
    wanted = how_many(random, intake)
    for worker in [*pinned, *[None] * max(0, wanted - len(pinned))]:
        someone = worker or town.draw(random, intake, can_sign_in)
        if someone is None:
            return
        someone.free_from = intake.course.row.ends_on
        someone.learnt.add(intake.what)
        if intake.groups and not someone.group:
            someone.group = random.choice(intake.groups)
        yield someone


def how_many(random, intake: Intake) -> int:
    row = intake.course.row
    if row.state == S.CANCELLED and not intake.course.fate.is_unfiled:
        return random.randint(*FEW)
    if row.state not in TAUGHT:
        return 0
    share = random.uniform(*FULL)
    if row.state == S.OPEN:
        share *= HAS_ROOM if is_of_story(intake.course) else intake.part_gone
    return max(1, round(row.seats * share))


def place(random, intake: Intake, worker: Worker, keen: float) -> Place:
    """One enrolment, most of them soon after the opening, and how it goes on."""
    row = intake.course.row
    enrolled_at = intake.opens_at + intake.open_for * (0.98 * random.random() ** 1.6)
    enrolled_at = enrolled_at.replace(microsecond=0)
    sources = BY_THE_UNIT if intake.groups else SOURCES
    made = Place(intake.course, worker, enrolled_at, random.choice(sources))
    if row.state == S.CANCELLED:
        made.withdrawn_at, made.by_system = row.cancelled_at, True
    elif random.random() > keen:
        waver(random, intake, made)
    return made


def waver(random, intake: Intake, made: Place) -> None:
    """Somebody who does not come all the time."""
    kind = random.choices(list(OTHERS), list(OTHERS.values()))[0]
    made.comes = {"wavering": WAVERING, "seldom": SELDOM, "never": NEVER}.get(kind, STEADY)
    if kind == "withdraws":
        after = made.enrolled_at + timedelta(minutes=random.randint(20, 90))
        made.withdrawn_at = min(after, intake.begins_at - timedelta(minutes=1), intake.now)
    if kind in ("stops", "leaves"):
        sessions = intake.course.sessions
        made.until = random.randint(1, max(1, len(sessions) // 2))
        over = sessions[made.until - 1].ends_at + timedelta(hours=2)
        if kind == "leaves" and over < intake.now:
            made.withdrawn_at = over


def holds_a_seat(made: Place, intake: Intake) -> bool:
    """Who withdraws after the start gives no seat back."""
    at = made.withdrawn_at
    return at is None or (not made.by_system and at >= intake.begins_at)


def register(random, workers: list[Worker], places: list[Place]) -> None:
    """Everybody was registered before the first enrolment, or at some time without one."""
    for made in sorted(places, key=lambda one: one.enrolled_at, reverse=True):
        wait = timedelta(minutes=random.choice((10, 30, 600, 3000, 20_000)))
        made.worker.registered_at = made.enrolled_at - wait
    span = (clock.today() - first_day(clock.today(), QUARTERS)).days
    for worker in workers:
        if worker.registered_at is None:
            day = clock.today() - timedelta(days=random.randrange(1, span))
            worker.registered_at = moment(day, time(random.randint(8, 17), random.randrange(60)))
