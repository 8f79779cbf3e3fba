"""Days of the directories: a day is the local one, and means its end."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core import clock


def last_instant(day: date) -> datetime | None:
    """The last instant of a local day; None for one that is not over."""
    if day >= clock.today():
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) - timedelta(
        microseconds=1
    )
