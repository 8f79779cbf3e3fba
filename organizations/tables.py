"""Columns of the lists of members, invitations, deputies and accreditations."""

from django.utils.translation import gettext_lazy as _

from core.pages import Column

MEMBERS = (
    Column("user.name", _("Name"), is_link=True),
    Column("role", _("Role")),
    Column("state", _("State"), is_badge=True),
    Column("since", _("Since")),
)
INVITATIONS = (
    Column("name", _("Name"), is_link=True),
    Column("role", _("Role")),
    Column("state", _("State"), is_badge=True),
    Column("due_on", _("Open until")),
)
DEPUTIES = (
    Column("number", _("Number"), is_link=True),
    Column("member_user.name", _("Member")),
    Column("deputy_user.name", _("Deputy")),
    Column("last_day", _("Last day")),
    Column("state", _("State"), is_badge=True),
)
ACCREDITATIONS = (
    Column("number", _("Number"), is_nowrap=True),
    Column("state", _("State"), is_badge=True),
    Column("submitted_at", _("Time of submission"), is_nowrap=True),
    Column("reply_due_on", _("Reply due"), is_nowrap=True),
    Column("valid_from", _("Valid from"), is_nowrap=True),
    Column("valid_until", _("Valid until"), is_nowrap=True),
)
