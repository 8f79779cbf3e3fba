"""Messages of this app; words of the handbook's list of notifications."""

from core.outbox import Message


class RulesPublished(Message):
    """To all organizations: rules were published or revoked."""

    code = "rules_published"
