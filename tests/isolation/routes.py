"""How to build the address of every route that names an object, for one's own side or another.

`who` is the role that may open it, `own` and `foreign` give the arguments for a side. A route that
names an object and is missing here fails the test, and so does an admin model without a row.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """`marker` stands on the owner's page; a page that only takes input has none."""

    who: str
    arguments: object
    marker: str = "密"
    answers: int = 200


def of(name, attribute="number"):
    """Arguments from a row of the side: its number, or its key."""
    return lambda side: [getattr(side.rows[name], attribute)]


def preview_of(name):
    """Arguments of the page that shows a row before it is public, in Chinese."""
    return lambda side: [side.rows[name].number, "zh-hans"]


ROUTES = {
    "workspace:accreditation-detail": Route("institution_admin", of("application")),
    "workspace:accreditation-edit": Route(
        "institution_admin", lambda side: [side.application.number, "statement"]
    ),
    "workspace:accreditation-papers": Route(
        "institution_admin", of("application"), marker="许可证.pdf"
    ),
    "workspace:accreditation-change-create": Route(
        "institution_admin", lambda side: [side.accreditation.number, "name"], marker="file"
    ),
    "workspace:accreditation-change-detail": Route("institution_admin", of("accreditation_change")),
    "workspace:scope-edit": Route("institution_admin", of("application"), marker="training_type"),
    "workspace:scope-strike": Route(
        "institution_admin", lambda side: [side.application.number, side.asked.pk], marker="form"
    ),
    "workspace:scope-change": Route("institution_admin", of("accreditation"), marker="keep"),
    "accreditation-visit-plan": Route(
        "district_reviewer", of("visited", "pk"), marker="first_officer"
    ),
    "accreditation-visit": Route("district_reviewer", of("visited")),
    "accreditation-letter": Route("institution_admin", of("accreditation"), marker="%PDF"),
    "accreditation-paper": Route(
        "institution_admin", of("accreditation_paper", "pk"), marker="%PDF"
    ),
    "accreditation-photo": Route("district_reviewer", of("visit_photo", "pk"), marker="%PDF"),
    "accreditation-change-report": Route(
        "district_reviewer", of("accreditation_change"), marker="report"
    ),
    "workspace:programme-detail": Route("institution_admin", of("draft_programme")),
    "workspace:programme-edit": Route("institution_admin", of("draft_programme")),
    "workspace:programme-syllabus": Route("institution_admin", of("draft_programme")),
    "workspace:programme-renew": Route("institution_admin", of("programme"), marker="公"),
    "workspace:class-detail": Route("institution_admin", of("draft_class")),
    "workspace:class-edit": Route("institution_admin", of("draft_class")),
    "workspace:class-plan": Route("institution_admin", of("draft_class")),
    "workspace:session-create": Route("institution_admin", of("draft_class")),
    "workspace:change-create": Route("institution_admin", of("training_class"), marker="公"),
    "workspace:change-write": Route("institution_admin", of("training_class"), marker="公"),
    "workspace:change-detail": Route("institution_admin", of("change")),
    "timetable-version": Route(
        "institution_admin", lambda side: [side.training_class.number, 1], marker="公"
    ),
    "workspace:session-edit": Route("institution_admin", of("draft_session", "pk")),
    "workspace:session-detail": Route("teacher", of("session", "pk")),
    "workspace:session-code": Route("teacher", of("session", "pk"), marker="session-digits"),
    "workspace:attendance-detail": Route("teacher", of("record", "pk")),
    "workspace:attendance-correction-create": Route("teacher", of("record", "pk")),
    "workspace:attendance-correction-detail": Route("teacher", of("attendance_correction")),
    "account:attendance-detail": Route("worker", of("record", "pk"), marker="公"),
    "account:attendance-correction-create": Route("worker", of("record", "pk")),
    "account:attendance-correction-detail": Route("worker", of("attendance_correction")),
    "attendance-correction-evidence": Route("worker", of("attendance_correction"), marker="%PDF"),
    "workspace:device-detail": Route("teacher", of("device", "pk")),
    "workspace:teacher-detail": Route("institution_admin", of("teacher", "pk")),
    "workspace:teacher-edit": Route("institution_admin", of("teacher", "pk")),
    "workspace:qualification-create": Route("institution_admin", of("teacher", "pk")),
    "workspace:qualification-detail": Route("teacher", of("qualification")),
    "workspace:qualification-agree": Route("teacher", of("qualification")),
    "workspace:qualification-resubmit": Route("institution_admin", of("qualification", "pk")),
    "qualification-proof": Route("district_reviewer", of("qualification"), marker="%PDF"),
    "workspace:venue-detail": Route("institution_admin", of("venue", "pk"), marker="公"),
    "workspace:venue-edit": Route("institution_admin", of("venue", "pk"), marker="公"),
    "workspace:class-enrolments": Route("institution_admin", of("training_class")),
    "workspace:roster-import": Route("institution_admin", of("draft_class"), marker="file"),
    "workspace:roster-detail": Route("institution_admin", of("roster", "pk")),
    "workspace:roster-errors": Route("institution_admin", of("roster", "pk"), marker="xl/"),
    "workspace:roster-correct": Route("institution_admin", of("roster", "pk"), marker="file"),
    "workspace:enrolment-detail": Route("institution_admin", of("enrolment", "pk")),
    "account:study": Route("worker", of("study_item", "pk")),
    "account:study-ledger": Route("worker", of("enrolment", "pk")),
    "workspace:study-ledger": Route("institution_admin", of("enrolment", "pk")),
    "workspace:class-study": Route("institution_admin", of("training_class")),
    "workspace:study-item-create": Route("institution_admin", of("session", "pk"), marker="公"),
    "workspace:study-item-detail": Route("institution_admin", of("study_item", "pk")),
    "workspace:class-scores": Route("institution_admin", of("draft_class")),
    "certificate-paper": Route("worker", of("completion_certificate"), marker="%PDF"),
    "class-dossier": Route("institution_admin", of("draft_class")),
    "class-dossier-package": Route("institution_admin", of("draft_class"), marker="manifest.json"),
    "class-certificates": Route("institution_admin", of("draft_class"), marker="%PDF"),
    "workspace:business-plan": Route("institution_admin", of("enrolment", "pk")),
    "workspace:start-up-detail": Route("institution_admin", of("start_up")),
    "account:business-link": Route("worker", of("enrolment", "pk"), marker="公"),
    "account:business-detail": Route("worker", of("start_up")),
    "workspace:transfer-create": Route("institution_admin", of("enrolment", "pk")),
    "workspace:transfer-detail": Route("institution_admin", of("transfer")),
    "account:transfer-create": Route("worker", of("enrolment", "pk"), marker="公"),
    "account:transfer-detail": Route("worker", of("transfer")),
    "workspace:late-create": Route("institution_admin", of("training_class"), marker="grounds"),
    "workspace:late-detail": Route("institution_admin", of("late")),
    "workspace:apprentice-plan-detail": Route("institution_admin", of("plan_of_apprentices")),
    "workspace:apprentice-detail": Route("institution_admin", of("apprentice", "pk")),
    "workspace:apprentice-log-detail": Route("institution_admin", of("apprentice_log", "pk")),
    "apprentice-contract": Route("institution_admin", of("apprentice", "pk"), marker="%PDF"),
    "account:apprenticeship-detail": Route("worker", of("apprentice", "pk")),
    "account:apprentice-log-create": Route("worker", of("apprentice", "pk"), marker="week_on"),
    "account:apprentice-log-detail": Route("worker", of("apprentice_log", "pk")),
    "account:apprentice-log-edit": Route("worker", of("apprentice_log", "pk")),
    "account:late-detail": Route("worker", of("late")),
    "workspace:member-detail": Route("institution_admin", of("membership", "pk")),
    "workspace:member-deputy": Route("institution_admin", of("membership", "pk")),
    "workspace:member-sign-out": Route("institution_admin", of("membership", "pk")),
    "workspace:invitation-detail": Route("institution_admin", of("invitation", "pk")),
    "workspace:deputy-detail": Route("institution_admin", of("deputy", "pk")),
    "workspace:appeal-detail": Route("institution_admin", of("appeal")),
    "workspace:appeal-create": Route(
        "institution_admin", lambda side: ["programme", side.refused_programme.number]
    ),
    "appeal-evidence": Route(
        "institution_admin", lambda side: [side.appeal.number, side.evidence.pk], marker="%PDF"
    ),
    "appeal-paper": Route("institution_admin", of("answered_appeal"), marker="%PDF"),
    "change-paper": Route("institution_admin", of("answered_change"), marker="%PDF"),
    "class-paper": Route("institution_admin", of("training_class"), marker="%PDF"),
    "programme-paper": Route("institution_admin", of("programme"), marker="%PDF"),
    "enrolment-paper": Route("worker", of("enrolment", "pk"), marker="%PDF"),
    "job-detail": Route("institution_admin", of("job", "pk")),
    "file": Route("institution_admin", of("file", "pk"), marker="%PDF"),
    "account:enrol": Route("worker", of("training_class"), marker="公"),
    "account:group-detail": Route("worker", of("group_proof")),
    "account:group-resubmit": Route("worker", of("group_proof", "pk"), marker="proof"),
    "group-proof": Route("worker", of("group_proof"), marker="%PDF"),
    "merge-search": Route("district_reviewer", of("trainee", "pk"), marker="number"),
    "merge-create": Route(
        "district_reviewer", lambda side: [side.trainee.pk, side.double.pk], marker="kept"
    ),
    "merge-proof": Route("district_reviewer", of("person_merge"), marker="%PDF"),
    "account:bank-account-detail": Route("worker", of("bank_account", "pk")),
    "correction-proof": Route("worker", of("correction"), marker="%PDF"),
    "account:share-detail": Route("worker", of("share")),
    "account:correction-detail": Route("worker", of("correction")),
    "account:correction-proof": Route("worker", of("correction", "pk")),
    "workspace:correction-detail": Route("institution_admin", of("correction")),
    "account:guardian-detail": Route("worker", of("guardianship")),
    "account:income-detail": Route("worker", of("statement")),
    "account:ward-detail": Route("worker", of("wardship")),
    "account:ward-end": Route("worker", of("wardship", "pk")),
    "guardian-paper": Route("worker", of("wardship"), marker="%PDF"),
    "account:enrolment-detail": Route("worker", of("enrolment", "pk"), marker="公"),
    "account:voucher-detail": Route("worker", of("voucher")),
    "account:check-in": Route("worker", of("session", "pk"), marker="公"),
    "reveal-detail": Route("district_reviewer", of("reveal", "pk")),
    "token-revoke": Route("institution_admin", of("token", "prefix")),
    "announcement-detail": Route("anyone", of("announcement"), marker="公"),
    "story-detail": Route("anyone", of("story"), marker="公"),
    "announcement-preview": Route("municipal_chief", preview_of("draft_announcement")),
    "story-preview": Route("municipal_chief", preview_of("draft_story")),
    "class-detail": Route("anyone", of("training_class"), marker="公"),
    "institution-detail": Route("anyone", of("organization"), marker="公"),
    "programme-detail": Route("anyone", of("programme"), marker="公"),
}

