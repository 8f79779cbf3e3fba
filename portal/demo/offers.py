"""What the units of the demo teach: by hand for the named ones, by their trade for the others."""

from dataclasses import dataclass

from portal.demo.profiles import Invented, shared
from portal.demo.sizes import Size
from programs.enums import CourseType, TrainingType

T = TrainingType
WITHOUT_WORK = ("registered_unemployed", "rural_transfer")
WITH_ALLOWANCE = ("poverty_monitoring", "ex_serviceman")
GROUPS = (WITHOUT_WORK, ("hard_to_employ", "zero_employment_family"), WITH_ALLOWANCE, ())


@dataclass(frozen=True)
class Offer:
    """What one unit teaches: training type, occupation code or course, level, lessons.

    `groups` are the key groups it is for: none for all of them.
    """

    training_type: str
    what: str
    level: str
    lessons: int
    online_lessons: int = 0
    is_in_house: bool = False
    is_apprenticeship: bool = False
    is_studio_led: bool = False
    groups: tuple[str, ...] = ()

    @property
    def is_course(self) -> bool:
        return self.training_type == T.ENTREPRENEURSHIP


NAMED_OFFERS = {
    "institution.a": (
        Offer(T.KEY_GROUP, "6-18-02-04", "5", 40),
        Offer(T.KEY_GROUP, "6-31-01-03", "4", 48, 16),
        Offer(T.HIGH_SKILLED, "6-18-02-04", "3", 56, is_studio_led=True),
    ),
    "institution.b": (
        Offer(T.KEY_GROUP, "4-03-02-01", "5", 40, groups=WITHOUT_WORK),
        Offer(T.KEY_GROUP, "4-03-02-02", "5", 32),
        Offer(T.ENTREPRENEURSHIP, CourseType.SYB, "", 40),
    ),
    "institution.c": (
        Offer(T.KEY_GROUP, "4-01-06-02", "4", 40, 16),
        Offer(T.ENTREPRENEURSHIP, CourseType.ONLINE_SHOP, "", 32, 16),
        Offer(T.HIGH_SKILLED, "4-04-05-05", "3", 56, 24),
    ),
    "institution.d": (
        Offer(T.KEY_GROUP, "4-10-01-06", "5", 32),
        Offer(T.KEY_GROUP, "4-10-01-05", "5", 40),
        Offer(T.KEY_GROUP, "4-10-01-05", "4", 48),
    ),
    "institution.e": (
        Offer(T.ENTERPRISE, "6-18-01-01", "4", 48),
        Offer(T.HIGH_SKILLED, "6-20-01-01", "3", 56),
        Offer(T.KEY_GROUP, "6-31-01-03", "5", 40),
    ),
    "institution.f": (
        Offer(T.ENTERPRISE, "6-18-01-02", "4", 48),
        Offer(T.KEY_GROUP, "6-18-02-04", "5", 40),
        Offer(T.HIGH_SKILLED, "6-18-01-01", "3", 56),
    ),
    "institution.g": (
        Offer(T.KEY_GROUP, "4-03-02-01", "5", 40),
        Offer(T.ENTREPRENEURSHIP, CourseType.GYB, "", 24),
        Offer(T.KEY_GROUP, "4-12-01-01", "5", 40),
    ),
    "institution.h": (
        Offer(T.KEY_GROUP, "4-04-05-01", "4", 48, 24),
        Offer(T.HIGH_SKILLED, "4-04-05-13", "3", 40, 16),
        Offer(T.ENTREPRENEURSHIP, CourseType.IYB, "", 32),
    ),
    "enterprise.a": (Offer(T.ENTERPRISE, "6-23-02-03", "4", 40, 0, True, True),),
}
WAITING = Offer(T.KEY_GROUP, "4-03-02-08", "5", 32)
"""One programme waits for the city, so that the tour has something to list."""
ONLINE = "digital startup"  # trades that can be taught from a distance
TRADES = {
    "care": "4-10-01-05 4-10-01-06 4-10-01-02 4-10-01-03 4-14-01-03 4-14-02-02 2-07-11-04",
    "machinery": "6-18-01-01 6-18-01-02 6-18-02-04 6-20-01-01 6-31-01-03 6-18-01-07 6-31-01-02"
    " 6-31-07-01 6-31-07-03",
    "marine": "6-23-02-01 6-23-02-03 6-18-02-04 6-30-05-01",
    "building": "6-29-01-01 6-30-05-05 6-30-05-01 6-29-03-03 6-31-01-03 6-18-02-04",
    "digital": "4-04-05-01 4-04-05-05 4-04-05-13 4-04-04-02 4-01-06-01 4-01-06-02 4-01-06-03",
    "services": "4-02-07-08 4-02-07-10 4-07-05-01 4-07-05-04 4-02-04-06 4-12-01-01 4-10-07-01",
    "catering": "4-03-02-01 4-03-02-02 4-03-02-03 4-03-02-04 4-03-02-05 4-03-02-07 4-03-02-08"
    " 4-03-01-02",
    "beauty": "4-10-03-01 4-10-03-02 4-10-04-02 4-10-07-01 6-02-06-13",
    "textile": "6-05-01-03 4-10-03-01 4-01-06-01 4-10-01-06",
    "startup": "4-01-06-01 4-01-06-02 4-01-06-03",
}
LEVEL_WEIGHT = {"5": 5, "4": 3, "3": 2}
SHORTAGE_WEIGHT = 3
COURSE_WEIGHT, STARTUP_COURSE_WEIGHT = 1, 12


def invented_offers(random, size: Size, units: dict[str, Invented], wanted) -> dict:
    """The offers of the invented institutions by key, as many as the city is to have in all.

    `wanted` are the codes of the shortage list: they are taught more than others.
    """
    named = sum(len(offers) for offers in NAMED_OFFERS.values()) + 1
    counts = shared(size.programmes - named, [row.profile.weight for row in units.values()])
    return {
        key: offers_of(random, row.profile.trade, count, wanted)
        for (key, row), count in zip(units.items(), counts, strict=True)
    }


def offers_of(random, trade: str, count: int, wanted) -> list[Offer]:
    """So many different offers of a trade."""
    choices = {
        (code, level): weight * (SHORTAGE_WEIGHT if code in wanted else 1)
        for code in TRADES[trade].split()
        for level, weight in LEVEL_WEIGHT.items()
    }
    course_weight = STARTUP_COURSE_WEIGHT if trade == "startup" else COURSE_WEIGHT
    choices |= {(str(course), ""): course_weight for course in CourseType}
    by_luck = sorted(choices, key=lambda one: random.random() ** (1 / choices[one]), reverse=True)
    return [offer(random, trade, *one) for one in by_luck[:count]]


def offer(random, trade: str, what: str, level: str) -> Offer:
    lessons = 4 * random.randint(*{"5": (8, 12), "4": (10, 14), "3": (12, 16)}.get(level, (6, 10)))
    online = lessons // 8 * 4 if trade in ONLINE and random.random() < 0.7 else 0
    if not level:
        return Offer(T.ENTREPRENEURSHIP, what, "", lessons, online)
    kinds = {"5": (T.KEY_GROUP,), "4": (T.KEY_GROUP, T.ENTERPRISE), "3": (T.HIGH_SKILLED,)}
    kind = random.choice(kinds[level])
    groups = GROUPS[sum(map(ord, what)) % len(GROUPS)] if kind == T.KEY_GROUP else ()
    return Offer(kind, what, level, lessons, online, groups=groups)
