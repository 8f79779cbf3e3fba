"""The paper of an appeal: the answer of the municipal bureau, with reasons and the further way."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import local_day
from core.documents import Letter, in_words
from core.enums import CASE_READERS, Role
from core.refusals import listed
from organizations.queries import municipal_bureau
from policies.decisions import cite
from policies.queries import last_moment, limit_on
from supervision.appealable import KINDS, LIMIT
from supervision.enums import AppealState
from supervision.models import DecisionAppeal
from supervision.models.appeal import ANSWERED
from supervision.permissions import APPELLANTS
from supervision.services.appeals import FURTHER

READERS = APPELLANTS | CASE_READERS | {Role.DISTRICT_REVIEWER}
TITLES = {
    AppealState.UPHELD: gettext_lazy("Decision to uphold an appeal"),
    AppealState.DISMISSED: gettext_lazy("Decision to dismiss an appeal"),
    AppealState.REFUSED: gettext_lazy("Notice of an appeal that is not taken up"),
}
TEXTS = {
    AppealState.UPHELD: gettext_lazy(
        "Your appeal of %(asked)s against the decision of %(decided)s about “%(name)s” "
        "(%(number)s) was reconsidered by officers without a part in it. It is well founded; the "
        "decision is set aside."
    ),
    AppealState.DISMISSED: gettext_lazy(
        "Your appeal of %(asked)s against the decision of %(decided)s about “%(name)s” "
        "(%(number)s) was reconsidered by officers without a part in it. It is not well founded; "
        "the decision stands."
    ),
    AppealState.REFUSED: gettext_lazy(
        "Your appeal of %(asked)s against the decision of %(decided)s about “%(name)s” "
        "(%(number)s) is not taken up; the decision stands."
    ),
}


def has_appeal_paper(row: DecisionAppeal, actor) -> bool:
    return actor.role in READERS and row.state in ANSWERED


def appeal_letter(row: DecisionAppeal, actor) -> Letter | None:
    """What was answered to an appeal; None while nothing was, or for others."""
    if not has_appeal_paper(row, actor):
        return None
    words = {
        "asked": in_words(local_day(row.submitted_at)),
        "decided": in_words(local_day(row.decided_at)),
        "name": row.record_name,
        "number": row.record_number,
    }
    return Letter(
        title=str(TITLES[row.state]),
        number=row.number,
        to=row.organization.name,
        sender=municipal_bureau(),
        on=local_day(row.answered_at),
        paragraphs=(TEXTS[row.state] % words,),
        facts=(
            (_("Ground"), row.get_ground_display()),
            (_("Reason"), listed(row.reason_code)),
            (_("Reasons of the answer"), row.answer),
            (_("Time limit"), cite(limit_on(LIMIT, local_day(row.decided_at))).words),
        ),
        closing=closing(row),
    )


def closing(row) -> tuple[str, ...]:
    """How it goes on: with the record, or by another way of the law."""
    if row.state == AppealState.UPHELD:
        return (then(row),)
    again = _("Until %(due)s you may appeal again with a ground that can be checked.")
    in_time = row.state == AppealState.REFUSED and local_day(row.answered_at) <= row.appeal_until
    told = (again % {"due": in_words(row.appeal_until)},) if in_time else ()
    return (*told, str(FURTHER))


def then(row) -> str:
    """What an upheld appeal has brought about, with the day by which somebody acts."""
    kind = KINDS[row.kind]
    due = last_moment(kind.begins, local_day(row.answered_at))
    return kind.then % {"due": in_words(due)}
