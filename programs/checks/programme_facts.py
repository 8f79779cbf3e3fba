"""What a listing is judged by: plain facts of the programme, and the rule rows of the day."""

from datetime import date

from policies.decisions import Check, Decided, checks_of, cite, decide
from policies.queries import value_on
from programs.checks.listing import CONTRACT, LISTING
from programs.checks.scope import scope_facts
from programs.enums import LessonKind, Measure, Mode, TrainingType
from programs.models import Programme
from programs.standards import standards_on, subject_of

CAP = "online_share_cap"


def sums_of(units) -> dict[str, int]:
    """The lessons of a syllabus, and of these practice and online."""
    return {
        "lessons": sum(unit.lessons for unit in units),
        "practice_lessons": sum(u.lessons for u in units if u.kind == LessonKind.PRACTICE),
        "online_lessons": sum(u.lessons for u in units if u.mode == Mode.ONLINE),
    }


def listing_facts(programme: Programme, units, standards: dict) -> dict:
    """Every fact as a plain JSON value; `standards` are those of its occupation or course."""
    what, level = subject_of(programme)
    own = standards.get(level, {})
    return {
        "what": what,
        "level": level,
        "levels": [key for key, rows in standards.items() if Measure.LESSONS in rows],
        "has_level": bool(level and standards),
        "is_high": programme.training_type == TrainingType.HIGH_SKILLED,
        "has_standard": Measure.LESSONS in own,
        "has_practice": Measure.PRACTICE in own and programme.lessons > 0,
        "units": len(units),
        "sum": sums_of(units)["lessons"],
        "lessons": programme.lessons,
        "practice": programme.practice_lessons,
        "online": programme.online_lessons,
        "textbook": bool(programme.textbook.strip()),
        "is_start_up": programme.training_type == TrainingType.ENTREPRENEURSHIP,
        "lecturers": programme.lecturers,
        "is_apprenticeship": programme.is_apprenticeship,
        "months": programme.term_months,
    }


def decide_listing(programme: Programme, on: date) -> Decided:
    """The listing of a programme decided on a day, by the standards in force and known then."""
    units = list(programme.units.held())
    standards = standards_on(subject_of(programme)[0], on)
    own = standards.get(programme.level, {})
    rules = {name: cite(own[name]) for name in Measure.values if name in own}
    rules.setdefault(Measure.ONLINE.value, cite(value_on(CAP, on)))
    if programme.is_apprenticeship:
        rules[CONTRACT] = cite(value_on(CONTRACT, on))
    facts = listing_facts(programme, units, standards) | scope_facts(programme, on)
    return decide(LISTING, facts, rules)


def listing_checks(programme: Programme, on: date) -> list[Check]:
    """All conditions of a listing on a day, in the words of the reader."""
    return checks_of(decide_listing(programme, on))
