"""The papers of a programme and a class: the decision of the bureau, with reasons and clauses."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import local_day
from core.documents import Letter, in_words
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.models import AuditEntry
from core.pages.history import last_entry
from core.refusals import listed
from organizations.queries import district_bureau, municipal_bureau
from policies.decisions import cite
from policies.pages import decision_rows
from policies.queries import last_moment, limit_on
from programs.enums import ClassState, ProgrammeState
from programs.models import Programme, TrainingClass
from programs.terms import fee_words, lesson_facts, term_facts

READERS = UNIT_ADMINS | CASE_READERS | {Role.DISTRICT_REVIEWER}
COMPLETION, APPEAL = "tl_completion_of_papers", "tl_appeal"


@dataclass(frozen=True)
class Answer:
    """The answer of a bureau: the move that gave it, title, text, and the time limit it begins."""

    verb: str
    title: str
    text: str
    limit: str = ""
    closing: str = ""


UNTIL = gettext_lazy("Please complete it and hand it in again by %(due)s; after that it lapses.")
AGAIN = gettext_lazy("Please complete it and hand it in again by %(due)s.")
AGAINST = gettext_lazy("If you do not agree, you may appeal by %(due)s.")
APPROVED = Answer(
    "approve",
    gettext_lazy("Notice of an accepted class filing"),
    gettext_lazy(
        "The class “%(name)s” (%(number)s), filed on %(filed)s, was reviewed and meets the "
        "conditions. The filing is accepted; the timetable is fixed and you may open the enrolment."
    ),
)
CLASS_ANSWERS = {
    ClassState.RETURNED: Answer(
        "return",
        gettext_lazy("Notice to complete a class filing"),
        gettext_lazy(
            "The class “%(name)s” (%(number)s), filed on %(filed)s, was reviewed. Papers or "
            "statements are not complete; the filing is returned to you."
        ),
        COMPLETION,
        UNTIL,
    ),
    ClassState.REFUSED: Answer(
        "refuse",
        gettext_lazy("Decision to refuse a class filing"),
        gettext_lazy(
            "The class “%(name)s” (%(number)s), filed on %(filed)s, was reviewed and does "
            "not meet the conditions. The filing is refused."
        ),
        APPEAL,
        AGAINST,
    ),
    **dict.fromkeys(
        (
            ClassState.APPROVED,
            ClassState.OPEN,
            ClassState.RUNNING,
            ClassState.FINISHED,
            ClassState.COMPLETED,
            ClassState.ARCHIVED,
        ),
        APPROVED,
    ),
}
PROGRAMME_ANSWERS = {
    ProgrammeState.LISTED: Answer(
        "list",
        gettext_lazy("Notice of a listed training programme"),
        gettext_lazy(
            "The training programme “%(name)s” (%(number)s), submitted on %(filed)s, was "
            "reviewed and is listed in the catalogue. Classes may be filed for it."
        ),
    ),
    ProgrammeState.RETURNED: Answer(
        "return",
        gettext_lazy("Notice to complete a training programme"),
        gettext_lazy(
            "The training programme “%(name)s” (%(number)s), submitted on %(filed)s, was "
            "reviewed. Papers or statements are not complete; it is returned to you."
        ),
        COMPLETION,
        AGAIN,
    ),
    ProgrammeState.REFUSED: Answer(
        "refuse",
        gettext_lazy("Decision to refuse the listing of a training programme"),
        gettext_lazy(
            "The training programme “%(name)s” (%(number)s), submitted on %(filed)s, was "
            "reviewed and does not meet the conditions. It is not listed."
        ),
        APPEAL,
        AGAINST,
    ),
}


def has_class_paper(row: TrainingClass, actor) -> bool:
    return actor.role in READERS and row.state in CLASS_ANSWERS


def has_programme_paper(row: Programme, actor) -> bool:
    return actor.role in READERS and row.state in PROGRAMME_ANSWERS


def class_letter(row: TrainingClass, actor) -> Letter | None:
    """What the district bureau decided about a filing; None while nothing was, or for others."""
    if not has_class_paper(row, actor):
        return None
    answer = CLASS_ANSWERS[row.state]
    facts = (
        (_("Class number"), row.number),
        (_("Programme"), row.programme.name),
        (_("First session"), iso(row.starts_on)),
        (_("Last session"), iso(row.ends_on)),
        (_("Venue"), f"{row.venue.name} · {row.venue.address}"),
        (_("Seats"), str(row.seats)),
    )
    return letter(row, actor, answer, facts, district_bureau(row.district_id), row.filed_at)


def programme_letter(row: Programme, actor) -> Letter | None:
    """What the municipal bureau decided about a programme; None while nothing was."""
    if not has_programme_paper(row, actor):
        return None
    answer = PROGRAMME_ANSWERS[row.state]
    facts = (
        (_("Programme number"), row.number),
        (_("Training type"), row.get_training_type_display()),
        (_("Occupation or course"), str(row.occupation or row.get_course_type_display())),
        (_("Skill level"), row.get_level_display()),
        *((fact.label, fact.value) for fact in (*term_facts(row), *lesson_facts(row))),
        (_("Textbook"), row.textbook),
        (_("Fee"), fee_words(row)),
    )
    return letter(row, actor, answer, facts, municipal_bureau(), row.submitted_at)


def letter(row, actor, answer: Answer, facts, sender: str, asked_at: datetime) -> Letter:
    """The paper of one answer, dated and reasoned by the entry of the trail that holds it."""
    entry = last_entry(row, actor, answer.verb)
    on = local_day(entry.at if entry else asked_at)
    asked = {"name": row.name, "number": row.number, "filed": in_words(local_day(asked_at))}
    return Letter(
        title=str(answer.title),
        number=row.number,
        to=row.organization.name,
        sender=sender,
        on=on,
        paragraphs=(answer.text % asked,),
        facts=(*facts, *given_reasons(entry), *basis(answer, on)),
        checks=decision_rows(row, actor),
        closing=closing(answer, on),
    )


def given_reasons(entry: AuditEntry | None) -> tuple:
    """The reason of the list and the officer's words."""
    if entry is None:
        return ()
    return ((_("Reason"), listed(entry.reason_code)), (_("Explanation"), entry.reason))


def basis(answer: Answer, on: date) -> tuple:
    """The clause of the time limit that begins."""
    return ((_("Time limit"), cite(limit_on(answer.limit, on)).words),) if answer.limit else ()


def closing(answer: Answer, on: date) -> tuple[str, ...]:
    if not answer.limit:
        return ()
    return (answer.closing % {"due": in_words(last_moment(answer.limit, on))},)


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""