# What a side may open of the other one: it is public, or an empty page of one's own.
OPEN_TO_ALL = {
    "account:enrol",
    "account:check-in",
    "class-detail",
    "institution-detail",
    "programme-detail",
    "announcement-detail",
    "story-detail",
}

# The list of a foreign class is empty rather than absent: the number is public.
EMPTY_FOR_OTHERS = {"workspace:class-enrolments"}

# Not addressed by an object of a tenant: the library's own pages, words of a process, files.
# `invitation-link`, `guardian-link` and `shared` name nobody, and answer everybody alike. The forms
# about members of the bureau are for the city alone, and a second factor, a person's phone or bank
# account is changed only after proving oneself again: they have tests of their own in
# tests/organizations and tests/trainees. So have the employees of an enterprise: no side of the
# world is one.
NOT_OF_A_TENANT = {
    "invitation-link",
    "guardian-link",
    "shared",
    "account:correction-create",  # the word of what is wrong
    "member-deputy",
    "member-sign-out",
    "member-second-factor",
    "workspace:apprentice-plan-edit",
    "workspace:apprentice-create",
    "workspace:apprentice-edit",
    "workspace:apprentice-mentors",
    "workspace:apprentice-drop",
    "workspace:apprentice-leave",
    "workspace:employee-detail",
    "workspace:employee-end",
    "counter-serve",
    "counter-phone",
    "counter-phone-code",
    "account:bank-account-confirm",
    "account:bank-account-end",
    "workspace:member-second-factor",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "account_confirm_email",
    "account_reset_password_from_key",
    "admin:app_list",
    "admin:view_on_site",
    "catalogue-file",
    "institution-file",
    "workspace:programme-new",
    "policy-document",
    "policy-clause",
    "rule-set",
    "rule-set-rows",
    "rule-set-import",
    "plan-targets",
    "plan-comment",
    "report-detail",
    "report-verify",
    "report-correct",
    "report-confirm",
    "report-reasons",
    "report-rows",
    "report-download",
    "move",
    "move-together",
    "assign",
    "export",
    "import",
    "import-template",
}
"""Reports and moves have tests of their own below, because their address needs more than a key;
what is done to many records at once in tests/core/test_together.py."""


