"""Messages about classes."""

from core.outbox import Message


class ClassFinished(Message):
    """To the institution: the last session is over."""

    code = "class_finished"


class ClassCancelled(Message):
    """To everybody enrolled, and to the teachers."""

    code = "class_cancelled"
