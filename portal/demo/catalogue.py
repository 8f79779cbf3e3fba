"""The invented programmes of the demo: three or four for every unit, of all four training types."""

from dataclasses import dataclass
from datetime import time

from core import clock
from core.numbers import next_serial
from portal.demo.timetable import first_day, moment, next_working_day
from programs.enums import CourseType, ProgrammeState, TrainingType
from programs.models import Occupation, Programme

T = TrainingType


@dataclass(frozen=True)
class Offer:
    """What one unit teaches: training type, occupation code or course, level, lessons."""

    training_type: str
    what: str
    level: str
    lessons: int
    online_lessons: int = 0


OFFERS = {
    "institution.a": (
        Offer(T.KEY_GROUP, "6-18-02-04", "5", 40),
        Offer(T.KEY_GROUP, "6-31-01-03", "4", 48, 16),
        Offer(T.HIGH_SKILLED, "6-18-02-04", "3", 56),
    ),
    "institution.b": (
        Offer(T.KEY_GROUP, "4-03-02-01", "5", 40),
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
    "enterprise.a": (Offer(T.ENTERPRISE, "6-23-02-03", "4", 40),),
}
WAITING = Offer(T.KEY_GROUP, "4-03-02-08", "5", 32)
"""One programme waits for the city, so that the tour has something to list."""
LISTED_SINCE = 3  # quarters back, before the first class of all
LEVELS = {"5": "初级", "4": "中级", "3": "高级"}


def make_programmes(organizations) -> dict[str, list[Programme]]:
    """The listed programmes by the key of their unit."""
    occupations = {row.code: row for row in Occupation.objects.all()}
    made = {}
    for key, offers in OFFERS.items():
        rows = [programme(organizations[key], offer, occupations) for offer in offers]
        made[key] = Programme.objects.bulk_create(rows)
    waiting = programme(organizations["institution.b"], WAITING, occupations)
    waiting.state, waiting.submitted_at = ProgrammeState.SUBMITTED, clock.now()
    waiting.save()
    return made


def programme(unit, offer, occupations) -> Programme:
    """One programme, in the catalogue already."""
    is_course = offer.training_type == T.ENTREPRENEURSHIP
    occupation = None if is_course else occupations[offer.what]
    words = CourseType(offer.what).value if is_course else occupation.zh
    submitted_on = next_working_day(first_day(clock.today(), LISTED_SINCE))
    year = submitted_on.year
    return Programme(
        number=f"P{year}-{next_serial(f'P{year}'):06d}",
        organization=unit,
        district=unit.district,
        training_type=offer.training_type,
        occupation=occupation,
        level=offer.level,
        course_type=offer.what if is_course else "",
        name=f"{COURSE_NAMES.get(words, words)}{LEVELS.get(offer.level, '')}",
        description="理论与实操相结合，结业考核合格后可参加技能等级评价。（演示内容）",
        textbook=f"《{COURSE_NAMES.get(words, words)}》国家职业技能培训教程",
        lessons=offer.lessons,
        online_lessons=offer.online_lessons,
        state=ProgrammeState.LISTED,
        submitted_at=moment(submitted_on, time(10)),
    )


COURSE_NAMES = {
    "GYB": "产生你的企业想法（GYB）",
    "SYB": "创办你的企业（SYB）",
    "IYB": "改善你的企业（IYB）",
    "online_shop": "网络创业",
}
