"""Messages about enrolments."""

from core.outbox import Message


class EnrolmentConfirmed(Message):
    """To the worker."""

    code = "enrolment_confirmed"


class EnrolmentWithdrawn(Message):
    """To the worker and the institution."""

    code = "enrolment_withdrawn"


class EnrolmentLost(Message):
    """To the worker: not accepted."""

    code = "enrolment_lost"


class Outcome(Message):
    """To the worker: completed or not."""

    code = "outcome"
