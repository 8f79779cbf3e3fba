"""What several pages about an enrolment say alike."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.pages import Fact
from policies.decisions import Check
from trainees.enums import STUDYING, EnrolmentState, TransferState
from trainees.models import Transfer
from trainees.models.transfer import OPEN_TRANSFER
from trainees.queries import first_groups
from trainees.services.enrolment import verifiable_until


def outcome_facts(enrolment) -> list[Fact]:
    """How it ended, and the completion score, once there is one."""
    found = []
    if enrolment.ending:
        found.append(Fact(_("Outcome"), enrolment.ending))
    if enrolment.score is not None:
        found.append(Fact(_("Completion score"), f"{enrolment.score.normalize():f}"))
    return found


def certificate_action(enrolment) -> list[dict]:
    """The button that downloads the certificate of completion, for who has one."""
    certificate = getattr(enrolment, "certificate", None)
    if certificate is None:
        return []
    url = reverse("certificate-paper", args=[certificate.number])
    label = _("Certificate of completion")
    return [{"label": label, "url": url, "icon": "certificate", "tone": "primary"}]


def waiting_facts(enrolment) -> list[Fact]:
    """Where one stands on the waiting list, or until when something has to happen."""
    if enrolment.state == EnrolmentState.PENDING:
        return [Fact(_("To be verified until"), verifiable_until(enrolment))]
    if enrolment.state == EnrolmentState.WAITLISTED:
        return [Fact(_("Waiting since"), enrolment.waiting_since)]
    if enrolment.state == EnrolmentState.OFFERED:
        return [Fact(_("Take the seat until"), enrolment.offer_due_at)]
    return []


def order_facts(enrolment) -> list[Fact]:
    """By which order the reader waits; for the person alone."""
    if enrolment.state != EnrolmentState.WAITLISTED:
        return []
    order = _("people of groups with priority first (%(groups)s), then in the order of arrival")
    own = _("with priority") if enrolment.goes_first else _("without priority")
    return [
        Fact(_("Place on the waiting list"), enrolment.position),
        Fact(_("Order of the list"), order % {"groups": first_groups()}),
        Fact(_("You wait"), own),
    ]


def late_facts(enrolment, place: str) -> list[Fact]:
    """The exception by which somebody came late, linked to where the reader finds it.

    `place` names the page: `workspace:late-detail` or the like.
    """
    late = getattr(enrolment, "late_exception", None)
    if late is None:
        return []
    return [Fact(_("Late enrolment"), link_to(reverse(place, args=[late.number]), late.number))]


def transfer_facts(actor, enrolment, face: str) -> list[Fact]:
    """Where somebody came from and went to by a transfer, and one that waits; linked in a face."""
    rows = Transfer.objects.visible_to(actor).about(enrolment).order_by("pk")
    return [fact for row in rows for fact in [transfer_fact(row, enrolment, face)] if fact]


def transfer_fact(row, enrolment, face) -> Fact | None:
    """What one transfer says of an enrolment; None for one that came to nothing."""
    if row.new_enrolment_id == enrolment.pk:
        label, words = _("Came from"), row.enrolment.training_class.name
    elif row.state == TransferState.DONE:
        label, words = _("Went to"), row.target.name
    elif row.state in OPEN_TRANSFER:
        label, words = _("Transfer"), f"{row.target.name} · {row.get_state_display()}"
    else:
        return None
    return Fact(label, link_to(reverse(f"{face}:transfer-detail", args=[row.number]), words))


def plan_facts(enrolment) -> list[Fact]:
    """What became of the business plan, once the institution has recorded it."""
    plan = getattr(enrolment, "business_plan", None)
    if plan is None:
        return []
    remark = [Fact(_("Remark on the business plan"), plan.remark)] if plan.remark else []
    return [Fact(_("Business plan"), plan.get_result_display()), *remark]


def transfer_action(enrolment, face: str, label) -> list[dict]:
    """The way to another class, for who is enrolled or attends and has asked for none."""
    if enrolment.state not in STUDYING or enrolment.transfers.open().exists():
        return []
    url = reverse(f"{face}:transfer-create", args=[enrolment.pk])
    return [{"label": label, "url": url, "icon": "arrows-exchange"}]


def link_to(url: str, words: str) -> str:
    return format_html('<a href="{}">{}</a>', url, words)


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
