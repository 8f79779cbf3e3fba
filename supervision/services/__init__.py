"""Every write about quarterly reports: scheduled once, made by the system worker, signed by two."""

from supervision.services.production import produce
from supervision.services.schedule import place_of, schedule_due, schedule_report
from supervision.services.signatures import (
    generate,
    lock_report,
    regenerate,
    send_back,
    submit,
)

__all__ = [
    "generate",
    "lock_report",
    "place_of",
    "produce",
    "regenerate",
    "schedule_due",
    "schedule_report",
    "send_back",
    "submit",
]
