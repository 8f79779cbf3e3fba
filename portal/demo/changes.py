"""Changes of timetables in the demo: one of each answer, and two that wait, one of them urgent."""

from datetime import datetime, time, timedelta

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Face, Role
from core.refusals import Refused
from core.workflow import perform
from portal.demo.history import unit_of
from portal.demo.timetable import moment
from programs.enums import SessionState
from programs.models import ClassChange, Session
from programs.services.changes import draft_lines, keep_change, request_change
from programs.services.classes import CHANGEABLE

SYSTEM = system_actor("timetable")
DISTRICTS = {"DL-06": "jinzhou.reviewer", "DL-01": "zhongshan.reviewer"}
UNITS = {"institution.a": "DL-06", "institution.b": "DL-01"}
WHYS = (
    "授课教师参加市级培训，课次顺延。（演示内容）",
    "实训场地设备检修，调整上课时间。（演示内容）",
    "台风预警，课次改期。（演示内容）",
)
REFUSAL = ("room_double_booked", "调整后与其他班期场地安排重叠，请另选时间。（演示内容）")
ANSWERS = ("approve", "refuse", "withdraw", "", "")  # the last ones wait
FURTHEST = 21  # days by which a session is moved at most
OF_A_DAY = ("teacher_double_booked", "room_double_booked", "session_on_holiday")


def make_changes(users, organizations) -> list[ClassChange]:
    """For the two units and districts that one can sign in as, as of the beginning of today."""
    with clock.at(moment(clock.today(), time(0))):
        return changes_of_units(users, organizations)


def changes_of_units(users, organizations) -> list[ClassChange]:
    made = []
    for key, code in UNITS.items():
        reviewer = officer(users[DISTRICTS[code]], organizations[code])
        made += one_of_each(candidates(organization=organizations[key]), users[key], reviewer)
        made.append(lapsed(organizations[key], users[key].pk))
        soon = candidates(district=organizations[code].district).reverse()[:1]
        made += [asked(one, one.training_class.filed_by, WHYS[2], "", reviewer) for one in soon]
    return [change for change in made if change]


def one_of_each(sessions, user, reviewer) -> list[ClassChange]:
    """A change for each answer and two that wait, of the first sessions that can be moved."""
    made, fixed = [], set()  # classes that nothing may be changed in
    for session in sessions:
        if len(made) == len(ANSWERS):
            break
        if session.training_class_id in fixed:
            continue
        why, verb = WHYS[len(made) % len(WHYS)], ANSWERS[len(made)]
        if change := asked(session, user, why, verb, reviewer):
            made.append(change)
        else:
            fixed.add(session.training_class_id)
    return made


def candidates(**whose):
    """Sessions from tomorrow on of a unit's or a district's classes, the last ones first."""
    tomorrow = moment(clock.today() + timedelta(days=1), time(0))  # the same all through the day
    rows = Session.objects.filter(**whose, state=SessionState.PLANNED)
    rows = rows.filter(starts_at__gte=tomorrow, training_class__state__in=CHANGEABLE)
    along = ("organization", "district", "filed_by")
    along = (*(f"training_class__{name}" for name in along), "teacher", "venue")
    return rows.select_related(*along).order_by("-starts_at", "pk")


def officer(user, bureau) -> Actor:
    role = Role.DISTRICT_REVIEWER
    return Actor(user.pk, bureau.pk, role, bureau.district_id, Face.DISTRICT)


def asked(session, user, why, verb, reviewer) -> ClassChange | None:
    """A session is asked to be held later, on the first day that is free; then answered.

    Nothing where no day would do, because its class is refused for something else.
    """
    row = session.training_class
    unit = unit_of(row, user.pk)
    for days in range(1, FURTHEST):
        wish = {"kind": "replan", "session": session}
        wish["starts_at"] = session.starts_at + timedelta(days=days)
        try:
            change = request_change(row, actor=unit, lines=[wish], reason=why)
        except Refused as refused:
            if refused.code not in OF_A_DAY:
                return None
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


def lapsed(unit, user_id) -> ClassChange | None:
    """One that nobody answered before its session began."""
    over = Session.objects.filter(organization=unit, state=SessionState.SEALED)
    begun = over.select_related("training_class", "teacher", "venue").order_by("-starts_at").first()
    if begun is None:
        return None
    row = begun.training_class
    wish = {"kind": "replan", "session": begun}
    wish["starts_at"] = begun.starts_at + timedelta(days=FURTHEST)
    with clock.at(at_ten(begun.starts_at - timedelta(days=1))):
        actor = unit_of(row, user_id)
        change = keep_change(row, actor, draft_lines(row, [wish]), WHYS[1])
        audit.record(actor, "request", change, reason=change.reason)
    with clock.at(begun.starts_at):
        return perform(change, "lapse", actor=SYSTEM)


def at_ten(at: datetime) -> datetime:
    return moment(at.date(), time(10))
