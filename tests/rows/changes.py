"""A change that waits for its district, and a version of a timetable."""

from datetime import timedelta

from core import clock
from programs.models import ChangeLine, ClassChange, TimetableVersion


def lay_out(side, n):
    """A session shall be added to the public class."""
    own = {"organization": side.organization, "district": side.district}
    now, secret = clock.now(), f"密{side.mark}"
    starts_at = now + timedelta(days=200, hours=n)
    side.rows["change"] = change = ClassChange.objects.create(
        **own, number=f"G{n}01", training_class=side.training_class, reason=f"{secret}变更",
        first_at=starts_at, reply_due_on=starts_at.date() + timedelta(days=300), requested_at=now,
        requested_by=side.admin,
    )  # fmt: skip
    ChangeLine.objects.create(
        **own, change=change, kind="add", starts_at=starts_at, lessons=4, mode="offline",
        teacher=side.teacher, venue=side.venue,
    )  # fmt: skip
    side.rows["answered_change"] = ClassChange.objects.create(
        **own, number=f"G{n}02", training_class=side.training_class, reason=f"{secret}变更",
        first_at=starts_at, reply_due_on=starts_at.date(), requested_at=now, state="refused",
        requested_by=side.admin, decided_by=side.reviewer, decided_at=now,
    )  # fmt: skip
    side.rows["timetable"] = TimetableVersion.objects.create(
        **own, training_class=side.training_class, version=1, holds_from=now, sessions=[]
    )
