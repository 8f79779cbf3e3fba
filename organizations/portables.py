"""What of organizations names people: accounts, offices, devices (docs/account.md)."""

from core.portable import left_out

OF_STAFF = "who holds which office, and what officers and units did in it"
SIGNING_IN = "ways to sign in to this instance: secrets that open nothing elsewhere"

left_out("organizations_user", "the account itself: name and language stand in the file")
for table in (
    "organizations_accreditation", "organizations_accreditationchange", "organizations_deputy",
    "organizations_invitation", "organizations_membership", "organizations_unitregistration",
    "organizations_visitphoto", "organizations_visitfinding",
):  # fmt: skip
    left_out(table, OF_STAFF)
for table in (
    "organizations_apitoken", "organizations_knowndevice", "account_emailaddress",
    "mfa_authenticator", "usersessions_usersession",
):  # fmt: skip
    left_out(table, SIGNING_IN)
left_out("django_admin_log", "not written: the audit trail is")
