"""The process `programme_listing`: what a programme needs to be in the catalogue."""

from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.identifiers import SkillLevel
from core.punctuation import enumerated
from policies.decisions import Condition, Finding, Process
from programs.enums import CourseType
from programs.models.programme_terms import HIGH_LEVELS
from programs.occupations import occupation_name

CONTRACT = "contract_months"


def in_catalogue(facts, rules) -> Finding:
    return Finding(bool(facts["levels"]), {"what": facts["what"]}, {"levels": [facts["level"]]})


def at_level(facts, rules) -> Finding:
    """The catalogue names the level; a high-skilled programme begins at level 3."""
    level, levels = facts["level"], facts["levels"]
    allowed = [one for one in levels if one in HIGH_LEVELS] if facts["is_high"] else levels
    change = {"levels": [level], "is_high": False}
    return Finding(level in allowed, {"level": level, "levels": allowed}, change)


def adds_up(facts, rules) -> Finding:
    """There is a syllabus, and its units make the lessons of the programme."""
    figures = {"units": facts["units"], "sum": facts["sum"], "lessons": facts["lessons"]}
    fits = facts["units"] > 0 and facts["sum"] == facts["lessons"]
    return Finding(fits, figures, {"units": 1, "sum": facts["lessons"]})


def enough(facts, rules) -> Finding:
    least = int(Decimal(rules["lessons"].figure))
    figures = {"lessons": facts["lessons"], "least": least}
    return Finding(facts["lessons"] >= least, figures, {"lessons": least})


def practised(facts, rules) -> Finding:
    """The share of practice; compared before rounding."""
    least, lessons = Decimal(rules["practice"].figure), facts["lessons"]
    needed = ceil(least * lessons)
    return Finding(
        Decimal(facts["practice"]) >= least * lessons,
        shares(facts["practice"], lessons, least) | {"needed": needed, "is": facts["practice"]},
        {"practice": needed},
    )


def online(facts, rules) -> Finding:
    """The share of online lessons, against the occupation's own cap or the general one."""
    cap, lessons = Decimal(rules["online"].figure), facts["lessons"]
    most = int(cap * lessons)
    figures = shares(facts["online"], lessons, cap) | {"most": most}
    return Finding(Decimal(facts["online"]) <= cap * lessons, figures, {"online": most})


def shares(part, lessons, limit) -> dict:
    """Shares as people read them: cut, so that no share looks like a limit it does not reach."""
    percent = int(Decimal(part) * 1000 / lessons) / Decimal(10) if lessons else Decimal(0)
    return {"share": f"{percent.normalize():f}", "limit": f"{(limit * 100).normalize():f}"}


def textbook(facts, rules) -> Finding:
    return Finding(facts["textbook"], {}, {"textbook": True})


def lecturers(facts, rules) -> Finding:
    return Finding(facts["lecturers"] > 0, {}, {"lecturers": 1})


def contract(facts, rules) -> Finding:
    """An apprenticeship lasts as long as the shortest contract, at least."""
    least = int(Decimal(rules[CONTRACT].figure))
    figures = {"months": facts["months"], "least": least}
    return Finding(facts["months"] >= least, figures, {"months": least})


def what_words(figures) -> str:
    what = figures["what"]
    return str(dict(CourseType.choices).get(what) or occupation_name(what))


def level_words(figures) -> str:
    names = dict(SkillLevel.choices)
    listed = enumerated(names[level] for level in figures["levels"]) or "–"
    words = {"level": names.get(figures["level"], figures["level"]), "levels": listed}
    return _("%(level)s; possible: %(levels)s") % words


LISTING = Process(
    "programme_listing",
    1,
    (
        Condition(
            "occupation",
            "occupation_not_in_catalogue",
            gettext_lazy("The occupation or course is in the catalogue"),
            in_catalogue,
            inputs=("what", "levels"),
            clause="std §1",
            detail=what_words,
            remedy=lambda f: _("Choose an occupation of the demand catalogue."),
        ),
        Condition(
            "level",
            "level_not_listed",
            gettext_lazy("The level is in the catalogue"),
            at_level,
            inputs=("level", "levels", "is_high"),
            clause="std §1",
            applies="has_level",
            detail=level_words,
            remedy=lambda f: _("Choose a level that is possible."),
        ),
        Condition(
            "syllabus",
            "syllabus_missing",
            gettext_lazy("The syllabus adds up"),
            adds_up,
            inputs=("units", "sum", "lessons"),
            clause="gen §10",
            detail=lambda f: (
                _("%(units)d units with %(sum)d lessons, %(lessons)d in the programme") % f
            ),
            remedy=lambda f: _("Write the syllabus unit by unit."),
        ),
        Condition(
            "lessons",
            "lessons_below_standard",
            gettext_lazy("Lessons of the standard"),
            enough,
            inputs=("lessons",),
            rule="lessons",
            applies="has_standard",
            detail=lambda f: _("%(lessons)d lessons, at least %(least)d") % f,
            remedy=lambda f: _("Plan %(least)d lessons or more.") % f,
        ),
        Condition(
            "practice",
            "lessons_below_standard",
            gettext_lazy("Share of practice"),
            practised,
            inputs=("practice", "lessons"),
            rule="practice",
            applies="has_practice",
            detail=lambda f: (
                _("practice is %(share)s%% of the lessons, it must be %(limit)s%% or more") % f
            ),
            remedy=lambda f: _("Teach %(needed)d lessons or more as practice.") % f,
        ),
        Condition(
            "online",
            "online_share_exceeded",
            gettext_lazy("Online lessons"),
            online,
            inputs=("online", "lessons"),
            rule="online",
            detail=lambda f: _("%(share)s%% of the lessons, at most %(limit)s%%") % f,
            remedy=lambda f: _("Teach %(most)d lessons or fewer online.") % f,
        ),
        Condition(
            "textbook",
            "textbook_missing",
            gettext_lazy("A textbook is named"),
            textbook,
            inputs=("textbook",),
            clause="gen §10",
            remedy=lambda f: _("Name the textbook."),
        ),
        Condition(
            "lecturers",
            "lecturers_missing",
            gettext_lazy("Lecturers of start-up courses"),
            lecturers,
            inputs=("lecturers",),
            clause="gen §10",
            applies="is_start_up",
            remedy=lambda f: _("Say how many lecturers teach a class."),
        ),
        Condition(
            "contract",
            "term_too_short",
            gettext_lazy("Term of the apprenticeship"),
            contract,
            inputs=("months",),
            rule=CONTRACT,
            applies="is_apprenticeship",
            detail=lambda f: _("%(months)d months, at least %(least)d") % f,
            remedy=lambda f: _("Agree on %(least)d months or more.") % f,
        ),
    ),
    title=gettext_lazy("Listing of a programme"),
)
