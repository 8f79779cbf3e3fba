"""The columns of the lists."""

from django.utils.translation import gettext_lazy as _

from core.pages import Column
from core.pages.parts import people


def use(row) -> str:
    """Whether a teacher or a venue is in use, as a state."""
    return _("In use") if row.is_active else _("Out of use")


PROGRAMMES = (
    Column("name", _("Programme")),
    Column("number", _("Number"), is_nowrap=True),
    Column("training_type", _("Training type")),
    Column("level", _("Level")),
    Column("lessons", _("Lessons"), is_numeric=True),
    Column("state", _("State"), is_badge=True),
)
CLASSES = (
    Column("name", _("Class")),
    Column("number", _("Number"), is_nowrap=True),
    Column("starts_on", _("First session"), is_nowrap=True),
    Column("seats", _("Seats"), is_numeric=True, value=lambda c: f"{c.seats_taken} / {c.seats}"),
    Column("state", _("State"), is_badge=True),
)
TEACHERS = (
    Column("name", _("Teacher")),
    Column("masked_identity", _("Identity number"), is_nowrap=True),
    Column(
        "week_all",
        _("Lessons this week, held / all"),
        is_numeric=True,
        value=lambda t: f"{t.week_held} / {t.week_all}",
    ),
    Column(
        "month_all",
        _("Lessons this month, held / all"),
        is_numeric=True,
        value=lambda t: f"{t.month_held} / {t.month_all}",
    ),
    Column("ends_next", _("Next qualification ends"), is_nowrap=True),
    Column("is_active", _("State"), is_nowrap=True, value=use),
)
QUALIFICATIONS = (
    Column("teacher.name", _("Teacher")),
    Column("subject", _("For")),
    Column("number", _("Number"), is_nowrap=True),
    Column("valid_until", _("Valid until"), is_nowrap=True),
    Column("state", _("State"), is_badge=True),
)
VENUES = (
    Column("name", _("Venue")),
    Column("address", _("Address")),
    Column("places", _("Capacity"), is_numeric=True, value=lambda v: people(v.places)),
    Column("is_active", _("State"), is_nowrap=True, value=use),
)
TO_STAFF = (
    Column("topic", _("Session"), value=lambda s: f"{s.training_class.name} {s.title}"),
    Column("starts_at", _("Begins"), is_nowrap=True),
    Column("teacher.name", _("Teacher")),
    Column("training_class.number", _("Class number"), is_nowrap=True),
)
SESSIONS = (
    Column("topic", _("Session"), value=lambda s: f"{s.training_class.name} {s.title}"),
    Column("starts_at", _("Begins"), is_nowrap=True),
    Column("ends_at", _("Ends"), is_nowrap=True),
    Column("venue.name", _("Venue")),
    Column("state", _("State"), is_badge=True),
)
CHANGES = (
    Column("training_class.name", _("Class")),
    Column("number", _("Number"), is_nowrap=True),
    Column("first_at", _("Takes effect"), is_nowrap=True),
    Column("is_urgent", _("Urgent"), is_nowrap=True),
    Column("requested_at", _("Time of the request"), is_nowrap=True),
    Column("state", _("State"), is_badge=True),
)
