"""Accepted study where hours count: online sessions, up to their length and the online cap."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum

from core import clock
from policies.queries import value_on
from programs.enums import Mode
from trainees.effective_minutes import MINUTE
from trainees.models import AttendanceRecord, StudyItem, StudyRecord

CAP = "online_share_cap"


def attended_minutes(sessions, enrolments, first_day) -> dict[int, int]:
    """Enrolment id → minutes that count of sessions: on site as attended, online as below.

    An online session with learning items counts by accepted study, one that a teacher holds live
    by its attendance records; no session counts more than it is long, and all online ones together
    no more than the cap's share of all scheduled minutes (gen §4).
    """
    minutes, modes = {}, {}
    for pk, mode, length in sessions.order_by().values_list("pk", "mode", "minutes"):
        minutes[pk], modes[pk] = length, mode
    are_online = [pk for pk, mode in modes.items() if mode == Mode.ONLINE]
    studied = StudyItem.objects.filter(session__in=are_online).order_by()
    by_study = set(studied.values_list("session", flat=True))
    on_site: dict = defaultdict(int)
    online: dict = defaultdict(int)
    for enrolment, session, attended in recorded(minutes.keys() - by_study, enrolments):
        counted = online if modes[session] == Mode.ONLINE else on_site
        counted[enrolment] += attended
    for enrolment, session, accepted in accepted_minutes(by_study, enrolments):
        online[enrolment] += min(accepted, minutes[session])
    most = cap_on(first_day, sum(minutes.values())) if online else 0
    return {pk: on_site[pk] + min(online[pk], most) for pk in {*on_site, *online}}


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
