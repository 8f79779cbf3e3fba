"""What several pages about an enrolment say alike."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.pages import Fact
from policies.decisions import Check
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


def led(checks: Iterable[Check]) -> list[Check]:
    """The conditions of the reader; one about a group or a guardian leads to where it is met."""
    ways = {
        "group_proof_missing": reverse("account:group-create"),
        "group_proof_expired": reverse("account:group-create"),
        "group_pending": reverse("account:group-list"),
        "guardian_consent_missing": reverse("account:guardian-list"),
    }
    return [
        replace(check, url="" if check.passed else ways.get(check.code, "")) for check in checks
    ]
