"""Every write about tenants and people."""

from organizations.services.applications import create_accreditation
from organizations.services.deputies import propose_deputy
from organizations.services.invitations import send_invitation
from organizations.services.memberships import add_membership
from organizations.services.organizations import (
    check_may_teach,
    create_organization,
    may_teach,
    set_standing,
)
from organizations.services.people import create_user
from organizations.services.safety import end_sessions, reset_second_factor

__all__ = [
    "add_membership",
    "check_may_teach",
    "create_accreditation",
    "create_organization",
    "create_user",
    "end_sessions",
    "may_teach",
    "propose_deputy",
    "reset_second_factor",
    "send_invitation",
    "set_standing",
]
