"""The process of announcements and stories (2.15)."""

from django.utils.translation import gettext_lazy as _

from core.workflow import Move
from portal.enums import PUBLIC_STATES, EditorialState
from portal.permissions import is_system, may_approve, may_archive, may_read, may_write

S = EditorialState
MOVES = {
    "hand_in": Move(
        {S.DRAFT},
        S.IN_READING,
        may_write,
        _("Hand in for second reading"),
        explains=_("Another person reads both languages and lets it out, or returns it."),
    ),
    "return": Move(
        {S.IN_READING},
        S.DRAFT,
        may_read,
        _("Return to the author"),
        needs=("reason",),
        tone="warning",
    ),
    "approve": Move(
        {S.IN_READING},
        S.SCHEDULED,
        may_approve,
        _("Approve for publication"),
        needs=("publish_on",),
        explains=_("It is public from the first minute of that day; today means at once."),
    ),
    "publish": Move({S.SCHEDULED}, S.PUBLISHED, is_system, _("Publish"), is_automatic=True),
    "unschedule": Move(
        {S.SCHEDULED},
        S.DRAFT,
        may_write,
        _("Take off the schedule"),
        tone="warning",
        explains=_("It is a draft again and must be read a second time."),
    ),
    "archive": Move(
        {S.PUBLISHED},
        S.ARCHIVED,
        may_archive,
        _("Archive"),
        tone="warning",
        explains=_("It leaves the home page and the feed, and can still be found and read."),
    ),
    "withdraw": Move(
        {S.DRAFT, *PUBLIC_STATES},
        S.WITHDRAWN,
        may_read,
        _("Take down"),
        needs=("reason",),
        tone="danger",
        explains=_("Its page says that it was taken down, without title and text."),
    ),
}
