"""Every write about quarterly reports: scheduled once, made by the system worker, signed by two."""

from supervision.services.delivery import confirm_receipt
from supervision.services.production import produce
from supervision.services.restating import start_correction, state_reasons
from supervision.services.schedule import place_of, schedule_due, schedule_report
from supervision.services.signatures import (
    generate,
    lock_report,
    regenerate,
    send_back,
    submit,
)

__all__ = [
    "confirm_receipt",
    "generate",
    "lock_report",
    "place_of",
    "produce",
    "regenerate",
    "schedule_due",
    "schedule_report",
    "send_back",
    "start_correction",
    "state_reasons",
    "submit",
]
