"""The roles a person can act in, and the faces they show to the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Role of a membership, or one of the actors that need none."""

    MUNICIPAL_REVIEWER = "municipal_reviewer", _("Municipal reviewer")
    MUNICIPAL_CHIEF = "municipal_chief", _("Municipal chief")
    POLICY_AUTHOR = "policy_author", _("Policy author")
    POLICY_PUBLISHER = "policy_publisher", _("Policy publisher")
    FINANCE_PREPARER = "finance_preparer", _("Finance preparer")
    FINANCE_APPROVER = "finance_approver", _("Finance approver")
    FINANCE_RECONCILER = "finance_reconciler", _("Finance reconciler")
    INSPECTOR = "inspector", _("Inspector")
    AUDITOR = "auditor", _("Auditor")
    EDITOR = "editor", _("Editor")
    DISTRICT_REVIEWER = "district_reviewer", _("District reviewer")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    SECURITY_ADMINISTRATOR = "security_administrator", _("Security administrator")
    INSTITUTION_ADMIN = "institution_admin", _("Institution administrator")
    TEACHER = "teacher", _("Teacher")
    ENTERPRISE_ADMIN = "enterprise_admin", _("Enterprise administrator")
    MENTOR = "mentor", _("Mentor")
    AGENCY_ADMIN = "agency_admin", _("Agency administrator")
    ASSESSOR = "assessor", _("Assessor")
    BASE_MANAGER = "base_manager", _("Training base manager")
    WORKER = "worker", _("Worker")
    INVITED_PERSON = "invited_person", _("Invited person")
    ANYONE = "anyone", _("Public")
    SYSTEM = "system", _("System")


class Face(models.TextChoices):
    """Which row-level security role a transaction is stamped with (`app_<face>`)."""

    ANON = "anon", _("Public")
    AUTH = "auth", _("Sign-in")
    WORKER = "worker", _("Worker")
    ORGANIZATION = "organization", _("Organization")
    DISTRICT = "district", _("District bureau")
    CITY = "city", _("Municipal bureau")
    SYSTEM = "system", _("System")


class RevealState(models.TextChoices):
    """States of a request to see personal data in clear."""

    REQUESTED = "requested", _("Waiting for a grant")
    GRANTED = "granted", _("Granted")
    VIEWED = "viewed", _("Looked at")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Expired")
    QUESTIONED = "questioned", _("Questioned")
    CLEARED = "cleared", _("Cleared")


class RevealPurpose(models.TextChoices):
    """What clear text may be asked for."""

    VERIFY_IDENTITY = "verify_identity", _("Verify an identity")
    CORRECT_RECORD = "correct_record", _("Correct or merge a record")
    REVIEW_CASE = "review_case", _("Review a filing or a claim")
    RECONCILE_PAYMENT = "reconcile_payment", _("Reconcile a payment")
    INSPECT = "inspect", _("Inspection or a risk flag")
    HANDLE_COMPLAINT = "handle_complaint", _("Complaint or appeal")
    CONTACT_PERSON = "contact_person", _("Reach a person in an open case")


UNIT_ADMINS = frozenset({Role.INSTITUTION_ADMIN, Role.ENTERPRISE_ADMIN})
UNIT_ROLES = UNIT_ADMINS | {
    Role.TEACHER,
    Role.MENTOR,
    Role.AGENCY_ADMIN,
    Role.ASSESSOR,
    Role.BASE_MANAGER,
}
CASE_READERS = frozenset(
    {Role.MUNICIPAL_REVIEWER, Role.MUNICIPAL_CHIEF, Role.AUDITOR, Role.INSPECTOR}
)
PERSONLESS_ROLES = frozenset(
    {
        Role.POLICY_AUTHOR,
        Role.POLICY_PUBLISHER,
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.EDITOR,
    }
)
CITY_ROLES = CASE_READERS | PERSONLESS_ROLES
POLICY_ROLES = frozenset({Role.POLICY_AUTHOR, Role.POLICY_PUBLISHER})
SUM_READERS = CASE_READERS | POLICY_ROLES  # sums without persons: reports, statistics
BUREAU_FACES = frozenset({Face.CITY, Face.DISTRICT})
FINANCE_ROLES = frozenset({Role.FINANCE_PREPARER, Role.FINANCE_APPROVER, Role.FINANCE_RECONCILER})
BUREAU_ROLES = CITY_ROLES | FINANCE_ROLES | {Role.DISTRICT_REVIEWER}
