"""Kinds of tenants and districts, and which roles and faces go with a kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import Face, Role


class OrganizationKind(models.TextChoices):
    MUNICIPAL_BUREAU = "municipal_bureau", _("Municipal bureau")
    DISTRICT_BUREAU = "district_bureau", _("District bureau")
    INSTITUTION = "institution", _("Training institution")
    ENTERPRISE = "enterprise", _("Enterprise")
    AGENCY = "agency", _("Evaluation agency")


class DistrictKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    DISTRICT = "district", _("Urban district")
    COUNTY = "county", _("County")
    COUNTY_LEVEL_CITY = "county_level_city", _("County-level city")
    MANAGEMENT_AREA = "management_area", _("Management area")


class DistrictStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    HISTORIC = "historic", _("Historic")


class Standing(models.TextChoices):
    """Whether a unit may teach; kept by accreditation."""

    NONE = "none", _("Not accredited")
    ACCREDITED = "accredited", _("Accredited")
    SUSPENDED = "suspended", _("Suspended")
    REMOVED = "removed", _("Removed from the directory")
    EXPIRED = "expired", _("Expired")


class MembershipState(models.TextChoices):
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")


class InvitationState(models.TextChoices):
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class DeputyState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Active")
    REFUSED = "refused", _("Declined")
    ENDED = "ended", _("Ended")


class TokenScope(models.TextChoices):
    """What a token may be used for."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


FACES = {
    OrganizationKind.MUNICIPAL_BUREAU: Face.CITY,
    OrganizationKind.DISTRICT_BUREAU: Face.DISTRICT,
    OrganizationKind.INSTITUTION: Face.ORGANIZATION,
    OrganizationKind.ENTERPRISE: Face.ORGANIZATION,
    OrganizationKind.AGENCY: Face.ORGANIZATION,
}

FINANCE = {Role.FINANCE_PREPARER, Role.FINANCE_APPROVER, Role.FINANCE_RECONCILER}
ROLES = {
    OrganizationKind.MUNICIPAL_BUREAU: {
        Role.MUNICIPAL_REVIEWER,
        Role.MUNICIPAL_CHIEF,
        Role.POLICY_AUTHOR,
        Role.POLICY_PUBLISHER,
        *FINANCE,
        Role.INSPECTOR,
        Role.AUDITOR,
        Role.EDITOR,
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.BASE_MANAGER,
    },
    OrganizationKind.DISTRICT_BUREAU: {
        Role.DISTRICT_REVIEWER,
        *FINANCE,
        Role.INSPECTOR,
        Role.EDITOR,
        Role.BASE_MANAGER,
    },
    OrganizationKind.INSTITUTION: {
        Role.INSTITUTION_ADMIN,
        Role.TEACHER,
        Role.MENTOR,
        Role.BASE_MANAGER,
    },
    OrganizationKind.ENTERPRISE: {
        Role.ENTERPRISE_ADMIN,
        Role.TEACHER,
        Role.MENTOR,
        Role.BASE_MANAGER,
    },
    OrganizationKind.AGENCY: {Role.AGENCY_ADMIN, Role.ASSESSOR, Role.BASE_MANAGER},
}

UNITS = {OrganizationKind.INSTITUTION, OrganizationKind.ENTERPRISE, OrganizationKind.AGENCY}
BUREAUS = {OrganizationKind.MUNICIPAL_BUREAU, OrganizationKind.DISTRICT_BUREAU}
# who looks after the members of a unit, and of the bureaus
MEMBER_ADMINS = frozenset({Role.INSTITUTION_ADMIN, Role.ENTERPRISE_ADMIN, Role.AGENCY_ADMIN})
ADMINISTRATORS = MEMBER_ADMINS | {Role.SECURITY_ADMINISTRATOR}
# rights that hang on the person and not on the office: nobody can be a deputy in these
PERSONAL_ROLES = frozenset({Role.TEACHER, Role.MENTOR, Role.ASSESSOR})
MEMBER_ROLES = frozenset().union(*ROLES.values())


class AccreditationState(models.TextChoices):
    """States of an application and of what it becomes (workflow 2.1)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    SITE_VISIT = "site_visit", _("On-site visit")
    DISTRICT_PASSED = "district_passed", _("Passed by the district")
    ACCREDITED = "accredited", _("Accredited")
    REFUSED = "refused", _("Accreditation refused")
    SUSPENDED = "suspended", _("Suspended")
    REMOVED = "removed", _("Removed from the directory")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeKind(models.TextChoices):
    """What a unit may ask to have changed, and what it may ask for itself."""

    SCOPE = "scope", _("Licensed scope")
    PREMISES = "premises", _("Premises")
    LEGAL_PERSON = "legal_person", _("Legal person")
    NAME = "name", _("Name of the unit")
    SUSPENSION = "suspension", _("Suspension at its own request")
    REMOVAL = "removal", _("Removal at its own request")


class ChangeState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Change approved")
    REFUSED = "refused", _("Change refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PaperKind(models.TextChoices):
    """What an uploaded paper of an application is."""

    LICENCE = "licence", _("School licence or professional permit")
    REGISTRATION = "registration", _("Registration certificate")
    PREMISES = "premises", _("Title or lease of the premises")
    FIRE_SAFETY = "fire_safety", _("Fire safety")
    TEACHERS = "teachers", _("Teachers and their qualifications")
    EQUIPMENT = "equipment", _("List of equipment")
    FINANCE = "finance", _("Financial statements")
    PROOF = "proof", _("Proof of a change")


class FindingResult(models.TextChoices):
    """What officers found about one criterion."""

    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
