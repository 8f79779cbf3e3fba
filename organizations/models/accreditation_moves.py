"""The process of an accreditation, from its draft to its end (workflow 2.1)."""

from django.utils.translation import gettext_lazy as _

from core.permissions import is_system
from core.workflow import Move
from organizations.enums import AccreditationState as S
from organizations.permissions import (
    is_applicant,
    is_district_reviewer,
    is_municipal_reviewer,
    may_refuse_accreditation,
)

WHY = ("reason_code", "reason")
# Each move has its own reasons, the frequent ones first.
PAPERS = ("document_missing", "licence_missing", "licence_expired", "uscc_invalid")
TO_COMPLETE = (
    *PAPERS,
    "licence_scope_mismatch",
    "premises_unsuitable",
    "teachers_insufficient",
    "equipment_insufficient",
    "finance_unsound",
)
TO_REFUSE = (
    "licence_scope_mismatch",
    "premises_borrowed",
    "on_blacklist",
    "premises_unsuitable",
    "teachers_insufficient",
    "teachers_borrowed",
    "equipment_insufficient",
    "finance_unsound",
    "licence_missing",
    "licence_expired",
    "credit_grade_too_low",
    "not_eligible",
)
TO_SUSPEND = (
    "own_request",
    "teachers_insufficient",
    "premises_unsuitable",
    "equipment_insufficient",
    "teachers_borrowed",
    "premises_borrowed",
    "licence_expired",
    "rectification_late",
    "rectification_insufficient",
)
TO_REMOVE = (
    "own_request",
    "on_blacklist",
    "teachers_borrowed",
    "premises_borrowed",
    "licence_missing",
    "rectification_late",
    "rectification_insufficient",
    "credit_grade_too_low",
)
TO_KEEP = (
    "document_missing",
    "licence_scope_mismatch",
    "premises_unsuitable",
    "premises_borrowed",
    "teachers_insufficient",
    "equipment_insufficient",
    "occupation_not_in_catalogue",
    "level_not_listed",
    "on_blacklist",
    "not_eligible",
)

MOVES = {
    "submit": Move(
        {S.DRAFT, S.RETURNED},
        S.SUBMITTED,
        is_applicant,
        _("Submit the application"),
        explains=_("The district looks at the papers and comes to see the premises."),
    ),
    "visit": Move(
        {S.SUBMITTED},
        S.SITE_VISIT,
        is_district_reviewer,
        _("Set the day of the visit"),
        needs=("visit_on", "first_officer", "second_officer"),
        page="accreditation-visit-plan",
    ),
    "pass_district": Move(
        {S.SITE_VISIT},
        S.DISTRICT_PASSED,
        is_district_reviewer,
        _("Pass on to the city"),
        explains=_("The municipal bureau decides; another person than you."),
    ),
    "accredit": Move(
        {S.DISTRICT_PASSED},
        S.ACCREDITED,
        is_municipal_reviewer,
        _("Accredit the unit"),
        explains=_("The unit may teach within its scope and is listed in the public directory."),
    ),
    "return": Move(
        {S.SUBMITTED, S.SITE_VISIT},
        S.RETURNED,
        is_district_reviewer,
        _("Return for completion"),
        needs=WHY,
        reasons=TO_COMPLETE,
        tone="warning",
        explains=_(
            "The unit is told what is missing and completes the papers within the time limit; your "
            "time to reply stops until it submits again."
        ),
    ),
    "refuse": Move(
        {S.SUBMITTED, S.SITE_VISIT, S.DISTRICT_PASSED},
        S.REFUSED,
        may_refuse_accreditation,
        _("Refuse the accreditation"),
        needs=WHY,
        reasons=TO_REFUSE,
        tone="danger",
        explains=_("The unit is told the reason and may appeal."),
    ),
    "reopen": Move({S.REFUSED}, S.SUBMITTED, is_system, _("Reopen"), is_automatic=True),
    "withdraw": Move(
        {S.DRAFT, S.SUBMITTED, S.RETURNED, S.SITE_VISIT},
        S.WITHDRAWN,
        is_applicant,
        _("Withdraw the application"),
        needs=("reason",),
        tone="danger",
        explains=_("You may apply again at any time."),
    ),
    "lapse": Move({S.RETURNED}, S.WITHDRAWN, is_system, _("Lapse"), is_automatic=True),
    "suspend": Move(
        {S.ACCREDITED},
        S.SUSPENDED,
        is_municipal_reviewer,
        _("Suspend"),
        needs=WHY,
        reasons=TO_SUSPEND,
        tone="warning",
        explains=_("No new programme and no new class; what runs goes on."),
    ),
    "resume": Move(
        {S.SUSPENDED},
        S.ACCREDITED,
        is_municipal_reviewer,
        _("Resume"),
        needs=("reason",),
        explains=_("The unit is told, and may file programmes and classes again."),
    ),
    "remove": Move(
        {S.ACCREDITED, S.SUSPENDED},
        S.REMOVED,
        is_municipal_reviewer,
        _("Remove from the directory"),
        needs=WHY,
        reasons=TO_REMOVE,
        tone="danger",
        explains=_("The unit leaves the public directory and may file nothing more."),
    ),
    "expire": Move(
        {S.ACCREDITED, S.SUSPENDED}, S.EXPIRED, is_system, _("Expire"), is_automatic=True
    ),
}
TONES = {
    S.SUBMITTED: "active",
    S.RETURNED: "warn",
    S.SITE_VISIT: "active",
    S.DISTRICT_PASSED: "active",
    S.ACCREDITED: "good",
    S.REFUSED: "bad",
    S.SUSPENDED: "warn",
    S.REMOVED: "bad",
    S.EXPIRED: "warn",
}
