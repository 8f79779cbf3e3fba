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


class EnrolmentSource(models.TextChoices):
    SELF = "self", _("By the worker")
    ROSTER = "roster", _("By roster")


class GroupState(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    VALID = "valid", _("Valid")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Not recognised")
    WITHDRAWN = "withdrawn", _("Taken back")


class VoucherState(models.TextChoices):
    ISSUED = "issued", pgettext_lazy("voucher", "Issued")
    CLAIMED = "claimed", _("Claimed")
    HELD = "held", _("Held for a class")
    VERIFIED = "verified", pgettext_lazy("voucher", "Verified")
    SETTLED = "settled", _("Settled")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", pgettext_lazy("voucher", "Cancelled")


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
    ENDED = "ended", _("Ended")


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
    VOIDED = "voided", _("Void")


class AttendanceSource(models.TextChoices):
    CODE = "code", _("Rotating code")
    SHEET = "sheet", _("Teacher's sheet")
    SYSTEM = "system", _("System")


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


class ListKind(models.TextChoices):
    """Whom the subsidy leaves out, by the list of another authority."""

    PENSIONER = "pensioner", _("Pensioners")
    ESTABLISHMENT = "establishment", _("Staff on establishment")
    STUDENT = "student", _("Students before the final year")
    DECEASED = "deceased", _("Register of deaths")
    DETAINED = "detained", _("Detained people")
