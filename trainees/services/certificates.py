"""Certificates of completion: issued with the outcome, once, set by set."""

from datetime import datetime

from core import audit
from core.access import system_actor
from core.clock import local_day
from core.numbers import next_serials
from policies.decisions import Decided
from programs.models import TrainingClass
from trainees.models import CompletionCertificate, Enrolment

SYSTEM = system_actor("completion")
NAMED = ("organization", "district", "programme__occupation")


def issue_all(
    enrolments: list[Enrolment], decided: dict[int, Decided], at: datetime
) -> list[CompletionCertificate]:
    """A certificate for each completed enrolment of one class; the database keeps it to one."""
    if not enrolments:
        return []
    of_class = TrainingClass.objects.select_related(*NAMED)
    training_class = of_class.get(pk=enrolments[0].training_class_id)
    series = f"PX{local_day(at).year}"
    serials = next_serials(series, len(enrolments))
    made = CompletionCertificate.objects.bulk_create(
        CompletionCertificate(
            number=f"{series}-{serial:06d}",
            enrolment=row,
            organization_id=row.organization_id,
            district_id=row.district_id,
            issued_at=at,
            facts=facts_of(row, training_class, decided[row.pk]),
        )
        for serial, row in zip(serials, enrolments, strict=True)
    )
    audit.record_all(SYSTEM, "issue", [(row, None) for row in made])
    return made


def facts_of(row, training_class, decided: Decided) -> dict:
    """Everything the paper prints, as it is called today; days as ISO text."""
    programme, unit = training_class.programme, training_class.organization
    occupation = programme.occupation
    return {
        "name": row.name,
        "masked_identity": row.masked_identity,
        "institution": unit.name,
        "institution_en": unit.name_en,
        "class": training_class.name,
        "class_number": training_class.number,
        "programme": programme.name,
        "occupation": occupation.zh if occupation else "",
        "occupation_en": occupation.en if occupation else "",
        "level": programme.level,
        "lessons": programme.lessons,
        "starts_on": training_class.starts_on.isoformat(),
        "ends_on": training_class.ends_on.isoformat(),
        "attended_minutes": decided.facts["attended"],
        "scheduled_minutes": decided.facts["scheduled"],
        "score": decided.facts.get("score"),
        "clauses": sorted({rule.clause for rule in decided.rules.values()}),
    }
