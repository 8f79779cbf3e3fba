"""Changes of timetables in the demo: one of each answer, and two that wait, one of them urgent."""

from datetime import datetime, time, timedelta

from core import clock
from core.access import Actor, system_actor
from core.enums import Face, Role
from core.refusals import Refused
from core.workflow import perform
from portal.demo.history import unit_of
from portal.demo.timetable import moment
from programs.enums import ClassState, SessionState
from programs.models import ClassChange, TrainingClass
from programs.services.changes import draft_lines, keep_change, request_change

SYSTEM = system_actor("timetable")
DISTRICTS = {"DL-06": "jinzhou.reviewer", "DL-01": "zhongshan.reviewer"}
UNITS = {"institution.a": "DL-06", "institution.b": "DL-01"}
WHYS = (
    "授课教师参加市级培训，课次顺延。（演示内容）",
    "实训场地设备检修，调整上课时间。（演示内容）",
    "台风预警，课次改期。（演示内容）",
)
REFUSAL = ("room_double_booked", "调整后与其他班期场地安排重叠，请另选时间。（演示内容）")
MOVES = ("approve", "refuse", "withdraw")
FURTHEST = 21  # days by which a session is moved at most


def make_changes(users, organizations) -> list[ClassChange]:
    """For the two units and districts that one can sign in as."""
    made = []
    for key, code in UNITS.items():
        reviewer = officer(users[DISTRICTS[code]], organizations[code])
        rows = list(candidates(organizations[key]))
        for n, row in enumerate(rows[: len(MOVES) + 2]):
            verb = MOVES[n] if n < len(MOVES) else ""
            made.append(asked(row, users[key], WHYS[n % len(WHYS)], verb, reviewer))
        made.append(lapsed(rows, users[key]))
    return [change for change in made if change]


def candidates(unit):
    """Classes of the unit with sessions to come, the running ones first."""
    tomorrow = moment(clock.today() + timedelta(days=1), time(0))  # the same all through the day
    ahead = {"sessions__state": SessionState.PLANNED, "sessions__starts_at__gte": tomorrow}
    states = (ClassState.RUNNING, ClassState.APPROVED)
    rows = TrainingClass.objects.filter(organization=unit, state__in=states, **ahead)
    return rows.select_related("organization", "district").distinct().order_by("starts_on")


def officer(user, bureau) -> Actor:
    role = Role.DISTRICT_REVIEWER
    return Actor(user.pk, bureau.pk, role, bureau.district_id, Face.DISTRICT)


def asked(row, user, why, verb, reviewer) -> ClassChange | None:
    """The last session is asked to be held later, on the first day that is free; then answered."""
    unit = unit_of(row, user.pk)
    session = row.sessions.filter(state=SessionState.PLANNED).order_by("starts_at").last()
    for days in range(1, FURTHEST):
        wish = {"kind": "replan", "session": session}
        wish["starts_at"] = session.starts_at + timedelta(days=days)
        try:
            change = request_change(row, actor=unit, lines=[wish], reason=why)
        except Refused:
            continue
        return answered(change, verb, unit, reviewer)
    return None


def answered(change, verb, unit, reviewer) -> ClassChange:
    if verb == "approve":
        return perform(change, verb, actor=reviewer)
    if verb == "refuse":
        code, reason = REFUSAL
        return perform(change, verb, actor=reviewer, reason_code=code, reason=reason)
    return perform(change, verb, actor=unit) if verb else change


def lapsed(rows, user) -> ClassChange | None:
    """One that nobody answered before its session began."""
    for row in rows:
        begun = row.sessions.exclude(state=SessionState.PLANNED).order_by("-starts_at").first()
        if begun is None:
            continue
        unit = unit_of(row, user.pk)
        wish = {"kind": "replan", "session": begun}
        wish["starts_at"] = begun.starts_at + timedelta(days=FURTHEST)
        with clock.at(at_ten(begun.starts_at - timedelta(days=1))):
            change = keep_change(row, unit, draft_lines(row, [wish]), WHYS[1])
        with clock.at(begun.starts_at):
            return perform(change, "lapse", actor=SYSTEM)
    return None


def at_ten(at: datetime) -> datetime:
    return moment(at.date(), time(10))
