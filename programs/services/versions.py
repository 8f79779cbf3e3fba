"""The versions of a timetable: one for the approved filing, one for each approved change."""

from core import clock
from programs.changing import said, sessions_now
from programs.models import TimetableVersion


def keep_version(training_class, *, change=None, holds_from=None) -> TimetableVersion:
    """What the timetable of a locked class says now, as its next version."""
    rows = TimetableVersion.objects.filter(training_class=training_class)
    last = rows.order_by("-version").values_list("version", flat=True).first() or 0
    return TimetableVersion.objects.create(
        training_class=training_class,
        organization_id=training_class.organization_id,
        district_id=training_class.district_id,
        version=last + 1,
        holds_from=holds_from or clock.now(),
        change=change,
        sessions=[said(session) for session in sessions_now(training_class)],
    )


def keep_first_version(training_class) -> None:
    """What was approved before versions were kept, as it stands before its first change."""
    if not TimetableVersion.objects.filter(training_class=training_class).exists():
        keep_version(training_class, holds_from=training_class.replied_at)
