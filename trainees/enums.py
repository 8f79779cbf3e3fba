"""Codes of enrolment, attendance and rosters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EnrolmentState(models.TextChoices):
    PENDING = "pending", _("Being verified")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("Seat offered")
    DECLINED = "declined", _("Seat declined")
    OFFER_EXPIRED = "offer_expired", _("Offer lapsed")
    CONFIRMED = "confirmed", _("Enrolled")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("enrolment", "Withdrawn")
    ATTENDING = "attending", _("Attending")
    COMPLETED = "completed", _("Completed")
    FAILED = "failed", _("Not completed")


class EnrolmentOutcome(models.TextChoices):
    """How an enrolment ended, finer than its state; the database derives it from what is stored."""

    COMPLETED = "completed", _("Completed")
    MADE_UP = "made_up", _("Completed with make-up lessons")
    CORRECTED = "corrected", _("Completed after a correction")
    ATTENDANCE_LOW = "attendance_low", _("Attendance too low")
    SCORE_LOW = "score_low", _("Score too low")
    NOT_MET = "not_met", _("Another condition not met")
    NEVER_ATTENDED = "never_attended", _("Never attended")
    DEFERRED = "deferred", _("Deferred to another class")
    WITHDRAWN = "withdrawn", pgettext_lazy("enrolment", "Withdrawn")


class EnrolmentSource(models.TextChoices):
    SELF = "self", _("By the worker")
    ROSTER = "roster", _("By roster")
    COUNTER = "counter", _("At the counter")
    LATE = "late", _("Late, by an exception")
    TRANSFER = "transfer", _("From another class")


class GroupState(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    VALID = "valid", _("Valid")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Not recognised")
    WITHDRAWN = "withdrawn", _("Taken back")


class LateState(models.TextChoices):
    """Of an exception for somebody who comes when the class is running."""

    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Exception granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Exception over")
    USED = "used", _("Enrolled late")


class TransferState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed to the person")
    REQUESTED = "requested", _("Requested by the person")
    DONE = "done", _("Transferred")
    DECLINED = "declined", _("Declined")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("Lapsed")


class ApprenticePlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FILED = "filed", pgettext_lazy("apprenticeship", "Filed")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", pgettext_lazy("apprenticeship", "Approved")
    RUNNING = "running", pgettext_lazy("apprenticeship", "Running")
    FINISHED = "finished", pgettext_lazy("apprenticeship", "Finished")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", pgettext_lazy("apprenticeship", "Cancelled")


class ApprenticeLevel(models.TextChoices):
    """What an apprenticeship leads to: the levels that have a rate (app §1)."""

    INTERMEDIATE = "4", _("Level 4 (intermediate)")
    ADVANCED = "3", _("Level 3 (advanced)")


class PlanResult(models.TextChoices):
    """What became of a business plan."""

    SUBMITTED = "submitted", _("Handed in")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Not passed")


class LogState(models.TextChoices):
    """Of a week in the log of an apprentice."""

    WRITTEN = "written", _("To be confirmed by a mentor")
    RETURNED = "returned", _("To be corrected")
    CONFIRMED = "confirmed", pgettext_lazy("weekly log", "Confirmed")


class VoucherState(models.TextChoices):
    ISSUED = "issued", pgettext_lazy("voucher", "Issued")
    CLAIMED = "claimed", _("Claimed")
    HELD = "held", _("Held for a class")
    VERIFIED = "verified", pgettext_lazy("voucher", "Verified")
    SETTLED = "settled", _("Settled")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", pgettext_lazy("voucher", "Cancelled")


class MergeState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("merge", "Proposed")
    MERGED = "merged", _("Merged")
    UNDONE = "undone", _("Merge undone")
    FINAL = "final", pgettext_lazy("merge", "Final")
    REFUSED = "refused", _("Not merged")
    WITHDRAWN = "withdrawn", pgettext_lazy("merge", "Withdrawn")


class GuardianshipState(models.TextChoices):
    INVITED = "invited", _("Asked for consent")
    CONSENTED = "consented", _("Consented")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    ENDED = "ended", _("Ended")


class Relation(models.TextChoices):
    """What a guardian is to the ward (Civil Code, article 27)."""

    PARENT = "parent", _("Father or mother")
    GRANDPARENT = "grandparent", _("Grandfather or grandmother")
    SIBLING = "sibling", _("Elder brother or sister")
    OTHER = "other", _("Other guardian")


class StatementState(models.TextChoices):
    STATED = "stated", _("Stated")
    TAKEN_BACK = "taken_back", _("Taken back")
    SET_ASIDE = "set_aside", _("Set aside")


class AccountState(models.TextChoices):
    STATED = "stated", _("To be confirmed")
    IN_USE = "in_use", _("In use")
    ENDED = "ended", pgettext_lazy("bank account", "Ended")


class AccountSource(models.TextChoices):
    SELF = "self", _("By oneself")
    ROSTER = "roster", _("By roster")


class NameCheck(models.TextChoices):
    """What the bank says of the holder; nothing where nobody has asked."""

    NOT_CHECKED = "not_checked", _("Not checked")
    AGREES = "agrees", _("Agrees with the bank")
    DIFFERS = "differs", _("Another name at the bank")
    UNKNOWN = "unknown", _("Not known to the bank")


class AttendanceState(models.TextChoices):
    ABSENT = "absent", _("Absent")
    SIGNED_IN = "signed_in", _("Signed in")
    PRESENT = "present", _("Present")
    PARTIAL = "partial", _("Partly present")
    EXCUSED = "excused", _("Excused")
    CORRECTED = "corrected", pgettext_lazy("attendance", "Corrected")
    VOIDED = "voided", _("Void")


class AttendanceSource(models.TextChoices):
    CODE = "code", _("Rotating code")
    QR = "qr", _("QR code")
    SHEET = "sheet", _("Teacher's sheet")
    DEVICE = "device", _("Teacher's device, offline")
    SYSTEM = "system", _("System")


class CheckInKind(models.TextChoices):
    SIGN_IN = "sign_in", _("Sign-in")
    RECHECK = "recheck", _("Re-check")
    SIGN_OUT = "sign_out", _("Sign-out")


class DeviceState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("device", "In use")
    REVOKED = "revoked", pgettext_lazy("device", "Revoked")


class EntryOutcome(models.TextChoices):
    """What became of what a device has sent."""

    ANCHOR = "anchor", _("Was online")
    WAITING = "waiting", _("Time not known yet")
    COUNTED = "counted", _("Counted")
    SAME = "same", _("Says nothing new")
    CONFLICT = "conflict", _("Differs from what is recorded")
    REFUSED = "refused", pgettext_lazy("entry", "Not taken")


class AttendanceCorrectionState(models.TextChoices):
    """Of a correction of an attendance record."""

    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", pgettext_lazy("correction", "Confirmed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", pgettext_lazy("correction", "Lapsed")


class Education(models.TextChoices):
    PRIMARY = "primary", _("Primary school")
    JUNIOR = "junior", _("Junior secondary")
    SENIOR = "senior", _("Senior secondary or vocational")
    COLLEGE = "college", _("Junior college")
    BACHELOR = "bachelor", _("Bachelor or above")


class RosterState(models.TextChoices):
    CHECKED = "checked", _("Checked, waiting for confirmation")
    IMPORTED = "imported", _("Imported")
    DISCARDED = "discarded", _("Discarded")
    UNDONE = "undone", _("Undone")


class StartUpState(models.TextChoices):
    LINKED = "linked", _("Linked")
    WITHDRAWN = "withdrawn", pgettext_lazy("start-up", "Taken back")


class FollowUpState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("follow-up", "Not due yet")
    DUE = "due", pgettext_lazy("follow-up", "Due")
    ALIVE = "alive", pgettext_lazy("follow-up", "In business")
    CLOSED = "closed", pgettext_lazy("follow-up", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("follow-up", "Cancelled")


LIVE_STATES = (
    EnrolmentState.PENDING,
    EnrolmentState.WAITLISTED,
    EnrolmentState.OFFERED,
    EnrolmentState.CONFIRMED,
    EnrolmentState.ATTENDING,
    EnrolmentState.COMPLETED,
    EnrolmentState.FAILED,
)
"""An enrolment in one of these bars a second one in the same class."""

WAITING_STATES = (EnrolmentState.WAITLISTED, EnrolmentState.OFFERED)
"""On the waiting list, or asked whether they take the seat that is held for them."""

SEATED_STATES = (EnrolmentState.PENDING, EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING)

STUDYING = (EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING)
MAKE_UP_STATES = (*STUDYING, EnrolmentState.FAILED)
"""May make up what was missed: also when the course ended without a completion."""


class FetchOutcome(models.TextChoices):
    """What came of asking an address for a list."""

    STORED = "stored", _("New list")
    UNCHANGED = "unchanged", _("Unchanged")
    FAILED = "failed", pgettext_lazy("list", "Failed")


class FetchFault(models.TextChoices):
    """Why nothing of an answer was stored."""

    UNREACHABLE = "unreachable", _("no connection, or it broke off")
    STATUS = "status", _("refused by the other side")
    TOO_LARGE = "too_large", _("larger than allowed")
    NOT_DESCRIBED = "not_described", _("not in the form described")
    PAGES_DIFFER = "pages_differ", _("its pages do not belong together")
    INCOMPLETE = "incomplete", _("fewer or more rows than announced")
    REPEATED = "repeated", _("a row twice")
    ROW_WRONG = "row_wrong", _("a row is wrong")
    EMPTY = "empty", _("no rows at all")
    AHEAD = "ahead", _("of a day that has not come")
    OLDER = "older", _("older than the list that counts")


class GroupBasis(models.TextChoices):
    """What a key group is confirmed on."""

    DOCUMENT = "document", pgettext_lazy("basis", "Document")
    LIST = "list", pgettext_lazy("basis", "Reference list")


class EmploymentState(models.TextChoices):
    RECORDED = "recorded", pgettext_lazy("employment", "Recorded")
    VOIDED = "voided", pgettext_lazy("employment", "Void")


class StudyItemState(models.TextChoices):
    OFFERED = "offered", _("Can be studied")
    WITHDRAWN = "withdrawn", pgettext_lazy("learning item", "Withdrawn")


class StudySource(models.TextChoices):
    PAGE = "page", _("On the page")
    PLATFORM = "platform", _("By a platform")


class StudyReason(models.TextChoices):
    """Why time between two heartbeats does not count; words and remedies are in the reason list."""

    ORDER = "study_order"
    GAP = "study_gap"
    REGULAR = "study_regular"
    HIDDEN = "study_hidden"
    SPEED = "study_speed"
    IDLE = "study_idle"
    SEEK = "study_seek"
    PAUSED = "study_paused"
    PARALLEL = "study_parallel"
    SEEN = "study_seen"
    DAY = "study_day"


class CorrectionField(models.TextChoices):
    """What somebody wishes to have corrected: of the person's record, or of one enrolment."""

    NAME = "name", pgettext_lazy("person", "name")
    IDENTITY = "identity_number", _("Identity number")
    EDUCATION = "education", _("Education")
    ENROLMENT_NAME = "enrolment_name", _("Name in an enrolment")
    ENROLMENT_EDUCATION = "enrolment_education", _("Education in an enrolment")


class CorrectionState(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("correction", "Submitted")
    IN_REVIEW = "in_review", pgettext_lazy("correction", "Being checked")
    NEEDS_PROOF = "needs_proof", pgettext_lazy("correction", "Proof wanted")
    APPLIED = "applied", pgettext_lazy("correction", "Corrected")
    REFUSED = "refused", pgettext_lazy("correction", "Not corrected")
    WITHDRAWN = "withdrawn", pgettext_lazy("correction", "Withdrawn")


class ShareState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("share link", "Open")
    REVOKED = "revoked", pgettext_lazy("share link", "Revoked")
    EXPIRED = "expired", pgettext_lazy("share link", "Expired")
