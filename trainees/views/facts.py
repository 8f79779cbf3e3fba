"""Facts of an enrolment that the worker and the institution read alike."""

from django.utils.translation import gettext_lazy as _

from core.pages import Fact
from trainees.enums import EnrolmentState
from trainees.services.enrolment import verifiable_until


def waiting_facts(enrolment) -> list[Fact]:
    """Where one stands on the waiting list, or until when something has to happen."""
    if enrolment.state == EnrolmentState.PENDING:
        return [Fact(_("To be verified until"), verifiable_until(enrolment))]
    if enrolment.state == EnrolmentState.WAITLISTED:
        return [
            Fact(_("Place on the waiting list"), enrolment.position),
            Fact(_("Waiting since"), enrolment.waiting_since),
        ]
    if enrolment.state == EnrolmentState.OFFERED:
        return [Fact(_("Take the seat until"), enrolment.offer_due_at)]
    return []
