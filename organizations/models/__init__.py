"""Who: districts, users, organizations, memberships."""

from organizations.models.device import KnownDevice
from organizations.models.district import District
from organizations.models.membership import Membership
from organizations.models.organization import Organization
from organizations.models.user import User

__all__ = ["District", "KnownDevice", "Membership", "Organization", "User"]
