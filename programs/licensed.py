"""Whether a unit's licensed scope covers what it wants to teach, on any day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from organizations.enums import OrganizationKind
from programs.enums import TrainingType
from programs.models import AccreditationScope


def covers(organization, training_type, occupation, level, course_type, on: date) -> bool:
    """Whether a unit's scope in force on a day has this; enterprises teach their own staff freely.

    `occupation` is a row or its key; None for a course of entrepreneurship.
    """
    if is_exempt(organization, training_type):
        return True
    return (
        AccreditationScope.objects.on(on)
        .filter(
            organization=organization,
            training_type=training_type,
            occupation=occupation,
            level=level,
            course_type=course_type,
        )
        .exists()
    )


def is_exempt(organization, training_type) -> bool:
    """An enterprise needs no accreditation to teach its own employees."""
    is_enterprise = organization.kind == OrganizationKind.ENTERPRISE
    return is_enterprise and training_type == TrainingType.ENTERPRISE


def covers_programme(programme, on: date) -> bool:
    return covers(
        programme.organization,
        programme.training_type,
        programme.occupation_id,
        programme.level,
        programme.course_type,
        on,
    )


def in_words(row) -> str:
    """Training type, occupation or course, and level of a programme, as one text."""
    what = row.occupation or row.get_course_type_display()
    parts = (row.get_training_type_display(), str(what), row.get_level_display())
    return " · ".join(part for part in parts if part)


@dataclass
class Licensed:
    """One occupation or course of a scope with all its levels that hold for the same days."""

    name: str
    valid_from: date | None
    valid_to: date | None
    levels: list[str] = field(default_factory=list)


def by_subject(lines: Iterable[AccreditationScope]) -> list[Licensed]:
    """The lines of a scope, one for each training type, occupation or course, and span of days."""
    found: dict[tuple, Licensed] = {}
    for line in lines:
        what = str(line.occupation or line.get_course_type_display())
        name = " · ".join(filter(None, (str(line.get_training_type_display()), what)))
        key = (name, line.valid_from, line.valid_to)
        held = found.setdefault(key, Licensed(*key))
        if line.level:
            held.levels.append(line.get_level_display())
    return list(found.values())
