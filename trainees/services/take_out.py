"""A person's whole account as one JSON document, read as that person (docs/account.md)."""

import base64
from collections import defaultdict

from django.db import models

from core import clock, timeline
from core.access import Actor
from core.portable import Portable, portables
from core.refusals import Refused
from core.search import Derived
from organizations.models import User
from trainees.services.people import own_trainee

FORMAT, VERSION = "dalian-learning-account", 1
ONESELF, SOMEBODY = "person", "other"


def account_of(actor: Actor) -> dict:
    """Everything of the acting worker, as `docs/learning-account.schema.json` describes it.

    Raises Refused: not_allowed for who has no record.
    """
    if own_trainee(actor) is None:
        raise Refused("not_allowed")
    records = {
        one.label: [row_of(one, row, actor) for row in one.rows(actor).order_by("pk")]
        for one in portables().values()
        if one.rows
    }
    user = User.objects.get(pk=actor.user_id)
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": clock.now(),
        "person": {"name": user.name, "language": user.language},
        "figures": [vars(one) for one in in_text(timeline.figures(actor))],
        "timeline": [vars(one) for one in timeline.timeline(actor)],
        "context": referred_to(records, actor),
        "records": records,
    }


def in_text(figures):
    """Labels are lazy words: as text of the active language."""
    for one in figures:
        yield timeline.Figure(one.kind, str(one.label), one.value, str(one.note))


def row_of(portable: Portable, row, actor: Actor) -> dict:
    """The columns of a row by their names; accounts of people as `person` or `other`."""
    found = {
        field.attname: value_of(field, row, actor)
        for field in portable.model._meta.concrete_fields
        if field.name not in portable.without and not isinstance(field, Derived)
    }
    if portable.label == "core.storedfile":
        found["content"] = content_of(row)
    return found


def value_of(field, row, actor):
    value = getattr(row, field.attname)
    is_account = field.related_model is User or field.attname in (
        "user_id", "recipient_id", "trainee_user_id", "actor_user_id", "actor_deputy_for",
    )  # fmt: skip
    if value is None or not is_account:
        return value
    return ONESELF if value == actor.user_id else SOMEBODY


def content_of(file) -> str:
    """The file itself in base64; empty where the storage has lost it."""
    try:
        with file.open() as stream:
            return base64.b64encode(stream.read()).decode()
    except FileNotFoundError:
        return ""


def referred_to(records: dict, actor: Actor) -> dict:
    """What the records refer to, and what that refers to, as far as the person sees it."""
    wanted, found = defaultdict(set), {}
    for label, rows in records.items():
        note(wanted, portables()[label], rows)
    for one in reversed([one for one in portables().values() if one.rows is None]):
        found[one.label] = all_of(one, wanted, actor)
    return dict(reversed(found.items()))


def all_of(portable, wanted, actor: Actor) -> list[dict]:
    """The rows that are wanted of a model, and those of it that they name themselves."""
    known: set = set()
    while missing := wanted[portable.label] - known:
        known |= missing
        seen = portable.model.objects.visible_to(actor).filter(pk__in=known)
        rows = [row_of(portable, row, actor) for row in seen.order_by("pk")]
        note(wanted, portable, rows)
    return rows if known else []


def note(wanted, portable, rows) -> None:
    """Keys of context rows that some rows name."""
    for field in portable.model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is not User:
            label = field.related_model._meta.label_lower
            wanted[label] |= {row[field.attname] for row in rows if row.get(field.attname)}
