"""The daily summary: one e-mail a day of what is new, for whoever wishes it."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from core import clock
from core.models import Notification
from core.outbox.choices import wants_digest
from core.outbox.kinds import Message, codes, kind_of
from core.outbox.storing import notify

AT = time(8, 30)
MOST = 50


class DailyDigest(Message):
    """To whoever wishes one e-mail a day instead of looking into the product."""

    code = "daily_digest"


def send_digests() -> int:
    """After half past eight: the messages of the last day, once for every day.

    Repeating it on the same day sends nothing: the day is the occasion. Returns how many people
    there was something to tell.
    """
    until = latest_hour()
    found = unread(wants_digest(), until - timedelta(days=1), until)
    for person, messages in found.items():
        tell(person, messages, until)
    return len(found)


def latest_hour() -> datetime:
    """The last half past eight that has passed."""
    now = timezone.localtime(clock.now())
    at = datetime.combine(now.date(), AT, tzinfo=now.tzinfo)
    return at if at <= now else at - timedelta(days=1)


def unread(wanted: dict[int, set[str]], since: datetime, until: datetime) -> dict[int, list[str]]:
    """{user id: ids of the messages of a day not read yet, oldest first}.

    `wanted` maps a user id to the topics that belong into the summary.
    """
    rows = Notification.objects.filter(
        recipient_id__in=wanted,
        code__in=codes(is_digestible=True),
        created_at__gt=since,
        created_at__lte=until,
        read_at__isnull=True,
    ).order_by("created_at")
    found = defaultdict(list)
    for person, code, key in rows.values_list("recipient_id", "code", "pk"):
        if kind_of(code).topic in wanted[person]:
            found[person].append(str(key))
    return found


def tell(person: int, found: list[str], until: datetime) -> None:
    """Store the summary; its lines are written when it is sent, in the reader's language."""
    notify(
        DailyDigest,
        [person],
        about=get_user_model()(pk=person),
        occasion=str(until.date()),
        count=len(found),
        notifications=found[:MOST],
    )


def lines(notification_ids, language: str) -> str:
    """The messages of a summary, one a line; empty for any other letter."""
    rows = Notification.objects.filter(pk__in=notification_ids).order_by("created_at")
    texts = [kind_of(row.code).text(row.context, language) for row in rows]
    return "".join(f"\n- {text}" for text in texts)
