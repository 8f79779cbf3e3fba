"""Accepted study where hours count: online sessions, up to their length and the online cap."""

from collections import Counter, defaultdict
from decimal import Decimal

from django.db.models import Q, Sum

from core import clock
from policies.queries import value_on
from programs.enums import Mode
from programs.models import Session
from trainees.effective_minutes import MINUTE
from trainees.models import AttendanceRecord, StudyItem, StudyRecord

CAP = "online_share_cap"
FACTS = ("pk", "mode", "minutes", "makes_up")


def attended_minutes(sessions, enrolments, first_day) -> dict[int, int]:
    """Enrolment id → minutes that count of sessions: on site as attended, online as below.

    An online session with learning items counts by accepted study, one that a teacher holds live
    by its attendance records. What was made up counts where it was missed: a session and its
    make-up sessions together never more than it is long. All online ones together count no more
    than the cap's share of all scheduled minutes (gen §4).
    """
    held = {row.pk: row for row in sessions.order_by().values_list(*FACTS, named=True)}
    scheduled = {pk: row.minutes for pk, row in held.items() if row.makes_up is None}
    are_online = {pk for pk, row in held.items() if row.mode == Mode.ONLINE}
    by_study = counted_by_study(are_online)
    found = [*recorded(held.keys() - by_study, enrolments), *accepted_minutes(by_study, enrolments)]
    parts: dict = defaultdict(lambda: [0, 0])  # (enrolment, session) → minutes on site, online
    for enrolment, session, minutes in found:
        parts[enrolment, held[session].makes_up or session][session in are_online] += minutes
    on_site, online = Counter(), Counter()
    for (enrolment, session), (there, remote) in parts.items():
        length = scheduled.get(session, 0)  # none where the session that was made up was voided
        on_site[enrolment] += min(there, length)
        online[enrolment] += min(remote, max(0, length - there))
    most = cap_on(first_day, sum(scheduled.values())) if any(online.values()) else 0
    return {pk: on_site[pk] + min(online[pk], most) for pk in {*on_site, *online}}


def counted_by_study(sessions) -> set[int]:
    """Which of these sessions count by accepted study: online ones with learning items."""
    items = StudyItem.objects.filter(session__in=sessions, session__mode=Mode.ONLINE)
    return set(items.order_by().values_list("session", flat=True))


def attended_at(session, enrolments) -> dict[int, int]:
    """Enrolment id → minutes of one session and its make-ups, not more than it is long."""
    own = Session.objects.held().filter(Q(pk=session.pk) | Q(makes_up=session.pk))
    keys = list(own.values_list("pk", flat=True))
    by_study = counted_by_study(keys)
    found: Counter = Counter()
    parts = [*recorded(set(keys) - by_study, enrolments), *accepted_minutes(by_study, enrolments)]
    for enrolment, _session, minutes in parts:
        found[enrolment] += minutes
    return {pk: min(minutes, session.minutes) for pk, minutes in found.items()}


def attended_by_study(session, enrolment: int) -> int:
    """Minutes of a session by accepted study; none where it counts by its register."""
    found = accepted_minutes(counted_by_study([session.pk]), [enrolment])
    return sum(minutes for *_keys, minutes in found)


def recorded(sessions, enrolments):
    """(enrolment, session, minutes) of the attendance records."""
    records = AttendanceRecord.objects.filter(session__in=sessions, enrolment__in=enrolments)
    return records.order_by().values_list("enrolment", "session", "minutes")


def accepted_minutes(sessions, enrolments) -> list[tuple[int, int, int]]:
    """(enrolment, session, whole minutes) of what was accepted of the items of sessions."""
    if not sessions:
        return []
    rows = StudyRecord.objects.filter(
        enrolment__in=enrolments, item__session__in=sessions, is_accepted=True
    ).order_by()
    sums = rows.values_list("enrolment", "item__session").annotate(Sum("milliseconds"))
    return [(enrolment, session, total // MINUTE) for enrolment, session, total in sums]


def cap_on(first_day, scheduled: int) -> int:
    """The most online minutes that count of so many scheduled ones."""
    share = value_on(CAP, first_day, known_on=max(first_day, clock.today())).value
    return int(Decimal(share) * scheduled)
