"""Records every app shares: audit, messages, clock, calendar, jobs, stored files."""

from core.models.audit import AuditEntry
from core.models.calendar import CalendarDay, CalendarYear
from core.models.clock import ClockOffset
from core.models.job import Job, JobState
from core.models.outbox import (
    Channel,
    Delivery,
    DeliveryState,
    MessageChoice,
    Notification,
    SendingHours,
)
from core.models.stored_file import StoredFile

__all__ = [
    "AuditEntry",
    "CalendarDay",
    "CalendarYear",
    "Channel",
    "ClockOffset",
    "Delivery",
    "DeliveryState",
    "Job",
    "JobState",
    "MessageChoice",
    "Notification",
    "SendingHours",
    "StoredFile",
]
