"""Who may import into which classes, and the roster a decision is about."""

from collections.abc import Callable, Iterable

from core.access import Actor
from core.enums import Role
from core.refusals import Refused
from policies.decisions import Check, require
from programs.models import TrainingClass
from trainees.checks import ROSTERING, close_check, open_check
from trainees.enums import RosterState
from trainees.models import RosterImport
from trainees.permissions import is_own_unit_admin, is_unit_admin

Report = Callable[[int, int], None]
"""Told how many of how many rows are done; 0 of them when the number is not known yet."""


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


def check_class(training_class, actor: Actor) -> None:
    """The class is the actor's and takes a roster today. Raises Refused."""
    if not is_own_unit_admin(actor, training_class):
        raise Refused("not_allowed")
    require(taking_checks(training_class))


def taking_checks(training_class) -> list[Check]:
    """Whether a class takes a roster today."""
    return [open_check(training_class, ROSTERING), close_check(training_class)]


def classes_taking(actor: Actor) -> dict[int, TrainingClass]:
    """The classes of the actor's unit that take a roster today, by key. Raises Refused."""
    if not is_unit_admin(actor, None):
        raise Refused("not_allowed")
    own = TrainingClass.objects.visible_to(actor).filter(state__in=ROSTERING)
    by_start: dict = {}
    for row in own.select_related("venue"):
        by_start.setdefault(row.starts_on, []).append(row)
    # The end of enrolment follows from the first day alone: one look-up for each day.
    taking = [rows for rows in by_start.values() if close_check(rows[0]).passed]
    return {row.pk: row for rows in taking for row in rows}


def check_classes(keys: Iterable[int], actor: Actor) -> dict[int, TrainingClass]:
    """The classes of a checked roster, if all of them still take it. Raises Refused."""
    taking = classes_taking(actor)
    rows = TrainingClass.objects.visible_to(actor).select_related("venue").in_bulk(list(keys))
    for key in keys:
        if key not in taking:
            if key not in rows:
                raise Refused("not_allowed")
            check_class(rows[key], actor)
    return {key: rows[key] for key in keys}


def is_whole(roster, actor: Actor) -> bool:
    """A group of an enterprise is enrolled all or none (workflow 2.4); others row by row."""
    return actor.role != Role.ENTERPRISE_ADMIN or not roster.bad_count


def require_whole(roster, actor: Actor) -> None:
    """Raises Refused: group_not_whole."""
    if not is_whole(roster, actor):
        everybody = roster.good_count + roster.bad_count
        raise Refused("group_not_whole", f"{roster.bad_count} / {everybody}")


def locked(roster, actor: Actor, state=RosterState.CHECKED) -> RosterImport:
    """The roster, locked, if it is in this state and this actor's. Raises Refused."""
    row = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if not is_own_unit_admin(actor, row):
        raise Refused("not_allowed")
    if row.state != state:
        raise Refused("wrong_state", row.get_state_display())
    return row
