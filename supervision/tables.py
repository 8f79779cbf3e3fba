"""The columns of the lists."""

from django.utils.translation import gettext_lazy as _

from core.pages import Column

APPEALS = (
    Column("record_name", _("Record")),
    Column("number", _("Number"), is_nowrap=True),
    Column("submitted_at", _("Time of submission"), is_nowrap=True),
    Column("due_on", _("Answer due"), is_nowrap=True, value=lambda row: row.still_due_on),
    Column("state", _("State"), is_badge=True),
)
