"""The demo's classes and their sessions, with the dates a real filing would have given them."""

from datetime import time, timedelta

from core import clock
from core.calendar import add_working_days
from core.numbers import next_serial
from policies.queries import last_moment
from portal.demo.timetable import LESSONS, MINUTES, blocks, moment
from programs.enums import PUBLIC_STATES, ClassState, SessionState
from programs.models import Session, TrainingClass

S = ClassState
SEATS = (30, 40, 50)
LEAD, LONG_LEAD = 13, 22  # working days between filing and first session
OVER = (S.COMPLETED,)
UNANSWERED = (S.FILED,)
SIGN_OUT_LATEST = timedelta(minutes=30)


def make_class(slot, programme, venue, reviewer, filer, random) -> TrainingClass:
    """One class (not stored yet) in the state its slot says, with consistent dates."""
    plan = blocks(slot.starts_on, programme.lessons, programme.online_lessons)
    ends_on = plan[-1].ends_at.date()
    lead = LONG_LEAD if slot.starts_on > clock.today() else LEAD + slot.n % 4
    filed_on = add_working_days(slot.starts_on, -lead)
    if slot.state == S.FILED:
        filed_on = add_working_days(clock.today(), -1)
    replied_at = moment(add_working_days(filed_on, random.choice((1, 2, 2, 3, 4, 7))), time(15))
    replied_at = min(replied_at, clock.now())
    year, code = filed_on.year, programme.district.code.replace("-", "")
    answered = slot.state not in UNANSWERED
    row = TrainingClass(
        number=f"C{year}-{code}-{next_serial(f'C{year}-{code}'):06d}",
        programme=programme,
        organization=programme.organization,
        district=programme.district,
        name=f"{programme.name}第{slot.n + 1}期",
        venue=venue,
        seats=random.choice(SEATS),
        starts_on=slot.starts_on,
        ends_on=ends_on,
        state=slot.state,
        undertaking=True,
        filed_on=filed_on,
        filed_at=moment(filed_on, time(10)),
        filed_by=filer,
        reply_due_on=last_moment("tl_filing_reply", filed_on),
        replied_at=replied_at if answered else None,
        reviewed_by=reviewer if answered else None,
        is_announced=slot.state in (*PUBLIC_STATES, S.APPROVED, S.CANCELLED),
    )
    if slot.state == S.CANCELLED:
        row.cancelled_at = moment(add_working_days(slot.starts_on, -3), time(11))
    if slot.state in OVER:
        row.finished_at = plan[-1].ends_at + SIGN_OUT_LATEST
        row.completed_at = moment(add_working_days(ends_on, random.randint(4, 9)), time(10))
    return row


def make_sessions(training_class, teacher) -> list[Session]:
    """The sessions of a stored class (not stored yet), each in the state the clock gives it."""
    programme = training_class.programme
    plan = blocks(training_class.starts_on, programme.lessons, programme.online_lessons)
    return [
        Session(
            training_class=training_class,
            organization=training_class.organization,
            district=training_class.district,
            ordinal=ordinal,
            starts_at=block.starts_at,
            ends_at=block.ends_at,
            lessons=LESSONS,
            minutes=MINUTES,
            mode=block.mode,
            teacher=teacher,
            venue=training_class.venue,
            is_announced=training_class.is_announced,
            **state_of(training_class, block),
        )
        for ordinal, block in enumerate(plan, 1)
    ]


def state_of(training_class, block) -> dict:
    """State and sealing time of a session, as the timetable would have brought them about."""
    if training_class.state in (S.CANCELLED, S.REFUSED):
        return {"state": SessionState.CANCELLED}
    now, over = clock.now(), block.ends_at + SIGN_OUT_LATEST
    if over > now:
        opened = block.starts_at - SIGN_OUT_LATEST <= now and training_class.state == S.RUNNING
        return {"state": SessionState.OPEN if opened else SessionState.PLANNED}
    last = last_moment("tl_attendance_correction", block.ends_at.date())
    sealed_at = moment(last + timedelta(days=1), time(0, 5))
    if sealed_at > now:
        return {"state": SessionState.CLOSED}
    return {"state": SessionState.SEALED, "sealed_at": sealed_at}
