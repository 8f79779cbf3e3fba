"""Messages about enrolments; short messages follow with their channel."""

from core.outbox import Message


class EnrolmentConfirmed(Message):
    """To the worker."""

    code = "enrolment_confirmed"
    channels = ("app", "email")
    zh = "您已报名成功：{class}，{date}开班，地点{place}。"
    en = "You are enrolled in {class}, starting {date}, at {place}."


class EnrolmentWithdrawn(Message):
    """To the worker and the institution."""

    code = "enrolment_withdrawn"
    zh = "{class}报名已退出，{date}起生效。"
    en = "Enrolment in {class} withdrawn from {date}."


class EnrolmentLost(Message):
    """To the worker: not accepted."""

    code = "enrolment_lost"
    channels = ("app", "email")
    zh = "{class}报名未成：{reason}。可报其他班期。"
    en = "Your enrolment in {class} failed: {reason}."


class Outcome(Message):
    """To the worker: completed or not."""

    code = "outcome"
    zh = "{class}结果：{result}。详见培训档案。"
    en = "{class}: {result}. See your learning account."
