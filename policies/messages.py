"""Messages of this app; their words stand in the table of messages."""

from core.outbox import Message


class RulesPublished(Message):
    """To all organizations: rules were published or revoked."""

    code = "rules_published"
