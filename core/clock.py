"""The clock: business code asks `today()` and `now()`, nothing else.

In demo and test mode an offset held in the database moves it, seen by every process; in
production there is none.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

# A holder of the offset while one piece of work is done, such as a request.
_kept: ContextVar[list | None] = ContextVar("kept_offset", default=None)


@contextmanager
def kept():
    """Inside, the offset is read once: one request sees one clock."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


@contextmanager
def at(moment: datetime):
    """Inside, the clock goes on from `moment`: for the past that a demo is laid out with.

    Raises RuntimeError in production.
    """
    if settings.MODE == "production":
        raise RuntimeError("the clock cannot be moved in production")
    token = _kept.set([moment - timezone.now()])
    try:
        yield
    finally:
        _kept.reset(token)


def offset() -> timedelta:
    """How far the demo clock stands ahead of the machine's."""
    if settings.MODE == "production":
        return timedelta()
    holder = _kept.get()
    if holder is None:
        return read_offset()
    if not holder:
        holder.append(read_offset())
    return holder[0]


def read_offset() -> timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seconds FROM core_clockoffset")
        row = cursor.fetchone()
    return timedelta(seconds=row[0] if row else 0)


def now() -> datetime:
    """The instant it is, aware."""
    return timezone.now() + offset()


def today() -> date:
    """The local day it is."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The day of an instant, here."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def move(*, actor, by: timedelta) -> None:
    """Move the clock forward; demo and test only. Raises RuntimeError in production."""
    from core import audit
    from core.models import ClockOffset

    if settings.MODE == "production":
        raise RuntimeError("the clock cannot be moved in production")
    row, _created = ClockOffset.objects.get_or_create(pk=1)
    before = audit.columns(row)
    row.seconds += int(by.total_seconds())
    row.save()
    if holder := _kept.get():
        holder.clear()
    audit.record(actor, "move_clock", row, before=before)
