"""Records every app shares: audit, messages, clock, calendar."""

from core.models.audit import AuditEntry
from core.models.calendar import CalendarDay, CalendarYear
from core.models.clock import ClockOffset
from core.models.idempotency import IdempotentRequest
from core.models.outbox import Delivery, Notification

__all__ = [
    "AuditEntry",
    "CalendarDay",
    "CalendarYear",
    "ClockOffset",
    "Delivery",
    "IdempotentRequest",
    "Notification",
]
