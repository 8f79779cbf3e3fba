"""Who looks after invitations, memberships and deputies."""

from core.enums import Role
from core.permissions import has_role, is_own_district, is_own_organization, is_system, rule
from organizations.enums import ADMINISTRATORS, BUREAUS, MEMBER_ADMINS

is_security_administrator = has_role(Role.SECURITY_ADMINISTRATOR)
is_member_admin = has_role(*MEMBER_ADMINS)
may_manage = is_security_administrator | (is_member_admin & is_own_organization)


@rule
def is_somebody_else(actor, membership):
    """Nobody decides on the own membership, nor on that of whom they are the deputy (SD37)."""
    return membership.user_id not in actor.persons


may_manage_member = may_manage & is_somebody_else

may_review_registration = has_role(Role.DISTRICT_REVIEWER) & is_own_district
holds_code = has_role(Role.ANYONE)  # of the registration; the service compares it

is_invited = has_role(Role.INVITED_PERSON)


@rule
def is_the_deputy(actor, deputy):
    """The proposed deputy, under the own name."""
    return actor.user_id == deputy.deputy_user_id and actor.deputy_for is None


may_end_deputy = may_manage | is_system


def may_invite(actor, organization, role) -> bool:
    """The administrator of a unit for its own people.

    The security administrator for the staff of the bureaus, and for the administrators of units:
    a new unit has nobody who could invite its first one.
    """
    if actor.role == Role.SECURITY_ADMINISTRATOR:
        return organization.kind in BUREAUS or role in ADMINISTRATORS
    return actor.role in MEMBER_ADMINS and organization.pk == actor.organization_id


is_applicant = is_member_admin & is_own_organization
is_municipal_reviewer = has_role(Role.MUNICIPAL_REVIEWER)
is_district_reviewer = has_role(Role.DISTRICT_REVIEWER) & is_own_district
may_refuse_accreditation = is_district_reviewer | is_municipal_reviewer


VISITORS = frozenset({Role.DISTRICT_REVIEWER, Role.INSPECTOR})  # who may be one of the two


@rule
def is_visiting_officer(actor, accreditation):
    """One of the two officers of the visit, under the own name."""
    officers = (accreditation.first_officer_id, accreditation.second_officer_id)
    return actor.user_id in officers and actor.deputy_for is None and actor.is_bureau
