"""Rosters: a dry run that stores nobody, then all good rows in one step, and back again."""

from trainees.services.roster.asking import ask_check, ask_import, ask_undo, is_large
from trainees.services.roster.dry_run import check_roster, discard_roster, errors_of
from trainees.services.roster.entering import import_roster
from trainees.services.roster.undoing import undo_roster

__all__ = [
    "ask_check",
    "ask_import",
    "ask_undo",
    "check_roster",
    "discard_roster",
    "errors_of",
    "import_roster",
    "is_large",
    "undo_roster",
]
