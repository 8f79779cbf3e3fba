"""Messages about reports and appeals."""

from core.outbox import Message


class ReportReady(Message):
    """To the chief, who signs second."""

    code = "report_ready"


class ReportLocked(Message):
    """To whoever reads the report by office, once it is signed by two."""

    code = "report_locked"


class ReportFailed(Message):
    """To the operator."""

    code = "report_failed"


class AppealStateChanged(Message):
    """To the unit that appeals, and to whoever decided."""

    code = "appeal_state"
