"""Messages about reports."""

from core.outbox import Message


class ReportReady(Message):
    """To the chief, who signs second."""

    code = "report_ready"


class ReportFailed(Message):
    """To the operator."""

    code = "report_failed"
