"""Links this app hangs on account and workspace, and the sections it shows there."""

from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import nav_item
from trainees import deciding  # noqa: F401 - hangs its sections on the pages of moves
from trainees.sections import (  # noqa: F401 - the same
    account,
    apprentices,
    corrections,
    entitlements,
    privacy,
    start_ups,
    study,
    transfers,
    unit,
)

WORKER = {Role.WORKER}
nav_item("account", _("Home"), "account:home", "home", WORKER, 10)
ENROLLING = (
    "/account/enrol/",
    "/account/eligibility/",
    "/account/apprenticeships/",
    "/account/businesses/",
)
nav_item("account", _("My classes"), "account:enrolment-list", "school", WORKER, 20, ENROLLING)
CERTIFICATES = "account:certificate-list"
nav_item("account", _("My certificates"), CERTIFICATES, "certificate", WORKER, 55)
OF_MY_FILE = ("/account/shares/", "/account/corrections/", "/account/take-out/")
nav_item("account", _("Learning account"), "account:timeline", "timeline", WORKER, 55, OF_MY_FILE)
nav_item("account", _("Check in"), "account:attendance", "qrcode", WORKER, 30)
nav_item("account", _("Messages"), "account:notifications", "bell", WORKER, 40)
OF_MY_DATA = (
    "/account/groups/", "/account/guardian/", "/account/wards/", "/account/bank-account/",
)  # fmt: skip
nav_item("account", _("My data"), "account:privacy", "user-shield", WORKER, 50, OF_MY_DATA)
nav_item("account", _("My vouchers"), "account:voucher-list", "ticket", WORKER, 60)
nav_item("workspace", _("Roster files"), "workspace:roster-list", "upload", UNIT_ADMINS, 42)
INSTITUTION = {Role.INSTITUTION_ADMIN}
nav_item(
    "workspace", _("Correction requests"), "workspace:correction-list", "pencil", INSTITUTION, 48
)
ENTERPRISE = {Role.ENTERPRISE_ADMIN}
nav_item("workspace", _("Employees"), "workspace:employee-list", "users", ENTERPRISE, 41)
nav_item("workspace", _("Late enrolments"), "workspace:late-list", "user-plus", UNIT_ADMINS, 43)
TRANSFERS = "workspace:transfer-list"
nav_item("workspace", _("Transfers"), TRANSFERS, "arrows-exchange", UNIT_ADMINS, 44)
TEACHING = UNIT_ADMINS | {Role.TEACHER}
OFFLINE, DEVICES = "workspace:offline", "workspace:device-list"
nav_item("workspace", _("Without a network"), OFFLINE, "wifi-off", {Role.TEACHER}, 52)
nav_item("workspace", _("Attendance devices"), DEVICES, "device-mobile", TEACHING, 53)
CORRECTIONS = "workspace:attendance-correction-list"
nav_item("workspace", _("Attendance corrections"), CORRECTIONS, "pencil", TEACHING, 51)
PLANS = "workspace:apprentice-plan-list"
nav_item("workspace", _("Apprenticeships"), PLANS, "tools", UNIT_ADMINS, 46)
APPRENTICES = "workspace:apprentice-list"
nav_item("workspace", _("My apprentices"), APPRENTICES, "users", {Role.MENTOR}, 46)
START_UPS = "workspace:start-up-list"
nav_item("workspace", _("Start-ups"), START_UPS, "building-store", INSTITUTION, 47)
nav_item("workspace", _("Vouchers"), "workspace:voucher-list", "ticket", UNIT_ADMINS, 45)
