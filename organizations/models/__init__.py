"""Who: districts, users, organizations, memberships, tokens of programs."""

from organizations.models.api_token import ApiToken
from organizations.models.district import District
from organizations.models.membership import Membership
from organizations.models.organization import Organization
from organizations.models.user import User

__all__ = ["ApiToken", "District", "Membership", "Organization", "User"]
