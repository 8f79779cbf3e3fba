"""What of a person's account is taken along, and what is not and why (docs/account.md)."""

from core.models import AuditEntry, MessageChoice, Notification, StoredFile
from core.portable import context, left_out, own, taken
from organizations.models import District, Organization
from policies.models import Decision
from programs.models import Occupation, Programme, Session, TrainingClass, Venue
from trainees.models import (
    Apprentice,
    ApprenticeLog,
    AttendanceCorrection,
    AttendanceRecord,
    BankAccount,
    BusinessPlan,
    CheckIn,
    CompletionCertificate,
    CorrectionRequest,
    Employment,
    Enrolment,
    GroupMembership,
    Guardianship,
    IncomeStatement,
    KeyGroup,
    LateException,
    ShareLink,
    StartUp,
    StartUpFollowUp,
    StudyRecord,
    StudySession,
    Trainee,
    Transfer,
    Voucher,
)

OF_THE_BUREAU = "accounts of officers and what they did; of a person only as an officer"
OF_UNITS = "work of units and their staff"


def papers(actor):
    """The proofs the person handed in; what jobs wrote for them is made anew by asking again."""
    return own(actor, StoredFile).exclude(purpose__in=("export", "import"))


def certificates(actor):
    """Certificates of completion belong to whom the enrolment belongs."""
    return CompletionCertificate.objects.visible_to(actor).filter(
        enrolment__trainee_user_id=actor.user_id
    )


def looks(actor):
    """Who looked at the person's data."""
    return own(actor, AuditEntry).filter(verb="look")


context(District, natural="code")
context(Occupation, natural="code")
context(KeyGroup, natural="code")
context(Organization, without=("parent",))
context(Venue)
context(Programme, without=("replaces",))
context(TrainingClass)
context(Session, without=("secret", "teacher", "person"))
taken(
    Trainee,
    lambda actor: Trainee.objects.visible_to(actor).filter(user_id=actor.user_id),
    without=("identity_hash", "phone_hash", "merged_into"),
)
taken(StoredFile, papers, without=("storage_name",))
taken(Enrolment, without=("roster",))
taken(AttendanceRecord)
taken(CompletionCertificate, certificates)
taken(GroupMembership)
taken(Voucher, without=("issue",))
taken(Employment)
taken(StartUp)
taken(IncomeStatement)
taken(CorrectionRequest)
taken(
    MessageChoice,
    MessageChoice.objects.visible_to,
)
# Told in the file, and not made again elsewhere: links and tokens open this instance alone, the
# number of a bank account is read by nobody, and what others decided or wrote is theirs.
taken(ShareLink, without=("token_hash",), comes_back=False)
taken(LateException, comes_back=False)
# Evidence of hours that are taken as they were found.
taken(CheckIn, without=("device_mark", "entered_by"), comes_back=False)
taken(AttendanceCorrection, comes_back=False)
taken(StudySession, comes_back=False)
taken(StudyRecord, comes_back=False)
taken(
    Apprentice,
    without=(
        "enterprise_mentor", "institution_mentor", "enterprise_mentor_name",
        "institution_mentor_name",
    ),
    comes_back=False,
)  # fmt: skip
taken(ApprenticeLog, comes_back=False)
taken(BusinessPlan, comes_back=False)
taken(StartUpFollowUp, without=("recorded_by",), comes_back=False)
taken(Transfer, comes_back=False)
taken(BankAccount, without=("number", "number_hash", "roster"), comes_back=False)
taken(Guardianship, without=("token_hash", "guardian", "guardian_user"), comes_back=False)
taken(Decision, comes_back=False)
taken(
    Notification,
    Notification.objects.visible_to,
    comes_back=False,
)
taken(AuditEntry, looks, comes_back=False)

left_out("core_delivery", "copies of messages on their way out; the messages are taken")
left_out("core_job", "work asked of this instance; what came of it is a file or a record")
left_out("core_datareveal", "requests of officers; that somebody looked is taken with the looks")
left_out("core_idempotentrequest", "requests of programs, kept for a day")
left_out("core_assignment", OF_THE_BUREAU)
left_out("trainees_personmerge", "which records were put together: the records are taken")
left_out("trainees_mergedrecord", "what moved with a merge: the records are taken")
left_out("trainees_rosterimport", OF_UNITS)
left_out("trainees_attendancedevice", OF_UNITS)
left_out("trainees_apprenticeplan", "plans of enterprises; an own apprenticeship is taken")
left_out("trainees_heartbeat", "signs of life of a page; what came of them is in the study ledger")
left_out("trainees_referencelist", "lists of other authorities, who answer for them")
left_out("trainees_voucherissue", OF_THE_BUREAU)
