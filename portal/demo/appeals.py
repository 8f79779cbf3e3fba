"""The appeals of the demo: refused programmes, and what became of them. All of it is invented."""

from dataclasses import dataclass

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.workflow import perform
from portal.demo.actors import of_the_city
from portal.demo.timetable import days_ago
from programs.enums import Mode
from programs.models import Occupation
from programs.services.programmes import create_programme
from programs.services.syllabuses import write_syllabus
from supervision.services.appeals import submit_appeal

SYLLABUS = (("基础理论", "theory", 20), ("操作实训", "practice", 40))
PREMISES = ("not_eligible", "实训工位与申报的招生规模不符。（演示内容）")
TEXTBOOK = ("textbook_missing", "未列明使用的教材。（演示内容）")
COUNTED = (
    "facts",
    "申报表第二页另列二号车间的工位，合计与招生规模相符，审核时未计入。（演示内容）",
)
NAMED = ("facts", "申报表第三页已写明教材名称和出版单位。（演示内容）")
LISTED = ("new_proof", "所用教材已列入推荐目录，现补充出版信息。（演示内容）")
WITHIN_DAYS = (2, 4, 10)  # after the refusal: appeal, taken up, answered


@dataclass(frozen=True)
class Case:
    """A programme refused so many days ago, and the moves of the appeal against it, if any."""

    key: str
    code: str
    level: str
    refused: int
    why: tuple
    ground: tuple = ()
    moves: tuple = ()


CASES = (
    Case("institution.a", "6-18-02-04", "5", 6, PREMISES),
    Case("institution.a", "6-31-01-03", "4", 4, TEXTBOOK, LISTED),
    Case("institution.b", "4-03-02-01", "5", 12, PREMISES, COUNTED, ("take_up",)),
    Case("institution.c", "4-01-06-02", "4", 45, TEXTBOOK, NAMED, ("take_up", "dismiss")),
    Case("institution.d", "4-10-01-06", "5", 13, PREMISES, COUNTED, ("take_up", "uphold")),
)
ANSWERS = {
    "dismiss": "经核对申报材料，教材一栏确未填写，申诉所述与材料不符。（演示内容）",
    "uphold": "经核对，二号车间的工位应予计入，原决定依据的事实有误。（演示内容）",
}


def make_appeals(users, organizations) -> int:
    """Every case by the services, each at its time; returns how many appeals were made."""
    city = organizations["city"]
    reviewer = of_the_city(users["municipal.reviewer"], city, Role.MUNICIPAL_REVIEWER)
    chief = of_the_city(users["municipal.chief"], city, Role.MUNICIPAL_CHIEF)
    for case in CASES:
        unit = organizations[case.key]
        programme = refused(case, unit, unit_actor(users[case.key], unit), reviewer)
        if case.ground:
            appealed(case, programme, unit_actor(users[case.key], unit), chief)
    return sum(bool(case.ground) for case in CASES)


def refused(case, unit, admin, reviewer):
    """A programme that was handed in and refused."""
    occupation = Occupation.objects.get(code=case.code)
    with clock.at(days_ago(case.refused + 5)):
        programme = create_programme(
            actor=admin, organization=unit, training_type="key_group", occupation=occupation,
            level=case.level, name=f"{occupation.zh}（申诉示例）", textbook="待定教材",
            description="（演示内容）",
        )  # fmt: skip
        units = [
            {"title": title, "kind": kind, "mode": Mode.OFFLINE, "lessons": lessons}
            for title, kind, lessons in SYLLABUS
        ]
        write_syllabus(programme, actor=admin, units=units)
        programme = perform(programme, "submit", actor=admin)
    with clock.at(days_ago(case.refused)):
        code, reason = case.why
        return perform(programme, "refuse", actor=reviewer, reason_code=code, reason=reason)


def appealed(case, programme, admin, chief) -> None:
    """The unit appeals; the chief, who had no part in the refusal, takes it up and answers."""
    asked, *answered = WITHIN_DAYS
    ground, text = case.ground
    with clock.at(days_ago(case.refused - asked)):
        appeal = submit_appeal(actor=admin, record=programme, ground=ground, text=text)
    for move, days in zip(case.moves, answered, strict=False):
        given = {"reason": ANSWERS[move]} if move in ANSWERS else {}
        with clock.at(days_ago(case.refused - days)):
            appeal = perform(appeal, move, actor=chief, **given)


def unit_actor(user, unit) -> Actor:
    role = Role.INSTITUTION_ADMIN
    return Actor(user.pk, unit.pk, role, unit.district_id, Face.ORGANIZATION)
