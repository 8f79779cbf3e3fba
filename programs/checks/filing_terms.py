"""What a class filing needs by its training type; version 2 of its conditions adds these."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.decisions import Condition, Finding


def term_facts(programme, sessions) -> dict:
    """Textbook and lecturers of the programme, teachers of the timetable."""
    return {
        "textbook": bool(programme.textbook.strip()),
        "lecturers": programme.lecturers,
        "teacher_count": len({session.teacher_id for session in sessions}),
    }


def textbook(facts, rules) -> Finding:
    return Finding(facts["textbook"], {}, {"textbook": True})


def lecturers(facts, rules) -> Finding:
    """A start-up course is taught by as many different lecturers as its programme says."""
    figures = {"teachers": facts["teacher_count"], "lecturers": facts["lecturers"]}
    fits = facts["teacher_count"] >= facts["lecturers"]
    return Finding(fits, figures, {"teacher_count": facts["lecturers"]})


TERMS = (
    Condition(
        "textbook",
        "textbook_missing",
        gettext_lazy("A textbook is named"),
        textbook,
        inputs=("textbook",),
        clause="gen §10",
        remedy=lambda f: _("Make a new version of the programme that names its textbook."),
    ),
    Condition(
        "lecturers",
        "lecturers_missing",
        gettext_lazy("Lecturers of start-up courses"),
        lecturers,
        inputs=("teacher_count", "lecturers"),
        clause="gen §10",
        applies="lecturers",
        detail=lambda f: _("%(teachers)d in the timetable, %(lecturers)d in the programme") % f,
        remedy=lambda f: _("Plan sessions with so many different lecturers."),
    ),
)
