"""What must hold of a plan before anybody is asked: every target there, every sum the city's."""

from collections import defaultdict

from core.punctuation import with_colon
from core.refusals import Refused
from organizations.enums import DistrictKind
from organizations.models import District
from programs.enums import PlanState, TargetIndicator, TrainingType
from programs.models import AnnualPlanVersion
from programs.models.annual_plan import SHOWN


def city() -> District:
    """The city as a whole: its targets are what the districts' must add up to."""
    return District.objects.get(kind=DistrictKind.MUNICIPALITY)


def figures_of(plan) -> dict[tuple, int]:
    """The targets of a version: (indicator, district id, training type) → figure."""
    return {target.place: target.figure for target in plan.targets.all()} if plan else {}


def faults_of(plan) -> list[Refused]:
    """Targets that are missing; where none is, sums that are not those of the city."""
    found, whole, districts = figures_of(plan), city(), list(District.objects.active())
    missing = [
        Refused("targets_incomplete", told(indicator, district, kind))
        for indicator in TargetIndicator
        for district in (whole, *districts)
        for kind in TrainingType
        if (indicator, district.pk, kind) not in found
    ]
    return missing or [
        Refused(
            "targets_disagree", with_colon(told(indicator, whole, kind), f"{split:,} ≠ {asked:,}")
        )
        for (indicator, kind), (split, asked) in sums_of(found, whole).items()
        if split != asked
    ]


def summed(found, indicator, *, training_type="", district=None) -> int:
    """What is known of an indicator; of one training type or district where it is given."""
    return sum(
        number
        for (key, place, kind), number in found.items()
        if key == indicator and training_type in ("", kind) and district in (None, place)
    )


def sums_of(found, whole) -> dict[tuple, tuple[int, int]]:
    """(indicator, training type) → (sum of the districts, figure of the city)."""
    split, asked = defaultdict(int), defaultdict(int)
    for (indicator, district_id, kind), figure in found.items():
        side = asked if district_id == whole.pk else split
        side[indicator, kind] += figure
    keys = [(indicator, kind) for indicator in TargetIndicator for kind in TrainingType]
    return {key: (split[key], asked[key]) for key in keys}


def told(indicator, district, kind) -> str:
    """One place in words: 参训人次 · 中山区 · 企业职工岗位技能提升."""
    return f"{TargetIndicator(indicator).label} · {district} · {TrainingType(kind).label}"


def version_before(plan) -> AnnualPlanVersion | None:
    """The version of the same year that was in force before this one."""
    earlier = AnnualPlanVersion.objects.filter(year=plan.year, version__lt=plan.version)
    return earlier.filter(state__in=SHOWN).order_by("-version").first()


def unexplained(plan) -> list[Refused]:
    """Targets that a revision changes without telling why."""
    before = version_before(plan)
    old = figures_of(before)
    targets = plan.targets.select_related("district") if before else ()
    return [
        Refused(
            "target_reason_missing",
            with_colon(
                told(target.indicator, target.district, target.training_type),
                f"{old.get(target.place, 0):,} → {target.figure:,}",
            ),
        )
        for target in targets
        if not target.reason and target.figure != old.get(target.place)
    ]


def shown(plan) -> dict:
    """The context of programs/plan.html: every target, and in a revision what it was."""
    targets = {target.place: target for target in plan.targets.all()}
    before = version_before(plan)
    old = figures_of(before)
    lines = [*District.objects.active(), city()]
    tables = [
        {
            "indicator": indicator.label,
            "rows": [line(indicator, district, targets, old, before) for district in lines],
        }
        for indicator in TargetIndicator
        if targets
    ]
    kinds = [kind.label for kind in TrainingType]
    return {"tables": tables, "kinds": kinds, "is_closed": plan.state == PlanState.CLOSED}


def line(indicator, district, targets, old, before) -> dict:
    """The targets of one district by training type, and their sum."""
    places = [(indicator.value, district.pk, kind.value) for kind in TrainingType]
    found = [targets.get(place) for place in places]
    return {
        "name": str(district),
        "sum": sum(target.figure for target in found if target),
        "done": sum(target.done or 0 for target in found if target),
        "cells": [
            {
                "figure": target.figure if target else None,
                "done": target.done if target else None,
                "before_shown": f"{old.get(place, 0):,}",
                "is_changed": bool(before and target and target.figure != old.get(place)),
                "reason": target.reason if target else "",
            }
            for place, target in zip(places, found, strict=True)
        ],
    }
