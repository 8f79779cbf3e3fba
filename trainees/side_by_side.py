"""Two records side by side as a page shows them, from the masked facts of a pair."""

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.identifiers import DocumentType, Sex
from core.pages import Fact
from core.pages.parts import proof_link
from organizations.models import District
from trainees import merging
from trainees.comparing import Comparison, compared, pair_of
from trainees.enums import MergeState
from trainees.models import PersonMerge

YES, NO = _("Yes, by the person"), _("No, entered by a roster")
LABELS = {
    "name": _("Name"),
    "document_type": _("Document"),
    "number": _("Identity number"),
    "birth_on": _("Year of birth"),
    "sex": _("Sex"),
    "phone": _("Mobile phone"),
    "district": _("Home district"),
    "registered_at": _("Registered on"),
    "is_used": _("Account opened"),
}
TOLD = {
    "document_type": lambda code: DocumentType(code).label,
    "sex": lambda code: Sex(code).label,
    "is_used": lambda used: YES if used else NO,
}
COMPARED = ("name", "birth_on", "sex", "phone")


def sides(facts: dict) -> list[dict]:
    """A line for each thing both records say; `is_same` tells of what was compared unmasked."""
    kept, merged = facts.get("kept", {}), facts.get("merged", {})
    keys = {kept.get("district"), merged.get("district")} - {None}
    names = {row.pk: str(row) for row in District.objects.filter(pk__in=keys)}
    told = {**TOLD, "district": names.get}
    return [
        {
            "label": label,
            "kept": told.get(key, str)(kept[key]),
            "merged": told.get(key, str)(merged[key]),
            "is_same": key in facts["same"] if key in COMPARED else None,
        }
        for key, label in LABELS.items()
        if key in kept and key in merged
    ]


def records(comparison: Comparison) -> list[dict]:
    """A line for each kind of record, with how many each of the two has."""
    models = merging.kinds()
    return [
        {
            "label": capfirst(models[table]._meta.verbose_name_plural)
            if table in models
            else table,
            "kept": of_one,
            "merged": of_other,
        }
        for table, of_one, of_other in comparison.records
    ]


def shown(facts: dict, comparison: Comparison | None) -> dict:
    """What `trainees/two_records.html` shows."""
    return {
        "sides": sides(facts),
        "records": records(comparison) if comparison else [],
        "moving": comparison.moving if comparison else 0,
        "conflicts": comparison.conflicts if comparison else [],
    }


def shown_merge(row: PersonMerge) -> dict:
    """A merge: what was compared, and what would move now, or what did."""
    pair = pair_of(row.kept_id, row.merged_id) if row.state == MergeState.PROPOSED else None
    return {**shown(row.facts, compared(pair) if pair else None), "moved": moved(row)}


def moved(row: PersonMerge) -> list[dict]:
    """A line for each kind of record that moved, with how many; none before it is merged."""
    counted = row.moved.values_list("table_name").annotate(Count("pk")).order_by("table_name")
    models = merging.kinds()
    return [
        {"label": capfirst(models[table]._meta.verbose_name_plural), "count": count}
        for table, count in counted
        if table in models
    ]


def proof_of(row: PersonMerge) -> Fact:
    return Fact(_("Proof"), proof_link("merge-proof", row.number))
