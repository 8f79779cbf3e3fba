"""Messages about reports."""

from core.outbox import Message


class ReportReady(Message):
    """To the chief, who signs second."""

    code = "report_ready"
    channels = ("app", "email")
    zh = "{period}监管报告已报送，请查阅。"
    en = "The supervision report {period} was submitted."


class ReportFailed(Message):
    """To the operator."""

    code = "report_failed"
    channels = ("app", "email")
    zh = "{kind}{number}生成失败，请重试。"
    en = "{kind} {number} failed. Try again."
