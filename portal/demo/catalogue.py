"""The invented programmes of the demo, of all four training types."""

from datetime import time

from core import clock
from core.numbers import next_serial
from portal.demo.offers import NAMED_OFFERS, WAITING, invented_offers
from portal.demo.profiles import invented
from portal.demo.sizes import Size
from portal.demo.syllabuses import make_syllabuses, name_teachers, practice_of, terms_of
from portal.demo.timetable import QUARTERS, first_day, moment, next_working_day
from programs.enums import CourseType, ProgrammeState
from programs.models import Occupation, Programme

LEVELS = {"5": "初级", "4": "中级", "3": "高级"}
COURSE_NAMES = {
    "GYB": "产生你的企业想法（GYB）",
    "SYB": "创办你的企业（SYB）",
    "IYB": "改善你的企业（IYB）",
    "online_shop": "网络创业",
}
LISTED_SINCE = QUARTERS + 1  # quarters back, before the first class of all
OLD_HANDS = 0.75  # share of the programmes that were listed before the first class


def make_programmes(random, organizations, size: Size, staff) -> dict[str, list[Programme]]:
    """The listed programmes by the key of their unit, with syllabus and named teacher."""
    occupations = {row.code: row for row in Occupation.objects.all()}
    wanted = {code for code, row in occupations.items() if row.shortage_grade}
    offers = NAMED_OFFERS | invented_offers(random, size, invented(size), wanted)
    made = {}
    for key, own in offers.items():
        since = [listed_since(random, key) for _ in own]
        rows = [
            programme(organizations[key], offer, occupations, back)
            for offer, back in zip(own, since, strict=True)
        ]
        made[key] = Programme.objects.bulk_create(rows)
    waiting = programme(organizations["institution.b"], WAITING, occupations, LISTED_SINCE)
    waiting.state, waiting.submitted_at = ProgrammeState.SUBMITTED, moment(clock.today(), time())
    waiting.save()
    everything = [*(row for rows in made.values() for row in rows), waiting]
    make_syllabuses(everything)
    name_teachers(everything, staff)
    return made


def listed_since(random, key) -> int:
    """How many quarters ago a programme was handed in."""
    is_old = key in NAMED_OFFERS or random.random() < OLD_HANDS
    return LISTED_SINCE if is_old else random.randint(3, QUARTERS)


def programme(unit, offer, occupations, quarters_back) -> Programme:
    """One programme, in the catalogue already."""
    occupation = None if offer.is_course else occupations[offer.what]
    words = CourseType(offer.what).value if offer.is_course else occupation.zh
    words = COURSE_NAMES.get(words, words)
    submitted_on = next_working_day(first_day(clock.today(), quarters_back))
    year = submitted_on.year
    serial = next_serial(f"P{year}")
    return Programme(
        **terms_of(offer, serial),
        number=f"P{year}-{serial:06d}",
        organization=unit,
        district=unit.district,
        training_type=offer.training_type,
        occupation=occupation,
        level=offer.level,
        course_type=offer.what if offer.is_course else "",
        name=f"{words}{LEVELS.get(offer.level, '')}",
        description="理论与实操相结合，结业考核合格后可参加技能等级评价。（演示内容）",
        textbook=f"《{words}》国家职业技能培训教程",
        lessons=offer.lessons,
        practice_lessons=practice_of(offer),
        online_lessons=offer.online_lessons,
        state=ProgrammeState.LISTED,
        submitted_at=moment(submitted_on, time(10)),
    )
