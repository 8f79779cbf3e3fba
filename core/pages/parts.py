"""The parts a page is declared with: columns of a list, facts of a record, its history."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import Role
from core.models import AuditEntry
from core.refusals import reason, reasons


class Fact(NamedTuple):
    """One line of a definition list."""

    label: str
    value: object


@dataclass(frozen=True)
class Column:
    """One column of a list; `name` is an attribute path such as `programme.level`."""

    name: str
    label: str = ""
    is_link: bool = False
    is_badge: bool = False
    is_numeric: bool = False
    value: Callable | None = None

    @property
    def is_number(self):
        return self.is_numeric

    def cell(self, obj) -> dict:
        """The cell of a row, as components/table_cards.html wants it."""
        tone = getattr(obj, "STATE_TONES", {}).get(getattr(obj, "state", None), "neutral")
        return {
            "label": self.label,
            "value": self.value(obj) if self.value else shown(obj, self.name),
            "is_number": self.is_numeric,
            "badge_tone": tone if self.is_badge else "",
        }


def shown(obj, path: str):
    """The value at an attribute path as people read it: choices by label, times in local time."""
    *parents, last = path.split(".")
    for name in parents:
        obj = getattr(obj, name)
        if obj is None:
            return None
    display = getattr(obj, f"get_{last}_display", None)
    value = display() if display else getattr(obj, last)
    if isinstance(value, models.Model):
        return str(value)
    if hasattr(value, "tzinfo"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:%Y-%m-%d}" if hasattr(value, "toordinal") else value


VERBS = {
    "create": gettext_lazy("Created"),
    "update": gettext_lazy("Changed"),
    "move_clock": gettext_lazy("Clock moved"),
    "schedule": gettext_lazy("Scheduled"),
    "enrol": gettext_lazy("Enrolled"),
    "check": gettext_lazy("Checked"),
    "import": gettext_lazy("Imported"),
    "discard": gettext_lazy("Discarded"),
    "begin": gettext_lazy("Begun"),
    "send": gettext_lazy("Sent"),
    "propose": gettext_lazy("Deputy proposed"),
    "end_sessions": gettext_lazy("Signed out everywhere"),
    "reset_second_factor": gettext_lazy("Two-step sign-in reset"),
    "register": gettext_lazy("Registered"),
    "claim_account": gettext_lazy("Account opened"),
    "set_standing": gettext_lazy("Standing changed"),
    "seed_demo": gettext_lazy("Demo data made"),
}


def history(obj, actor, *, most=50) -> list[dict]:
    """The record's entries of the audit trail the actor may see, newest first."""
    entries = AuditEntry.objects.visible_to(actor).filter(
        model=obj._meta.label_lower, object_id=str(obj.pk)
    )
    return [timeline_entry(entry, obj) for entry in entries[:most]]


def acted_as(entry) -> str:
    """The role of an entry in words; whoever acted for a member says so."""
    role = Role(entry.actor_role).label
    return _("%(role)s (deputy)") % {"role": role} if entry.actor_deputy_for else role


def timeline_entry(entry, obj) -> dict:
    """One entry in words: what, by which role, when, why."""
    move = getattr(obj, "MOVES", {}).get(entry.verb)
    code = str(reason(entry.reason_code)) if entry.reason_code in reasons() else ""
    return {
        "at": timezone.localtime(entry.at),
        "actor": acted_as(entry),
        "verb": move.label if move else VERBS.get(entry.verb, entry.verb),
        "reason": " · ".join(filter(None, (code, entry.reason))),
    }
