"""What the applicant learns with tracking code and phone: how far it is, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from core.identifiers import IdentifierError, check_phone
from core.privacy import hashes_of
from core.refusals import Refused, listed
from core.tenancy.scope import ANON, acting_as
from organizations.enums import RegistrationState
from organizations.models import UnitRegistration


@dataclass(frozen=True)
class Followed:
    """One registration as its applicant sees it; `code` and `phone` open it again."""

    code: str
    phone: str
    pk: int
    number: str
    name: str
    state: str
    district_id: int
    submitted_at: datetime
    reply_due_on: date
    answered_at: datetime | None
    reason_code: str
    reason: str
    unit_number: str | None
    invited_at: datetime | None

    @property
    def state_label(self) -> str:
        return RegistrationState(self.state).label

    @property
    def state_tone(self) -> str:
        return UnitRegistration.STATE_TONES.get(self.state, "neutral")

    @property
    def is_open(self) -> bool:
        """Whether it can be taken back still."""
        return self.state == RegistrationState.SUBMITTED

    @property
    def why(self) -> str:
        """The reason of the list and the words of the district, as one text."""
        return " · ".join(filter(None, (listed(self.reason_code), self.reason)))


def followed(code: str, phone: str) -> Followed:
    """The registration of a tracking code and phone. Raises Refused: registration_unknown.

    The answer is the same whichever of the two is wrong.
    """
    code = "".join(code.split()).upper()
    try:
        phone = check_phone(phone)
    except IdentifierError:
        raise unknown() from None
    with acting_as(ANON), connection.cursor() as cursor:
        given = [hashes_of(code), hashes_of(phone)]
        cursor.execute("SELECT * FROM registration_by_code(%s::text[], %s::text[])", given)
        row = cursor.fetchone()
    if row is None:
        raise unknown()
    return Followed(code, phone, *row)


def unknown() -> Refused:
    """The same words whichever of the two is wrong."""
    return Refused(
        "registration_unknown",
        remedy=_("Compare both with the text message. If it is lost, ask your district bureau."),
    )
