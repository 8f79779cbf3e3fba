"""Records every app shares: audit, messages, clock, calendar, jobs, stored files."""

from core.models.assignment import Assignment
from core.models.audit import AuditEntry, AuditSeal
from core.models.calendar import CalendarDay, CalendarYear
from core.models.clock import ClockOffset
from core.models.idempotency import IdempotentRequest
from core.models.job import Job, JobState
from core.models.outbox import (
    Channel,
    Delivery,
    DeliveryState,
    MessageChoice,
    Notification,
    SendingHours,
)
from core.models.reveal import DataReveal
from core.models.stored_file import StoredFile

__all__ = [
    "Assignment",
    "AuditEntry",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "Channel",
    "ClockOffset",
    "DataReveal",
    "Delivery",
    "DeliveryState",
    "IdempotentRequest",
    "Job",
    "JobState",
    "MessageChoice",
    "Notification",
    "SendingHours",
    "StoredFile",
]
