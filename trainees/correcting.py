"""Who may ask that an attendance record be corrected, and how long."""

from core import clock
from programs.enums import SessionState
from programs.services.advance import correctable_until
from trainees.models import AttendanceRecord
from trainees.permissions import may_sign


def may_ask(actor, record) -> bool:
    """While the session is over and not sealed: its teacher and the person."""
    return (
        record.session.state == SessionState.CLOSED
        and record.state in AttendanceRecord.MOVES["correct"].sources
        and may_sign(actor, record)
        and clock.today() <= correctable_until(record.session)
    )
