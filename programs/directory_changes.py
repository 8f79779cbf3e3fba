"""What changed in the directory about a unit, in words: version against version."""

from datetime import date
from typing import NamedTuple

from django.db.models import F, Window
from django.db.models.functions import Lag
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.language import in_language
from organizations.enums import OrganizationKind, Standing
from programs.directory import line_of
from programs.enums import DirectoryPart, Payer, ProgrammeState
from programs.models import DirectoryEntry

MOST = 60  # versions told of; older ones are found by the day
OF_UNIT = {
    "standing": gettext_lazy("Standing"),
    "name": gettext_lazy("Name"),
    "short_name": gettext_lazy("Short name"),
    "kind": gettext_lazy("Kind"),
    "district": gettext_lazy("District"),
    "address": gettext_lazy("Address"),
    "uscc": gettext_lazy("Unified social credit code"),
    "accredited_until": gettext_lazy("Accredited until"),
    "licence_number": gettext_lazy("Licence number"),
    "licence_issuer": gettext_lazy("Licence issued by"),
    "licence_valid_until": gettext_lazy("Licence valid until"),
}
OF_PROGRAMME = {
    "name": gettext_lazy("Name"),
    "lessons": gettext_lazy("Lessons"),
    "online_lessons": gettext_lazy("Online lessons"),
    "practice_lessons": gettext_lazy("Practice lessons"),
    "fee": gettext_lazy("Fee for a person (CNY)"),
    "trainee_pays": gettext_lazy("Of it paid by the trainee (CNY)"),
    "payer": gettext_lazy("Who pays the fee"),
}
CHOICES = {"standing": Standing, "kind": OrganizationKind, "payer": Payer}


class Day(NamedTuple):
    """The sentences of one day."""

    day: date
    sentences: list[str]


def changes_of(unit: str) -> list[Day]:
    """What changed about a unit and its programmes, the newest day first. One query."""
    of_one = {"partition_by": [F("part"), F("number")], "order_by": F("shown_from").asc()}
    told_of = (DirectoryPart.INSTITUTION, DirectoryPart.PROGRAMME)
    rows = DirectoryEntry.objects.filter(unit=unit, part__in=told_of).annotate(
        earlier=Window(Lag("facts"), **of_one), was_listed=Window(Lag("is_listed"), **of_one)
    )
    days: dict[date, list[str]] = {}
    for row in rows.order_by("-shown_from", "-pk")[:MOST]:
        day = timezone.localtime(row.shown_from).date()
        days.setdefault(day, []).extend(sentences(row))
    return [Day(day, said) for day, said in days.items() if said]


def sentences(row) -> list[str]:
    """What a version says anew."""
    if row.part == DirectoryPart.PROGRAMME:
        return of_programme(row)
    if row.earlier is None:
        return [_("Entered in the directory.")]
    return [*differences(row.earlier, row.facts, OF_UNIT), *of_scope(row.earlier, row.facts)]


def of_programme(row) -> list[str]:
    given = {"programme": f"{row.number} {row.facts['name']}"}
    if row.is_listed and not row.was_listed:
        return [_("Programme listed: %(programme)s") % given]
    if row.was_listed and not row.is_listed:
        given["state"] = ProgrammeState(row.facts["state"]).label
        return [_("Programme no longer listed: %(programme)s, %(state)s") % given]
    changed = differences(row.earlier, row.facts, OF_PROGRAMME) if row.is_listed else []
    return [f"{given['programme']} – {change}" for change in changed]


def differences(before: dict, after: dict, labels: dict) -> list[str]:
    """Label, old and new value of everything that is not the same."""
    read = [
        (str(label), worded(before, name), worded(after, name)) for name, label in labels.items()
    ]
    words = _("%(what)s: %(before)s → %(after)s")
    return [
        words % {"what": what, "before": old or "–", "after": new or "–"}
        for what, old, new in read
        if old != new
    ]


def worded(facts: dict, name: str) -> str:
    """A fact as it is read."""
    value = facts.get(name)
    if name == "district":
        return in_language(facts["district_zh"], facts["district_en"])
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    return "" if value is None else str(value)


def of_scope(before: dict, after: dict) -> list[str]:
    """Lines that came, and lines that were given a last day."""
    old, new = ends(before), ends(after)
    came = [line for line, end in new.items() if line not in old and end is None]
    went = [(line, end) for line, end in new.items() if end and old.get(line, end) is None]
    return [
        *(_("Added to the scope: %(line)s") % {"line": told(line)} for line in came),
        *(
            _("In the scope until %(day)s: %(line)s") % {"line": told(line), "day": end}
            for line, end in went
        ),
    ]


def told(line) -> str:
    return f"{line.kind} · {line.name}"


def ends(facts: dict) -> dict:
    """The last day of each line, None while it goes on; of lines alike the one that goes on."""
    found: dict = {}
    for row in sorted(facts["scope"], key=lambda row: row["valid_to"] or "9999"):
        found[line_of(row)] = row["valid_to"]
    return found
