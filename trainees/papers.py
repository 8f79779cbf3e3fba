"""The papers of an enrolment: that somebody is enrolled, has completed a class, or has not."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import Letter
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.refusals import listed
from policies.pages import decision_rows, remedies
from trainees.enums import EnrolmentState
from trainees.models import Enrolment

READERS = UNIT_ADMINS | CASE_READERS | {Role.DISTRICT_REVIEWER, Role.WORKER}
S = EnrolmentState
ENROLLED = (
    gettext_lazy("Confirmation of enrolment"),
    gettext_lazy(
        "You are enrolled in the class named below. Please come to every session in time, and sign "
        "in and out."
    ),
)
COMPLETED = (
    gettext_lazy("Confirmation of completion"),
    gettext_lazy("You have completed the class named below."),
)
FAILED = (
    gettext_lazy("Notice that a class was not completed"),
    gettext_lazy("You have not completed the class named below. The reason is given here."),
)
PAPERS = {
    S.CONFIRMED: ENROLLED,
    S.ATTENDING: ENROLLED,
    S.COMPLETED: COMPLETED,
    S.FAILED: FAILED,
}
NO_CERTIFICATE = gettext_lazy(
    "This paper confirms attendance. It is no certificate of a vocational skill level."
)


def has_paper(row: Enrolment, actor) -> bool:
    return actor.role in READERS and row.state in PAPERS


def enrolment_letter(row: Enrolment, actor) -> Letter | None:
    """The paper of an enrolment as it stands; None for a state without one.

    The identity number is masked, as on the page.
    """
    if not has_paper(row, actor):
        return None
    title, text = PAPERS[row.state]
    at = row.outcome_at or row.enrolled_at
    return Letter(
        title=str(title),
        number=f"{row.training_class.number}-{row.pk}",
        to=row.name,
        sender=row.training_class.organization.name,
        on=timezone.localtime(at).date(),
        paragraphs=(str(text),),
        facts=(*facts(row), *outcome(row)),
        checks=decision_rows(row, actor) if row.outcome_at else (),
        closing=closing(row, actor),
    )


def facts(row: Enrolment) -> tuple:
    training_class = row.training_class
    programme, venue = training_class.programme, training_class.venue
    return (
        (_("Name"), row.name),
        (_("Identity number"), row.masked_identity),
        (_("Class"), f"{training_class.name} ({training_class.number})"),
        (_("Programme"), programme.name),
        (_("Occupation or course"), str(programme.occupation or "")),
        (_("Skill level"), programme.get_level_display()),
        (_("Lessons"), str(programme.lessons)),
        (_("Venue"), f"{venue.name} · {venue.address}"),
        (_("First session"), f"{training_class.starts_on or ''}"),
        (_("Last session"), f"{training_class.ends_on or ''}"),
        (_("Enrolled"), f"{timezone.localtime(row.enrolled_at):%Y-%m-%d}"),
    )


def outcome(row: Enrolment) -> tuple:
    if not row.outcome_at:
        return ()
    return (
        (_("Result"), row.get_state_display()),
        (_("Reason"), listed(row.outcome_code)),
    )


def closing(row: Enrolment, actor) -> tuple[str, ...]:
    if row.state == S.COMPLETED:
        return (str(NO_CERTIFICATE),)
    return remedies(row, actor) if row.state == S.FAILED else ()
