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

TAUGHT = (S.COMPLETED, S.FINISHED, S.RUNNING, S.OPEN)
FULL = (0.72, 1.0)  # share of the seats
FEW = (3, 9)  # people in a class that is cancelled for want of more
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


class Town:
    """The people by their district, the eager ones several times."""

    def __init__(self, workers: list[Worker]):
        self.everybody = [w for w in workers for _ in range(w.eager)]
        self.of = defaultdict(list)
        for worker in self.everybody:
            self.of[worker.district.pk].append(worker)

    def draw(self, random, course: Course, can_sign_in: bool) -> Worker | None:
        """Somebody who is free, mostly of the place, and has not learnt this yet."""
        for _ in range(TRIES):
            home = self.of[course.row.district_id] if random.random() < AT_HOME else None
            found = random.choice(home or self.everybody)
            if found.order <= WORKERS and not can_sign_in:
                continue
            if found.free_from < course.fate.opens_at.date() and is_new(found, course):
                return found
        return None


def is_new(worker: Worker, course: Course) -> bool:
    return course.row.programme.name not in worker.learnt


def enrol_all(random, size: Size, courses: list[Course], workers: list[Worker]) -> list[Place]:
    """Fill the classes in the order of time, and count their seats; says when who registered.

    worker.1 … are in the first class of the story and in none after it: they can enrol themselves.
    """
    town, keen = Town(workers), {key: one.keen for key, one in profiles(size).items()}
    first = next(course for course in courses if is_of_story(course))
    found: list[Place] = []
    for course in courses:
        pinned = workers[:WORKERS] if course is first else []
        can_sign_in = course.row.ends_on < first.row.filed_on
        people = drawn(random, town, course, pinned, can_sign_in)
        places = [place(random, course, worker, keen[course.key]) for worker in people]
        course.row.seats_taken = sum(holds_a_seat(one) for one in places)
        found += places
    register(random, workers, found)
    return found


def drawn(random, town, course, pinned, can_sign_in):
    """The people of a class; each is taken until its last day."""
    wanted = how_many(random, course)
    for worker in [*pinned, *[None] * max(0, wanted - len(pinned))]:
        someone = worker or town.draw(random, course, can_sign_in)
        if someone is None:
            return
        someone.free_from = course.row.ends_on
        someone.learnt.add(course.row.programme.name)
        yield someone


def how_many(random, course: Course) -> int:
    row = course.row
    if row.state == S.CANCELLED and not course.fate.is_unfiled:
        return random.randint(*FEW)
    if row.state not in TAUGHT:
        return 0
    share = random.uniform(*FULL)
    if row.state == S.OPEN and not is_of_story(course):
        share *= time_gone(course)
    return max(1, round(row.seats * share))


def time_gone(course: Course) -> float:
    """Which part of the enrolment is over."""
    opens_at = course.fate.opens_at
    begins_at = moment(course.row.starts_on, time())
    return max(0.1, min(1.0, (dawn() - opens_at) / (begins_at - opens_at)))


def place(random, course: Course, worker: Worker, keen: float) -> Place:
    """One enrolment, most of them soon after the opening, and how it goes on."""
    opens_at, row = course.fate.opens_at, course.row
    last = row.cancelled_at if row.state == S.CANCELLED else moment(row.starts_on, time())
    left = min(last, dawn()) - opens_at
    enrolled_at = opens_at + left * (0.98 * random.random() ** 1.6)
    enrolled_at = enrolled_at.replace(microsecond=0)
    made = Place(course, worker, enrolled_at, random.choice(EnrolmentSource.values))
    if row.state == S.CANCELLED:
        made.withdrawn_at, made.by_system = row.cancelled_at, True
    elif random.random() > keen:
        waver(random, made)
    return made


def waver(random, made: Place) -> None:
    """Somebody who does not come all the time."""
    course, kind = made.course, random.choices(list(OTHERS), list(OTHERS.values()))[0]
    made.comes = {"wavering": WAVERING, "seldom": SELDOM, "never": NEVER}.get(kind, STEADY)
    if kind == "withdraws":
        after = made.enrolled_at + timedelta(minutes=random.randint(20, 90))
        before_start = moment(course.row.starts_on, time()) - timedelta(minutes=1)
        made.withdrawn_at = min(after, before_start, dawn())
    if kind in ("stops", "leaves"):
        made.until = random.randint(1, max(1, len(course.sessions) // 2))
        over = course.sessions[made.until - 1].ends_at + timedelta(hours=2)
        if kind == "leaves" and over < dawn():
            made.withdrawn_at = over


def holds_a_seat(made: Place) -> bool:
    """Who withdraws after the start gives no seat back."""
    begins_at = moment(made.course.row.starts_on, time())
    return made.withdrawn_at is None or (not made.by_system and made.withdrawn_at >= begins_at)


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
