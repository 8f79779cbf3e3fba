"""Records every app shares: audit, messages, clock, calendar."""

from core.models.audit import AuditEntry, AuditSeal
from core.models.calendar import CalendarDay, CalendarYear
from core.models.clock import ClockOffset
from core.models.outbox import Delivery, Notification
from core.models.reveal import DataReveal

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "ClockOffset",
    "DataReveal",
    "Delivery",
    "Notification",
]
