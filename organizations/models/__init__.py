"""Who: districts, users, organizations, memberships, devices, tokens of programs."""

from organizations.models.api_token import ApiToken
from organizations.models.device import KnownDevice
from organizations.models.district import District
from organizations.models.membership import Membership
from organizations.models.organization import Organization
from organizations.models.user import User

__all__ = ["ApiToken", "District", "KnownDevice", "Membership", "Organization", "User"]
