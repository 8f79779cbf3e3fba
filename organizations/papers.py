"""The papers of an accreditation: the decision of the bureau, with reasons, scope and term."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import Letter, in_words
from core.enums import CASE_READERS, Role
from core.limits import cited, last_moment
from core.pages.history import last_entry
from core.refusals import listed
from organizations.criteria import criteria_of
from organizations.enums import MEMBER_ADMINS
from organizations.enums import AccreditationState as S
from organizations.models import Accreditation
from organizations.queries import district_bureau, municipal_bureau
from organizations.services.applications import local_day

READERS = MEMBER_ADMINS | CASE_READERS | {Role.DISTRICT_REVIEWER}
VALIDITY, COMPLETION, APPEAL = (
    "tl_accreditation_validity",
    "tl_completion_of_papers",
    "tl_appeal",
)
_facts: list[Callable] = []


def facts_by(function: Callable) -> Callable:
    """A higher app adds what it knows: `function(accreditation)` gives (label, value) pairs."""
    _facts.append(function)
    return function


@dataclass(frozen=True)
class Answer:
    """The move that gave it, title, text, the time limit it begins or lives by."""

    verb: str
    title: str
    text: str
    limit: str = ""
    closing: str = ""


UNTIL = gettext_lazy("Please complete it and hand it in again by %(due)s; after that it lapses.")
AGAINST = gettext_lazy("If you do not agree, you may appeal by %(due)s.")
TERM = gettext_lazy("It holds until %(due)s. A renewal may be applied for before that day.")
ANSWERS = {
    S.ACCREDITED: Answer(
        "accredit",
        gettext_lazy("Notice of accreditation"),
        gettext_lazy(
            "The application %(number)s of %(unit)s, submitted on %(filed)s, was reviewed, and its "
            "premises were visited by two officers. The unit is accredited within the scope below."
        ),
        VALIDITY,
        TERM,
    ),
    S.RETURNED: Answer(
        "return",
        gettext_lazy("Notice to complete an application for accreditation"),
        gettext_lazy(
            "The application %(number)s of %(unit)s, submitted on %(filed)s, was reviewed. Papers "
            "or statements are not complete; the application is returned to you."
        ),
        COMPLETION,
        UNTIL,
    ),
    S.REFUSED: Answer(
        "refuse",
        gettext_lazy("Decision to refuse an accreditation"),
        gettext_lazy(
            "The application %(number)s of %(unit)s, submitted on %(filed)s, was reviewed and does "
            "not meet the conditions. The accreditation is refused."
        ),
        APPEAL,
        AGAINST,
    ),
    S.SUSPENDED: Answer(
        "suspend",
        gettext_lazy("Notice of a suspended accreditation"),
        gettext_lazy(
            "The accreditation %(number)s of %(unit)s is suspended. Nothing new may be filed; what "
            "runs goes on."
        ),
        APPEAL,
        AGAINST,
    ),
    S.REMOVED: Answer(
        "remove",
        gettext_lazy("Decision to remove a unit from the directory"),
        gettext_lazy("The accreditation %(number)s of %(unit)s has ended by this decision."),
        APPEAL,
        AGAINST,
    ),
}


def has_paper(row: Accreditation, actor) -> bool:
    return actor.role in READERS and row.state in ANSWERS


def accreditation_letter(row: Accreditation, actor) -> Letter | None:
    """What the bureau decided; None while nothing was, or for others."""
    if not has_paper(row, actor):
        return None
    answer = ANSWERS[row.state]
    entry = last_entry(row, actor, answer.verb)
    on = local_day(entry.at if entry else row.decided_at or row.submitted_at)
    told = {
        "number": row.number,
        "unit": row.organization.name,
        "filed": in_words(local_day(row.submitted_at)),
    }
    return Letter(
        title=str(answer.title),
        number=row.number,
        to=row.organization.name,
        sender=sender_of(row, answer, entry),
        on=on,
        paragraphs=(answer.text % told,),
        facts=(*facts_of(row), *given_reasons(entry), basis(answer, on)),
        checks=findings_of(row),
        closing=(answer.closing % {"due": in_words(due_of(row, answer, on))},),
    )


def sender_of(row, answer, entry) -> str:
    """The district for what it returned or refused itself, else the city."""
    of_city = entry is None or entry.actor_role != Role.DISTRICT_REVIEWER
    by_city = of_city and answer.verb != "return"
    return municipal_bureau() if by_city else district_bureau(row.district_id)


def facts_of(row) -> tuple:
    """Licence, persons and premises, and what higher apps add: the scope."""
    term = f"{row.valid_from:%Y-%m-%d} – {row.valid_until:%Y-%m-%d}" if row.valid_until else ""
    area = f"{row.premises_area} m²" if row.premises_area else ""
    own = (
        (_("Unit"), row.organization.name),
        (_("Unified social credit code"), row.organization.uscc),
        (_("Licence"), f"{row.licence_number} · {row.licence_issuer}"),
        (_("Legal person"), row.legal_person),
        (_("Premises"), " · ".join(part for part in (row.premises_address, area) if part)),
        (_("Term of validity"), term),
    )
    return (*own, *(pair for function in _facts for pair in function(row)))


def given_reasons(entry) -> tuple:
    """The reason of the list and the officer's words."""
    if entry is None:
        return ()
    return ((_("Reason"), listed(entry.reason_code)), (_("Explanation"), entry.reason))


def basis(answer: Answer, on: date) -> tuple[str, str]:
    return _("Time limit"), cited(answer.limit, on).words


def due_of(row, answer: Answer, on: date) -> date:
    return row.valid_until if answer.limit == VALIDITY else last_moment(answer.limit, on)


def findings_of(row) -> tuple[tuple[str, str, str, str], ...]:
    """The checklist of the visit as (condition, result, figures, clause)."""
    found = {each.criterion: each for each in row.visitfindings.all()}
    return tuple(
        (str(one), found[one.code].get_result_display(), found[one.code].note, one.clause)
        for one in criteria_of(row.organization.kind)
        if one.code in found
    )
