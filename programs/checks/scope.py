"""Whether the licensed scope covers a programme: asked of its listing and of each class filing."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.identifiers import SkillLevel
from policies.decisions import Condition, Finding
from programs.enums import CourseType, TrainingType
from programs.licensed import covers_programme, is_exempt
from programs.occupations import occupation_name


def scope_facts(programme, on, in_scope=None) -> dict:
    """Whether the unit is licensed for the programme; nothing where no licence is needed."""
    if is_exempt(programme.organization, programme.training_type):
        return {}
    covered = covers_programme(programme, on) if in_scope is None else in_scope
    return {
        "needs_scope": True,
        "in_scope": covered,
        "training_type": programme.training_type,
        "occupation": programme.occupation.code if programme.occupation else "",
        "level": programme.level,
        "course_type": programme.course_type,
    }


def scope(facts, rules) -> Finding:
    """The licensed scope covers the programme. Older decisions were made without it."""
    names = ("training_type", "occupation", "level", "course_type")
    return Finding(facts["in_scope"], {n: facts.get(n, "") for n in names}, {"in_scope": True})


def scope_words(figures) -> str:
    """Training type, occupation or course, and level."""
    kind, course = TrainingType(figures["training_type"]).label, figures["course_type"]
    what = CourseType(course).label if course else occupation_name(figures["occupation"])
    level = SkillLevel(figures["level"]).label if figures["level"] else ""
    return " · ".join(str(part) for part in (kind, what, level) if part)


SCOPE = Condition(
    "scope",
    "licence_scope_mismatch",
    gettext_lazy("The licensed scope covers the programme"),
    scope,
    inputs=("in_scope",),
    clause="gen §9",
    applies="needs_scope",
    detail=scope_words,
    remedy=lambda f: _("Ask for a change of your scope first."),
)
