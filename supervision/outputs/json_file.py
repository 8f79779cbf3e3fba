"""The report as JSON: numbers as numbers, shares with numerator and denominator."""

import json
from decimal import Decimal

from supervision.queries import Correction, Line, Snapshot, Targets

LANGUAGES = ("zh", "en")


def json_file(snapshot: Snapshot, address: str) -> bytes:
    """UTF-8 JSON with the totals, a list for each dimension, and the crossed cells."""
    report = snapshot.report
    content = {
        "number": report.number,
        "verification": address,
        "quarter": report.quarter,
        "edition": report.edition,
        "scope": {"kind": report.scope, "name": report.scope_name},
        "state": report.signed_state,
        "as_of": report.as_of.isoformat(),
        "generated_at": report.generated_at.isoformat(),
        "snapshot_code": report.figures_hash,
        "indicators": [about(indicator) for indicator in snapshot.indicators],
        "not_collected": [
            {
                "id": i.id,
                "zh": i.zh,
                "en": i.en,
                "reason": dict(zip(LANGUAGES, i.reasons, strict=True)),
            }
            for i in snapshot.pending
        ],
        "totals": cells(snapshot.totals),
        "districts": [line(item) for item in snapshot.districts],
        "training_types": [line(item) for item in snapshot.training_types],
        "institutions": [line(item) for item in snapshot.institutions],
        "occupations": [line(item) for item in snapshot.occupations],
        "crossed": [line(item) for item in snapshot.crossed],
        "targets": targets(snapshot.targets, report),
        "corrections": [corrected(item) for item in snapshot.corrections],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def about(indicator) -> dict:
    return {
        "id": indicator.id,
        "section": str(indicator.section),
        "zh": indicator.zh,
        "en": indicator.en,
        "unit": str(indicator.unit),
    }


def line(item: Line) -> dict:
    return {**item.dimension, "name": item.name, "figures": cells(item)}


def targets(found: Targets | None, report) -> dict | None:
    """The annual targets, each with what is done; null where no plan was in force."""
    if found is None:
        return None
    return {
        "plan": found.plan,
        "plan_before": found.before or None,
        "reports_counted": [*found.counted, report.number],
        "quarters_missing": found.missing,
        "lines": [
            {
                "indicator": line.indicator.id,
                "district": line.code,
                "training_type": line.place.training_type or None,
                "target": line.target,
                "target_before": line.before,
                "done": line.done,
                "expected": line.expected,
                "difference": line.difference,
            }
            for line in found.lines
        ],
    }


def corrected(item: Correction) -> dict:
    """One corrected cell: old, new, difference, why, and who stated it."""
    return {
        **item.dimension,
        "indicator": item.indicator.id,
        "before": number(item.before.value),
        "now": number(item.now.value),
        "difference": number(item.compared.difference),
        "reason": item.reason,
        "person": item.person,
    }


def cells(item: Line) -> dict:
    return {
        key: {
            "value": number(cell.value),
            "numerator": number(cell.numerator),
            "denominator": number(cell.denominator),
            "previous": number(item.to_previous(key).before),
            "year_ago": number(item.to_year_ago(key).before),
        }
        for key, cell in item.cells.items()
    }


def number(value: Decimal | None) -> int | float | None:
    """A whole number stays whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
