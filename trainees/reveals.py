"""What of a trainee can be shown in clear, to whom, and when a case of theirs is open."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.reveals import RevealField
from trainees.enums import CorrectionState, EnrolmentState, MergeState
from trainees.models import Enrolment, PersonMerge

CASE_OFFICERS = frozenset({Role.DISTRICT_REVIEWER, Role.MUNICIPAL_REVIEWER, Role.INSPECTOR})
FIELDS = (
    RevealField("identity_number", _("Identity number"), CASE_OFFICERS),
    RevealField("phone", _("Mobile phone"), CASE_OFFICERS),
)
ACCOUNT_FIELDS = (RevealField("number", _("Account number"), frozenset({Role.FINANCE_RECONCILER})),)
CORRECTION_FIELDS = (
    RevealField("old_value", _("Recorded value"), frozenset({Role.DISTRICT_REVIEWER})),
    RevealField("new_value", _("Wished value"), frozenset({Role.DISTRICT_REVIEWER})),
)
OF_A_LINK = {
    "who": _("Somebody with your link"),
    "what": _("What you share by the link"),
    "why": _("Share link"),
}
OF_A_GUARDIAN = {
    "who": _("Your guardian"),
    "what": _("Classes you are in"),
    "why": _("The consent as your guardian"),
}


def is_being_verified(actor, trainee) -> bool:
    """An enrolment of the person waits for this district's reviewer to confirm the identity."""
    if actor.role != Role.DISTRICT_REVIEWER:
        return False
    pending = Enrolment.objects.visible_to(actor).filter(state=EnrolmentState.PENDING)
    return pending.filter(trainee=trainee).exists()


def is_being_merged(actor, trainee) -> bool:
    """The city's reviewer decides whether this record and another are one person's."""
    if actor.role != Role.MUNICIPAL_REVIEWER:
        return False
    proposed = PersonMerge.objects.visible_to(actor).filter(state=MergeState.PROPOSED)
    return proposed.filter(Q(kept=trainee) | Q(merged=trainee)).exists()


def is_being_corrected(actor, correction) -> bool:
    """The officer's district checks the request."""
    is_open = correction.state == CorrectionState.IN_REVIEW
    return is_open and actor.role == Role.DISTRICT_REVIEWER
