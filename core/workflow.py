"""Each process is one MOVES table; `perform` is the one door through which a state changes."""

import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from core import audit
from core.access import Actor
from core.calendar import CalendarMissing
from core.permissions import Rule
from core.punctuation import enumerated
from core.refusals import Refused

logger = logging.getLogger(__name__)

MOST_JOBS = 100_000  # people at a business, the founder included


@dataclass(frozen=True)
class Move:
    """One row of a process table.

    `needs` names the inputs the mover must give; `reasons` the processes of the reason list, or
    single codes of it, that `reason_code` is chosen from, the frequent ones first; `reason_label`
    names the text on its form, where it is not for an applicant; `tone` colours the button;
    `explains` tells what will happen; `title` heads its page where the label says too little by
    itself; `page` names the address that makes the move, where the common page would not do.
    """

    sources: frozenset | set
    target: str
    rule: Rule
    label: str
    needs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    reason_label: str = ""
    tone: str = "primary"
    explains: str = ""
    is_automatic: bool = False
    title: str = ""
    page: str = ""


_performers: dict[tuple[type, str], Callable] = {}
_suggestions: dict[tuple[type, str], Callable] = {}
_guards: dict[tuple[type, str], list[Callable]] = defaultdict(list)
_effects: dict[tuple[type, str], list[Callable]] = defaultdict(list)


def performs(model, name):
    """Name the service of a move that does more than change its row."""

    def register(service):
        _performers[model, name] = service
        return service

    return register


def suggests(model, name):
    """Name what the form of a move begins with: `suggest(obj)` gives values of its inputs."""

    def register(suggest):
        _suggestions[model, name] = suggest
        return suggest

    return register


def suggested(obj, name) -> dict:
    """What a move of this record usually takes; nothing where nobody says."""
    suggest = _suggestions.get((type(obj), name))
    return suggest(obj) if suggest else {}


def attach(model, name, *, guard=None, effect=None):
    """A higher app has a say: `guard(obj, actor)` may refuse, `effect(obj, actor)` acts along."""
    if guard:
        _guards[model, name].append(guard)
    if effect:
        _effects[model, name].append(effect)


def attachments():
    """(model, move, kind, function) of everything attached; pinned by a test, shown in docs."""
    for kind, table in (("guard", _guards), ("effect", _effects)):
        for (model, name), functions in table.items():
            for function in functions:
                yield model, name, kind, f"{function.__module__}.{function.__name__}"


def perform(obj, name, *, actor: Actor, **inputs):
    """Make a move: the same function for page, API, admin and task. Returns the changed row."""
    service = _performers.get((type(obj), name))
    if service:
        return service(obj, actor=actor, **inputs)
    with moving(obj, name, actor=actor, **inputs) as row:
        return row


def made(obj, name, *, actor: Actor, is_due=lambda row: True, **inputs) -> bool:
    """Whether a move that time makes was made, in a transaction of its own.

    A refusal is no surprise: somebody else may have been faster. Whatever goes wrong with one row
    is logged and holds up no other.
    """
    try:
        if not is_due(obj):
            return False
        perform(obj, name, actor=actor, **inputs)
    except (Refused, CalendarMissing) as refused:
        logger.warning("%s %s %s: %s", name, obj._meta.label_lower, obj.pk, refused)
        return False
    except Exception:
        logger.exception("%s %s %s", name, obj._meta.label_lower, obj.pk)
        return False
    return True


@contextmanager
def moving(obj, name, *, actor: Actor, reason="", reason_code="", opinion="", **changes):
    """Gate, lock, check; yield the locked row to write on; save, run effects, record.

    Raises Refused: not_allowed, wrong_state, input_missing, or what a guard refuses with.
    """
    move = obj.MOVES[name]
    texts = {"reason": reason, "reason_code": reason_code, "opinion": opinion}
    with transaction.atomic():
        row = lock(obj)
        check(row, name, actor=actor, given={**texts, **changes})
        before = audit.columns(row)
        yield row
        for field, value in changes.items():
            setattr(row, field, value)
        row.state = move.target
        row.save()
        for effect in _effects[type(obj), name]:
            effect(row, actor)
        audit.record(
            actor, name, row, before=before, reason=reason or opinion, reason_code=reason_code
        )


def lock(obj):
    """The row again, locked for this transaction; the same answer for foreign and for gone."""
    try:
        return type(obj)._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    except ObjectDoesNotExist:
        raise Refused("not_allowed") from None


def check(row, name, *, actor, given):
    """Rule, source state, inputs, attached guards: in this order."""
    move = row.MOVES[name]
    if not move.rule(actor, row):
        raise Refused("not_allowed")
    if row.state not in move.sources:
        raise Refused("wrong_state", row.get_state_display())
    missing = [need for need in move.needs if not given.get(need)]
    if missing:
        raise Refused("input_missing", enumerated(missing))
    for guard in _guards[type(row), name]:
        guard(row, actor)


def available_moves(obj, actor: Actor) -> dict[str, Move]:
    """The moves this actor may make now: buttons, API actions and admin actions alike."""
    return {
        name: move
        for name, move in obj.MOVES.items()
        if not move.is_automatic and obj.state in move.sources and move.rule(actor, obj)
    }


def move_all(rows, name, *, actor: Actor, changes: Callable) -> list:
    """Make one move on every row of a queryset in a few statements; returns the changed rows.

    For moves without a service of their own: rule, state, guards, effects and audit are those of
    `moving`. `changes(row)` gives the columns to set. Raises Refused as `moving` does: all or none.
    """
    model = rows.model
    if (model, name) in _performers:
        raise TypeError(f"{name} of {model.__name__} has a service")
    with transaction.atomic():
        locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
        before = [audit.columns(row) for row in locked]
        fields = {"state"}
        for row in locked:
            given = changes(row)
            check(row, name, actor=actor, given=given)
            for field, value in {**given, "state": model.MOVES[name].target}.items():
                setattr(row, field, value)
            fields |= given.keys()
        model._default_manager.bulk_update(locked, sorted(fields), batch_size=200)
        for row in locked:
            for effect in _effects[model, name]:
                effect(row, actor)
        audit.record_all(actor, name, zip(locked, before, strict=True))
    return locked
