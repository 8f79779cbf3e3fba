"""Who: districts, users, organizations, members and deputies, devices, tokens of programs."""

from organizations.models.api_token import ApiToken
from organizations.models.deputy import Deputy
from organizations.models.device import KnownDevice
from organizations.models.district import District
from organizations.models.invitation import Invitation
from organizations.models.membership import Membership
from organizations.models.organization import Organization
from organizations.models.registration import UnitRegistration
from organizations.models.role_conflict import RoleConflict
from organizations.models.user import User

__all__ = [
    "ApiToken",
    "Deputy",
    "District",
    "Invitation",
    "KnownDevice",
    "Membership",
    "Organization",
    "RoleConflict",
    "UnitRegistration",
    "User",
]
