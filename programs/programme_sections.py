"""A programme in the bureau's admin: its terms, its syllabus, and what it is judged by."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core import clock
from policies.pages import decisions_html
from programs.checks import listing_checks
from programs.enums import ProgrammeState
from programs.models.programme_terms import ProgrammeTerms
from programs.services.syllabuses import teachers_of
from programs.terms import fee_fact, lesson_facts, term_facts

NAMED_ABOVE = ("replaces",)
TOLD_IN_SECTIONS = tuple(
    field.name for field in ProgrammeTerms._meta.get_fields() if field.name not in NAMED_ABOVE
)


def programme_sections(programme, actor) -> list[dict]:
    """Dicts of title and html; the conditions of today while the city has to answer."""
    facts = [*term_facts(programme), *lesson_facts(programme), fee_fact(programme)]
    units = {"units": programme.units.held()}
    found = [
        part(_("What this training needs"), "components/facts.html", {"facts": facts}),
        part(_("Syllabus"), "programs/units.html", units),
    ]
    if teachers := list(teachers_of(programme)):
        needs = {"needs": [one.teacher.name for one in teachers]}
        found.append(part(_("Named teachers"), "programs/needs.html", needs))
    waits = programme.state == ProgrammeState.SUBMITTED
    if waits:
        checks = {"checks": listing_checks(programme, clock.today())}
        found.insert(0, part(_("Conditions of the listing"), "programs/checks.html", checks))
    decided = decisions_html(programme, actor, beside_today=waits)
    return [*found, decided] if decided else found


def part(title, template, context) -> dict:
    return {"title": title, "html": render_to_string(template, context)}
