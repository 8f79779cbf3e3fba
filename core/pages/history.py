"""The audit trail as people read it: what happened to a record, and what one entry changed."""

from collections.abc import Callable
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.enums import Role
from core.language import is_chinese
from core.models import AuditEntry
from core.pages.verbs import DONE, SYSTEM_NAMES, VERBS
from core.refusals import listed

_readers: list[Callable[[str], str]] = []


def reads_labels(reader: Callable[[str], str]) -> Callable[[str], str]:
    """Let an app put what it once stored, such as a code, into the words of today's reader."""
    _readers.append(reader)
    return reader


def in_words(text: str) -> str:
    """A stored text as the apps read it."""
    for reader in _readers:
        text = reader(text)
    return text


def history(obj, actor, *, most=50) -> list[dict]:
    """The record's entries of the audit trail the actor may see, newest first."""
    entries = AuditEntry.objects.visible_to(actor).filter(
        model=obj._meta.label_lower, object_id=str(obj.pk)
    )
    return [timeline_entry(entry) for entry in entries[:most]]


def last_entry(obj, actor, *verbs: str) -> AuditEntry | None:
    """The newest entry of one of these actions on a record, if the actor may see it."""
    entries = AuditEntry.objects.visible_to(actor).filter(
        model=obj._meta.label_lower, object_id=str(obj.pk), verb__in=verbs
    )
    return entries.first()


def overtaken(obj, actor) -> str:
    """Who made the last move on a record, for whoever comes too late; "" where the actor may not
    know.
    """
    entries = AuditEntry.objects.visible_to(actor).filter(
        model=obj._meta.label_lower, object_id=str(obj.pk), verb__in=list(obj.MOVES)
    )
    entry = entries.first()
    if entry is None:
        return ""
    is_own = entry.actor_user_id is not None and entry.actor_user_id == actor.user_id
    words = {
        "when": f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}",
        "who": _("yourself") if is_own else acted_as(entry),
        "what": verb_of(entry),
    }
    return _("Dealt with on %(when)s by %(who)s: “%(what)s”.") % words


def timeline_entry(entry) -> dict:
    """One entry in words: what, by which role, when, why."""
    return {
        "at": timezone.localtime(entry.at),
        "actor": acted_as(entry),
        "verb": verb_of(entry),
        "reason": reason_of(entry),
    }


def acted_as(entry: AuditEntry) -> str:
    """The role of an entry in words; whoever acted for a member or at a counter says so."""
    role = Role(entry.actor_role).label
    if not entry.actor_deputy_for:
        return role
    if entry.actor_role == Role.WORKER:
        return _("%(role)s (at the counter)") % {"role": role}
    return _("%(role)s (deputy)") % {"role": role}


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
    """The action in words: what was done by a move, else of the list above."""
    move = getattr(model_of(entry), "MOVES", {}).get(entry.verb)
    if move is None:
        return str(VERBS.get(entry.verb, entry.verb))
    return str(move.label if is_chinese() else DONE.get(entry.verb, move.label))


def system_name(entry: AuditEntry) -> str:
    """Which part of the system acted, in words; empty where a person did."""
    return str(SYSTEM_NAMES.get(entry.actor_name, entry.actor_name))


def record_name(entry: AuditEntry) -> str:
    """What the record was called then, as today's reader reads it."""
    return in_words(entry.object_label)


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
    if isinstance(field, models.DateTimeField) and value:
        return local_minute(value)
    return "" if value is None else in_words(str(value))


def local_minute(text: str) -> str:
    """A stored instant as the clock on the wall shows it."""
    return f"{timezone.localtime(parse_datetime(text)):%Y-%m-%d %H:%M}"
