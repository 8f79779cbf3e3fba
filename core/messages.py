"""Messages several processes send; words of the handbook's list of notifications."""

from core.outbox import Message


class WorkNew(Message):
    """To the officers of the next step."""

    code = "work_new"
    zh = "您有新的待办：{kind}{number}，请于{due}前办理。"
    en = "New task: {kind} {number}, due {due}."


class RecordReturned(Message):
    """To the applicant: something is missing."""

    code = "record_returned"
    channels = ("app", "email")
    zh = "{kind}{number}已退回补正：{reason}。请于{due}前补齐。"
    en = "{kind} {number} was returned: {reason}. Please complete it by {due}."


class RecordLapsed(Message):
    """To the applicant: not completed in time."""

    code = "record_lapsed"
    channels = ("app", "email")
    zh = "{kind}{number}逾期未补正，已自动撤回，可重新申请。"
    en = "{kind} {number} was not completed in time and has been withdrawn. You may apply again."


class RecordApproved(Message):
    """To the applicant."""

    code = "record_approved"
    channels = ("app", "email")
    zh = "{kind}{number}已通过。"
    en = "{kind} {number} was approved."


class RecordRefused(Message):
    """To the applicant, with the right to appeal."""

    code = "record_refused"
    channels = ("app", "email")
    zh = "{kind}{number}未通过：{reason}。可于{due}前申诉，详见平台。"
    en = "{kind} {number} was refused: {reason}. You may appeal until {due}."


class UnitSuspended(Message):
    """To the unit."""

    code = "unit_suspended"
    channels = ("app", "email")
    zh = "{kind}{number}已暂停：{reason}。"
    en = "{kind} {number} is suspended: {reason}."


class UnitResumed(Message):
    """To the unit."""

    code = "unit_resumed"
    channels = ("app", "email")
    zh = "{kind}{number}已恢复。"
    en = "{kind} {number} is active again."


class UnitRemoved(Message):
    """To the unit: it, or a programme of it, is listed no longer."""

    code = "unit_removed"
    channels = ("app", "email")
    zh = "{kind}{number}已移出目录。"
    en = "{kind} {number} left the directory."


class RevealStateChanged(Message):
    """To the viewer and the chief."""

    code = "reveal_state"
    zh = "明文查看{number}：{state}，请于{due}前说明。"
    en = "Reveal {number}: {state}, answer by {due}."
