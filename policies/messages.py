"""Messages of this app; words of the handbook's list of notifications."""

from core.outbox import Message


class RulesPublished(Message):
    """To all organizations: rules were published or revoked."""

    code = "rules_published"
    channels = ("app", "email")
    zh = "政策规则{number}：{state}，{date}起执行。"
    en = "Rule set {number}: {state}, from {date}."