def moved(name, attribute, move):
    """Arguments of the address of a move."""
    return lambda side: [getattr(side.rows[name], attribute), move]


# The API: who reads the own record, and how its address is made. `None` takes no GET.
API_ROUTES = {
    "api:appeal-detail": Route("institution_admin", of("appeal")),
    "api:appeal-move": Route(None, moved("appeal", "number", "withdraw")),
    "api:accreditation-detail": Route("institution_admin", of("application")),
    "api:accreditation-papers": Route("institution_admin", of("application"), marker="许可证.pdf"),
    "api:accreditation-paper": Route(
        "institution_admin",
        lambda side: [side.application.number, side.accreditation_paper.pk],
        marker="%PDF",
    ),
    "api:accreditation-visit": Route("district_reviewer", of("visited")),
    "api:accreditation-photos": Route(None, of("visited")),
    "api:accreditation-photo": Route(
        "district_reviewer",
        lambda side: [side.visited.number, side.visit_photo.pk],
        marker="%PDF",
    ),
    "api:accreditation-signature": Route(None, of("visited")),
    "api:accreditation-move": Route(None, moved("application", "number", "submit")),
    "api:accreditation-change-detail": Route("institution_admin", of("accreditation_change")),
    "api:accreditation-change-move": Route(
        None, moved("accreditation_change", "number", "withdraw")
    ),
    "api:scope-detail": Route("institution_admin", of("asked", "pk"), marker="valid_from"),
    "api:job-detail": Route("institution_admin", of("job", "pk"), marker="export"),
    "api:job-move": Route(None, moved("job", "pk", "cancel")),
    "api:district-detail": Route("anyone", lambda side: [side.district.code], marker="DL-"),
    "api:unit-registration-detail": Route("district_reviewer", of("registration")),
    "api:unit-registration-move": Route(None, moved("registration", "number", "refuse")),
    "api:institution-detail": Route("anyone", of("organization"), marker="公"),
    "api:token-detail": Route("institution_admin", of("token", "prefix")),
    "api:token-revoke": Route(None, of("token", "prefix")),
    "api:occupation-detail": Route(
        "anyone", lambda side: [side.programme.occupation.code], marker="code"
    ),
    "api:lesson-standard-detail": Route("anyone", of("lesson_standard", "pk"), marker="clause"),
    "api:subsidy-rate-detail": Route("anyone", of("subsidy_rate", "pk"), marker="clause"),
    "api:programme-detail": Route("institution_admin", of("draft_programme")),
    "api:programme-move": Route(None, moved("draft_programme", "number", "submit")),
    "api:class-detail": Route("institution_admin", of("draft_class")),
    "api:class-sessions": Route("institution_admin", of("draft_class"), marker="密甲课"),
    "api:class-move": Route(None, moved("draft_class", "number", "file")),
    "api:class-change-detail": Route("institution_admin", of("change")),
    "api:class-change-move": Route(None, moved("change", "number", "withdraw")),
    "api:session-detail": Route("institution_admin", of("draft_session", "pk")),
    "api:session-move": Route(None, moved("draft_session", "pk", "cancel")),
    "api:teacher-detail": Route("institution_admin", of("teacher", "pk")),
    "api:qualification-detail": Route("institution_admin", of("qualification")),
    "api:qualification-proof": Route("institution_admin", of("qualification"), marker="%PDF"),
    "api:qualification-agreement": Route(None, of("qualification")),
    "api:qualification-move": Route(None, moved("qualification", "number", "resubmit")),
    "api:venue-detail": Route("institution_admin", of("venue", "pk"), marker="公"),
    "api:study-item-detail": Route("institution_admin", of("study_item", "pk")),
    "api:study-item-move": Route(None, moved("study_item", "pk", "withdraw")),
    "api:study-session-detail": Route("worker", of("study_session", "pk"), marker="opened_at"),
    "api:study-session-heartbeat": Route(None, of("study_session", "pk")),
    "api:study-session-counted": Route("worker", of("study_session", "pk"), marker="seconds"),
    "api:study-record-detail": Route("worker", of("study_record", "pk"), marker="study_hidden"),
    "api:transfer-detail": Route("institution_admin", of("transfer")),
    "api:transfer-move": Route(None, moved("transfer", "number", "withdraw")),
    "api:apprentice-plan-detail": Route("institution_admin", of("plan_of_apprentices")),
    "api:apprentice-plan-move": Route(None, moved("plan_of_apprentices", "number", "file")),
    "api:apprentice-detail": Route("institution_admin", of("apprentice", "pk")),
    "api:apprentice-log-detail": Route("institution_admin", of("apprentice_log", "pk")),
    "api:apprentice-log-move": Route(None, moved("apprentice_log", "pk", "confirm")),
    "api:late-enrolment-detail": Route("institution_admin", of("late")),
    "api:late-enrolment-move": Route(None, moved("late", "number", "withdraw")),
    "api:voucher-detail": Route("institution_admin", of("voucher")),
    "api:voucher-move": Route(None, moved("voucher", "number", "cancel")),
    "api:person-merge-detail": Route("district_reviewer", of("person_merge")),
    "api:person-merge-move": Route(None, moved("person_merge", "number", "withdraw")),
    "api:group-proof-detail": Route("worker", of("group_proof")),
    "api:group-proof-proof": Route("worker", of("group_proof"), marker="%PDF"),
    "api:group-proof-move": Route(None, moved("group_proof", "number", "withdraw")),
    "api:bank-account-detail": Route("worker", of("bank_account", "pk")),
    "api:bank-account-move": Route(None, moved("bank_account", "pk", "confirm")),
    "api:correction-detail": Route("worker", of("correction")),
    "api:correction-proof": Route("worker", of("correction"), marker="%PDF"),
    "api:business-plan-detail": Route("institution_admin", of("business_plan", "pk")),
    "api:start-up-detail": Route("institution_admin", of("start_up")),
    "api:start-up-move": Route(None, moved("start_up", "number", "withdraw")),
    "api:start-up-follow-up-detail": Route("institution_admin", of("follow_up_6", "pk")),
    "api:start-up-follow-up-move": Route(None, moved("follow_up_6", "pk", "record_alive")),
    "api:correction-move": Route(None, moved("correction", "number", "withdraw")),
    "api:guardianship-detail": Route("worker", of("guardianship")),
    "api:guardianship-move": Route(None, moved("guardianship", "number", "cancel")),
    "api:completion-certificate-detail": Route("institution_admin", of("completion_certificate")),
    "api:enrolment-detail": Route("institution_admin", of("enrolment", "pk")),
    "api:enrolment-move": Route(None, moved("enrolment", "pk", "withdraw")),
    "api:attendance-detail": Route("institution_admin", of("record", "pk")),
    "api:attendance-move": Route(None, moved("record", "pk", "sign_in")),
    "api:attendance-correction-detail": Route("worker", of("attendance_correction")),
    "api:attendance-correction-evidence": Route(
        "worker", of("attendance_correction"), marker="%PDF"
    ),
    "api:attendance-correction-move": Route(
        None, moved("attendance_correction", "number", "withdraw")
    ),
    "api:check-in-list": Route(None, of("session", "pk")),
    "api:class-dossier-detail": Route("institution_admin", of("dossier", "pk")),
    "api:class-dossier-package": Route(
        "institution_admin", of("dossier", "pk"), marker="manifest.json"
    ),
    "api:completion-score-list": Route(None, of("draft_class")),
}

# Published registers, and rows everybody may read: no private mark, for nobody.
API_OPEN_TO_ALL = {
    "api:district-detail",
    "api:institution-detail",
    "api:occupation-detail",
    "api:lesson-standard-detail",
    "api:subsidy-rate-detail",
    "api:venue-detail",
    "api:check-in-list",
    "api:completion-score-list",
}

# Reports are named by quarter and `?scope=` and have a test of their own; the rest is no record.
API_NOT_OF_A_TENANT = {
    "api:report-detail",
    "api:report-move",
    "api:report-figures",
    "api:report-rows",
    "api:report-file",
    "api:nothing-here",
}
