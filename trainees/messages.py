"""Messages about enrolments."""

from core.outbox import Message


class EnrolmentConfirmed(Message):
    """To the worker."""

    code = "enrolment_confirmed"


class EnrolmentWaiting(Message):
    """To the worker: on the waiting list, with the place."""

    code = "enrolment_waiting"


class EnrolmentOffer(Message):
    """To the worker: a seat is held until a moment."""

    code = "enrolment_offer"


class EnrolmentWithdrawn(Message):
    """To the worker and the institution."""

    code = "enrolment_withdrawn"


class EnrolmentLost(Message):
    """To the worker: not accepted."""

    code = "enrolment_lost"


class LateEnrolment(Message):
    """To the worker and the institution: what has become of a late enrolment."""

    code = "late_enrolment"


class TransferProposed(Message):
    """To the worker: another class is proposed, and until when to answer."""

    code = "transfer_proposed"


class TransferAnswered(Message):
    """To the side that waits: what has become of a transfer."""

    code = "transfer_state"


class PersonState(Message):
    """To the worker: what has become of a matter of their person."""

    code = "person_state"


class ConsentState(Message):
    """To the ward or the guardian: what has become of a request or a consent."""

    code = "guardianship_state"


class RecordsMerged(Message):
    """To the person: two records are one, and until when that can be undone."""

    code = "records_merged"


class MergeRefused(Message):
    """To the officer who proposed a merge: these are two people."""

    code = "merge_refused"


class VoucherIssued(Message):
    """To the worker: a voucher is theirs, or theirs again, until a day."""

    code = "voucher_issued"


class VoucherEnded(Message):
    """To the worker: a voucher pays for nothing any more, and why."""

    code = "voucher_ended"


class ListNotFetched(Message):
    """To who loads lists and who runs the servers: an address did not give its list."""

    code = "list_not_fetched"


class Outcome(Message):
    """To the worker: completed or not."""

    code = "outcome"


class GuardianRequest(Message):
    """To the phone of a guardian, who may have no account: the link to answer by."""

    code = "guardian_request"


class WardNews(Message):
    """To the guardian: what the ward was told about a class."""

    code = "ward_news"


class AttendanceChanged(Message):
    """To the worker: the hours of a session are to say something else."""

    code = "attendance_changed"


class SessionReminder(Message):
    """To the teacher: how many have not signed out."""

    code = "session_reminder"


class PlanFinished(Message):
    """To the enterprise: an apprenticeship plan is over, and until when it is settled."""

    code = "plan_finished"


class FollowUpDue(Message):
    """To the founder and the institution: a business is to be followed up, and until when."""

    code = "start_up_follow_up"


class LogReturned(Message):
    """To the apprentice: a mentor sent a week of the log back."""

    code = "apprentice_log_returned"
