"""What of a registration can be shown in clear, to whom, and when it is a case of theirs."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.reveals import RevealField
from organizations.enums import RegistrationState

CHECKERS = frozenset({Role.DISTRICT_REVIEWER})
FIELDS = (
    RevealField("phone", _("Mobile phone of the contact person"), CHECKERS),
    RevealField("email", _("E-mail of the contact person"), CHECKERS),
)


def is_being_checked(actor, registration) -> bool:
    """It waits for the answer of this district, which has to reach the contact person."""
    is_own = actor.role in CHECKERS and registration.district_id == actor.district_id
    return is_own and registration.state == RegistrationState.SUBMITTED
