"""Who: districts, users, organizations, invitations, memberships, deputies."""

from organizations.models.deputy import Deputy
from organizations.models.district import District
from organizations.models.invitation import Invitation
from organizations.models.membership import Membership
from organizations.models.organization import Organization
from organizations.models.role_conflict import RoleConflict
from organizations.models.user import User

__all__ = [
    "Deputy",
    "District",
    "Invitation",
    "Membership",
    "Organization",
    "RoleConflict",
    "User",
]
