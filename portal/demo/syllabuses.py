"""What the demo's programmes need by their type, who pays, and their syllabuses."""

from decimal import Decimal
from math import ceil

from portal.demo.offers import WITH_ALLOWANCE
from portal.demo.timetable import LESSONS
from programs.enums import LessonKind, Mode, Payer, Setting, TrainingType
from programs.models import Programme, ProgrammeTeacher, SyllabusUnit

T = TrainingType
THEORY = (
    "职业道德与安全生产",
    "专业基础知识",
    "工艺与操作规程",
    "质量标准与案例",
    "政策法规与考核要求",
)
PRACTICE = ("设备与工具使用实操", "基本技能实操", "综合技能实操", "岗位任务模拟", "考前综合训练")
START_UP_THEORY = ("创业政策与法律常识", "市场与客户分析", "财务与成本核算")
START_UP_PRACTICE = ("创业计划书编写", "模拟经营", "计划书答辩")
PRACTICE_SHARE = {T.ENTREPRENEURSHIP: Decimal("0.3")}
MOST_PRACTICE = Decimal("0.6")
PRICES = {"5": 1200, "4": 1600, "3": 2000, "2": 2600, "": 1000}
STUDIO = "金石焊接技能大师工作室（演示）"


def terms_of(offer, n: int) -> dict:
    """What the training type asks for; `n` counts the programmes."""
    terms = OF_TYPE[offer.training_type](offer, n)
    return terms | fee_of(offer, n)


def of_key_groups(offer, n) -> dict:
    allowed = offer.groups == WITH_ALLOWANCE
    return {"key_groups": list(offer.groups), "has_living_allowance": allowed}


def of_enterprise(offer, n) -> dict:
    setting = Setting.IN_HOUSE if offer.is_in_house else Setting.INSTITUTION
    if not offer.is_apprenticeship:
        return {"setting": setting}
    return {
        "setting": setting, "is_apprenticeship": True, "has_contract": True,
        "has_two_mentors": True, "work_share": 60, "study_share": 40, "term_months": 12,
    }  # fmt: skip


def of_high_skilled(offer, n) -> dict:
    studio = STUDIO if offer.is_studio_led else ""
    return {"is_studio_led": offer.is_studio_led, "studio": studio, "has_final_test": True}


def of_start_up(offer, n) -> dict:
    return {"lecturers": 1, "needs_business_plan": True}


OF_TYPE = {
    T.KEY_GROUP: of_key_groups,
    T.ENTERPRISE: of_enterprise,
    T.HIGH_SKILLED: of_high_skilled,
    T.ENTREPRENEURSHIP: of_start_up,
}


def fee_of(offer, n) -> dict:
    """Subsidies pay most of them; enterprises pay for their own, a few are shared."""
    fee = Decimal(PRICES[offer.level])
    if offer.training_type == T.ENTERPRISE:
        return {"fee": fee, "payer": Payer.ENTERPRISE}
    if offer.training_type == T.HIGH_SKILLED and n % 3 == 0:
        return {"fee": fee, "payer": Payer.SHARED, "trainee_pays": fee / 4}
    return {"fee": fee, "payer": Payer.SUBSIDY}


def practice_of(offer) -> int:
    """Practice lessons: whole sessions, above what the standard asks for."""
    share = PRACTICE_SHARE.get(offer.training_type, MOST_PRACTICE)
    return ceil(offer.lessons * share / LESSONS) * LESSONS


def make_syllabuses(programmes: list[Programme]) -> None:
    """The units of all programmes in one statement."""
    SyllabusUnit.objects.bulk_create(
        (unit for programme in programmes for unit in units_of(programme)), batch_size=1000
    )


def units_of(programme: Programme):
    """Theory, then practice; what is online is theory as far as there is some."""
    theory = programme.lessons - programme.practice_lessons
    is_start_up = programme.training_type == T.ENTREPRENEURSHIP
    parts = (
        (LessonKind.THEORY, theory, START_UP_THEORY if is_start_up else THEORY),
        (LessonKind.PRACTICE, programme.practice_lessons,
         START_UP_PRACTICE if is_start_up else PRACTICE),
    )  # fmt: skip
    ordinal, online = 0, programme.online_lessons
    for kind, lessons, titles in parts:
        for title, share in spread(lessons, titles):
            for mode, part in split(share, online):
                ordinal += 1
                online -= part if mode == Mode.ONLINE else 0
                yield SyllabusUnit(
                    programme=programme, organization_id=programme.organization_id,
                    district_id=programme.district_id, ordinal=ordinal, title=title, kind=kind,
                    mode=mode, lessons=part,
                )  # fmt: skip


def spread(lessons: int, titles):
    """(title, lessons) of so many lessons over so many titles, the last one takes the rest."""
    each = max(lessons // len(titles), 1)
    for title in titles[:-1]:
        if lessons > each:
            yield title, each
            lessons -= each
    if lessons:
        yield titles[-1], lessons


def split(lessons: int, online: int):
    """(mode, lessons): as many online as are left of the programme's, the rest in person."""
    there = min(lessons, max(online, 0))
    if there:
        yield Mode.ONLINE, there
    if lessons > there:
        yield Mode.OFFLINE, lessons - there


def name_teachers(programmes: list[Programme], staff) -> None:
    """The first teacher of each unit stands in its programmes."""
    first = {teachers[0].organization_id: teachers[0] for teachers, _rooms in staff.values()}
    ProgrammeTeacher.objects.bulk_create(
        ProgrammeTeacher(
            programme=row, organization_id=row.organization_id, district_id=row.district_id,
            teacher=first[row.organization_id],
        )
        for row in programmes
        if row.organization_id in first
    )  # fmt: skip
