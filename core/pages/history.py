"""The audit trail as people read it: what happened to a record, and what one entry changed."""

from typing import NamedTuple

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import Role
from core.models import AuditEntry
from core.refusals import listed

VERBS = {
    "create": gettext_lazy("Created"),
    "update": gettext_lazy("Changed"),
    "move_clock": gettext_lazy("Clock moved"),
    "schedule": gettext_lazy("Put on the schedule"),
    "enrol": gettext_lazy("Enrolled"),
    "check": gettext_lazy("Checked"),
    "import": gettext_lazy("Imported"),
    "discard": gettext_lazy("Discarded"),
    "revoke": gettext_lazy("Revoked"),
    "begin": gettext_lazy("Begun"),
    "send": gettext_lazy("Sent"),
    "propose": gettext_lazy("Deputy proposed"),
    "end_sessions": gettext_lazy("Signed out everywhere"),
    "set_phone": gettext_lazy("Phone for messages set"),
    "remove_phone": gettext_lazy("Phone for messages removed"),
    "reset_second_factor": gettext_lazy("Two-step sign-in reset"),
    "register": gettext_lazy("Registered"),
    "claim_account": gettext_lazy("Account opened"),
    "set_standing": gettext_lazy("Standing changed"),
    "download": gettext_lazy("Downloaded"),
    "send_again": gettext_lazy("Sent again"),
    "request": gettext_lazy("Asked"),
    "look": gettext_lazy("Looked at"),
    "show_own_data": gettext_lazy("Own data shown"),
    "seed_demo": gettext_lazy("Demo data made"),
}


def history(obj, actor, *, most=50) -> list[dict]:
    """The record's entries of the audit trail the actor may see, newest first."""
    entries = AuditEntry.objects.visible_to(actor).filter(
        model=obj._meta.label_lower, object_id=str(obj.pk)
    )
    return [timeline_entry(entry) for entry in entries[:most]]


def last_entry(obj, actor, verb: str) -> AuditEntry | None:
    """The newest entry of one action on a record, if the actor may see it."""
    entries = AuditEntry.objects.visible_to(actor).filter(
        model=obj._meta.label_lower, object_id=str(obj.pk), verb=verb
    )
    return entries.first()


def timeline_entry(entry) -> dict:
    """One entry in words: what, by which role, when, why."""
    return {
        "at": timezone.localtime(entry.at),
        "actor": acted_as(entry),
        "verb": verb_of(entry),
        "reason": reason_of(entry),
    }


def acted_as(entry: AuditEntry) -> str:
    """The role of an entry in words; whoever acted for a member says so."""
    role = Role(entry.actor_role).label
    return _("%(role)s (deputy)") % {"role": role} if entry.actor_deputy_for else role


def model_of(entry: AuditEntry):
    """The model of the changed record; None where it is gone."""
    try:
        return apps.get_model(entry.model)
    except LookupError:
        return None


def kind_of(entry: AuditEntry) -> str:
    model = model_of(entry)
    return str(model._meta.verbose_name) if model else entry.model


def verb_of(entry: AuditEntry) -> str:
    """The action in words: the label of a move, else of the list above."""
    move = getattr(model_of(entry), "MOVES", {}).get(entry.verb)
    return str(move.label if move else VERBS.get(entry.verb, entry.verb))


def reason_of(entry: AuditEntry) -> str:
    """The reason of the list and the words given, as one text."""
    code = listed(entry.reason_code)
    return " · ".join(filter(None, (code, entry.reason)))


class Change(NamedTuple):
    """One column of an audit entry, in words."""

    label: str
    before: str
    after: str


def changes(entry: AuditEntry) -> list[Change]:
    """What an entry changed, column by column, labelled as on the forms of its model."""
    model, before = model_of(entry), entry.before
    return [
        Change(
            label_of(model, name), stored(model, name, before.get(name)), stored(model, name, after)
        )
        for name, after in entry.after.items()
        if before.get(name) != after
    ]


def field_of(model, column: str):
    """The model field of a stored column; None where the model has it no longer."""
    fields = model._meta.concrete_fields if model else ()
    return next((field for field in fields if field.attname == column), None)


def label_of(model, column: str) -> str:
    field = field_of(model, column)
    return str(field.verbose_name) if field else column


def stored(model, column: str, value) -> str:
    """A stored value as people read it; empty for nothing."""
    field = field_of(model, column)
    if field and field.choices:
        return str(dict(field.flatchoices).get(value, value or ""))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
