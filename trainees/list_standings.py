"""How every kind of list stands today: the newest one, its age, and what there is to do."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.access import Actor
from core.enums import Role
from trainees.checks import minute_of
from trainees.enums import FetchFault, FetchOutcome
from trainees.list_answers import days_of
from trainees.list_kinds import ListKind, kinds
from trainees.list_sheets import LIST_FILES
from trainees.models import ListSource, ReferenceList

GOOD, BAD = "good", "bad"


class Standing(NamedTuple):
    """One kind; `verdict` is a badge in its `tone`, `todo` says what to do, empty for nothing."""

    kind: ListKind
    newest: ReferenceList | None
    tone: str
    verdict: str
    words: str
    todo: str
    asked: str
    load_url: str


def standings(actor: Actor) -> list[Standing]:
    """Every kind in the order of the declarations, as the actor may see it."""
    lists = ReferenceList.objects.visible_to(actor).select_related("loaded_by")
    newest = {row.kind: row for row in lists.order_by("kind", "-as_of", "-pk").distinct("kind")}
    sources = {row.kind: row for row in ListSource.objects.visible_to(actor)}
    return [
        standing(kind, newest.get(kind.code), sources.get(kind.code), actor) for kind in kinds()
    ]


def standing(kind: ListKind, newest, source, actor: Actor) -> Standing:
    days = days_of(kind.code)
    age = (clock.today() - newest.as_of).days if newest else None
    counts = age is not None and age <= days
    may_load = actor.role == Role.MUNICIPAL_REVIEWER
    return Standing(
        kind,
        newest,
        GOOD if counts else BAD,
        _("counts") if counts else _("not checked"),
        words_of(age, days),
        "" if counts else todo(newest, source),
        asked(source),
        reverse("import", args=[LIST_FILES[kind.shape]]) if may_load else "",
    )


def words_of(age: int | None, days: int) -> str:
    """How old the newest list is, beside how old it may be."""
    if age is None:
        return _("never loaded")
    words = ngettext(
        "%(age)d day old, counts for %(days)d", "%(age)d days old, counts for %(days)d", age
    )
    return words % {"age": age, "days": days}


def todo(newest, source) -> str:
    if source is None:
        return _("Ask the authority for a new list and load the file.")
    if source.outcome == FetchOutcome.FAILED:
        return _("Ask who runs the servers about the address, or load a file meanwhile.")
    if newest is None:
        return _("Wait for the first answer of the address.")
    return _("The address gives no newer list: ask the authority.")


def asked(source) -> str:
    """When the address was asked last and what came of it; empty where there is none."""
    if source is None:
        return ""
    if source.asked_at is None:
        return _("has an address, not asked yet")
    told = {"day": minute_of(source.asked_at), "outcome": source.get_outcome_display()}
    if source.outcome != FetchOutcome.FAILED:
        return _("asked %(day)s: %(outcome)s") % told
    told["fault"] = f"{FetchFault(source.fault).label} {source.detail}".strip()
    words = ngettext(
        "asked %(day)s: failed %(times)d time, %(fault)s",
        "asked %(day)s: failed %(times)d times in a row, %(fault)s",
        source.failures,
    )
    return words % (told | {"times": source.failures})
