"""Messages about classes."""

from core.outbox import Message


class ClassFinished(Message):
    """To the institution: the last session is over."""

    code = "class_finished"
    zh = "{class}已结课，请于{due}前办理结业和申领。"
    en = "{class} is over. Completion and claim until {due}."


class ClassCancelled(Message):
    """To everybody enrolled, and to the teachers."""

    code = "class_cancelled"
    zh = "{class}已取消。您的名额和培训券已退回，可改报其他班期。"
    en = "{class} is cancelled. Seat and voucher are free; please choose another class."
