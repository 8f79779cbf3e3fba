"""The bureau's browser admin: what every app's records are shown with, and core's own records."""

from core.admin.audit import AuditEntryAdmin
from core.admin.calendar import CalendarDayAdmin, CalendarYearAdmin
from core.admin.jobs import JobAdmin
from core.admin.outbox import DeliveryAdmin, SendingHoursAdmin
from core.admin.reveals import DataRevealAdmin
from core.admin.scoped import (
    SETTINGS_READERS,
    NamedFilter,
    PinyinChangeList,
    ScopedModelAdmin,
)
from core.waiting import WaitingFilter

__all__ = [
    "SETTINGS_READERS",
    "AuditEntryAdmin",
    "CalendarDayAdmin",
    "CalendarYearAdmin",
    "DataRevealAdmin",
    "DeliveryAdmin",
    "JobAdmin",
    "NamedFilter",
    "PinyinChangeList",
    "ScopedModelAdmin",
    "SendingHoursAdmin",
    "WaitingFilter",
]
