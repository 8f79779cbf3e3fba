"""The bureau's browser admin: what every app's records are shown with, and core's own records."""

from core.admin.jobs import JobAdmin
from core.admin.scoped import SETTINGS_READERS, ScopedModelAdmin, WaitingFilter, bulk_move

__all__ = ["SETTINGS_READERS", "JobAdmin", "ScopedModelAdmin", "WaitingFilter", "bulk_move"]
