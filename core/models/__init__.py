"""Records every app shares: audit, messages, clock, calendar."""

from core.models.audit import AuditEntry
from core.models.calendar import CalendarDay, CalendarYear
from core.models.clock import ClockOffset
from core.models.outbox import (
    Channel,
    Delivery,
    DeliveryState,
    MessageChoice,
    Notification,
    SendingHours,
)

__all__ = [
    "AuditEntry",
    "CalendarDay",
    "CalendarYear",
    "Channel",
    "ClockOffset",
    "Delivery",
    "DeliveryState",
    "MessageChoice",
    "Notification",
    "SendingHours",
]
