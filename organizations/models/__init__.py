"""Who: districts, users, organizations, memberships."""

from organizations.models.district import District
from organizations.models.membership import Membership
from organizations.models.organization import Organization
from organizations.models.user import User

__all__ = ["District", "Membership", "Organization", "User"]
