"""Messages several processes send; their words stand in `core/data/messages.csv`."""

from core.outbox import Message


class WorkNew(Message):
    """To the officers of the next step."""

    code = "work_new"


class RecordReturned(Message):
    """To the applicant: something is missing."""

    code = "record_returned"


class RecordLapsed(Message):
    """To the applicant: not completed in time."""

    code = "record_lapsed"


class RecordApproved(Message):
    """To the applicant."""

    code = "record_approved"


class RecordRefused(Message):
    """To the applicant, with the right to appeal."""

    code = "record_refused"


class UnitSuspended(Message):
    """To the unit."""

    code = "unit_suspended"


class UnitResumed(Message):
    """To the unit."""

    code = "unit_resumed"


class UnitRemoved(Message):
    """To the unit: it, or a programme of it, is listed no longer."""

    code = "unit_removed"


class DeadlineNear(Message):
    """To whoever must act within two working days."""

    code = "deadline_near"


class DeadlineOver(Message):
    """To whoever should have acted, and to the chief."""

    code = "deadline_over"


class SignInCode(Message):
    """To the person who signs in: the one message whose words are a secret."""

    code = "sign_in_code"


class SecurityEvent(Message):
    """To the owner of an account: something about signing in has changed."""

    code = "security_event"


class JobDone(Message):
    """To who asked for the job."""

    code = "job_done"


class JobFailed(Message):
    """To who asked for the job."""

    code = "job_failed"


class RevealStateChanged(Message):
    """To the viewer and the chief."""

    code = "reveal_state"


class RecordWithdrawn(Message):
    """To those who were told of the record before."""

    code = "record_withdrawn"


class TermWarning(Message):
    """To the holder: something of theirs is about to end."""

    code = "term_warning"
