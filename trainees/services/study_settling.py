"""The ledger of study: what was heard from a person is judged once, when it has become quiet."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q

from core import clock
from core.clock import local_day
from policies.queries import value_on
from trainees import spans
from trainees.effective_minutes import MINUTE, Beat, Known, Stretch, judge
from trainees.models import Heartbeat, StudyRecord, StudySession
from trainees.study_rules import clause_of, rules_on

MOST = 1000  # people in one round
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def moment(at: int) -> datetime:
    return EPOCH + at * MILLISECOND


def since_epoch(moment: datetime) -> int:
    """Whole milliseconds."""
    return (moment - EPOCH) // MILLISECOND


def advance() -> int:
    """Every minute: settle everybody who has been quiet for longer than a gap may be."""
    gap = int(value_on("study_gap_max", clock.today()).value)
    quiet_since = clock.now() - timedelta(seconds=gap)
    people = StudySession.objects.filter(settled_at=None).order_by("trainee_user")
    heard = people.values("trainee_user").annotate(
        opened=Max("opened_at"), last=Max("heartbeat__received_at")
    )
    quiet = heard.filter(Q(last=None) | Q(last__lt=quiet_since), opened__lt=quiet_since)
    return sum(settle(person) for person in quiet.values_list("trainee_user", flat=True)[:MOST])


def settle_session(session, actor) -> None:
    """Effect of sealing: what was studied of it until now is judged before it is final."""
    own = StudySession.objects.filter(item__session=session, settled_at=None)
    for person in own.order_by().values_list("trainee_user", flat=True).distinct():
        settle(person)


@transaction.atomic
def settle(person: int) -> int:
    """Judge all open study sessions of one person, for good; returns how many there were.

    A heartbeat that comes in the very moment is not counted: its session is over.
    """
    rows = StudySession.objects.filter(trainee_user=person, settled_at=None)
    rows = list(rows.select_for_update(of=("self",)).order_by("pk").select_related("item"))
    sessions = {row.pk: row for row in rows}
    records = [record_of(sessions[one.study_session], one) for one in judged(person, rows)]
    StudyRecord.objects.bulk_create(records)
    StudySession.objects.filter(pk__in=sessions).update(settled_at=clock.now())
    return len(rows)


def judged(person: int, rows: list[StudySession]) -> list[Stretch]:
    """What the heartbeats of study sessions of one person come to, after what is settled."""
    items = {row.pk: row.item_id for row in rows}
    lengths = {row.item_id: row.item.minutes * MINUTE for row in rows}
    beats = beats_of(items)
    if not beats:
        return []
    first = local_day(moment(min(one.at for one in beats)))
    known = known_of(person, set(lengths), first)
    return judge(beats, lengths, rules_on(first), lambda at: local_day(moment(at)), known)


def beats_of(items: dict[int, int]) -> list[Beat]:
    """The heartbeats of study sessions, each with the item that was open."""
    found = Heartbeat.objects.filter(study_session__in=items).order_by("received_at", "pk")
    columns = ("counter", "received_at", "position", "speed", "is_visible", "is_active")
    return [
        Beat(
            one, items[one], counter, since_epoch(at), position, float(speed), is_visible, is_active
        )
        for one, counter, at, position, speed, is_visible, is_active in found.values_list(
            "study_session", *columns
        )
    ]


def known_of(person: int, items: set[int], first_day) -> Known:
    """What was accepted before: of these items ever, of the clock and by day from a day on."""
    known = Known()
    accepted = StudyRecord.objects.filter(trainee_user=person, is_accepted=True).order_by()
    columns = ("item", "media_from", "media_to", "milliseconds")
    for item, begins, ends, length in accepted.filter(item__in=items).values_list(*columns):
        known.seen[item] = spans.joined(known.seen.get(item, []), (begins, ends))
        known.by_item[item] = known.by_item.get(item, 0) + length
    by_day: dict = defaultdict(int)
    recent = accepted.filter(day__gte=first_day - timedelta(days=1))
    for day, begins, ends, length in recent.values_list(
        "day", "begins_at", "ends_at", "milliseconds"
    ):
        known.taken = spans.joined(known.taken, (since_epoch(begins), since_epoch(ends)))
        by_day[day] += length
    known.by_day = dict(by_day)
    return known


def record_of(row: StudySession, one: Stretch) -> StudyRecord:
    """A line of the ledger."""
    begins = moment(one.begins)
    return StudyRecord(
        study_session=row, enrolment_id=row.enrolment_id, item=row.item,
        organization_id=row.organization_id, district_id=row.district_id,
        trainee_user_id=row.trainee_user_id, begins_at=begins, ends_at=moment(one.ends),
        day=local_day(begins), milliseconds=one.length, media_from=max(0, one.media_from),
        media_to=max(0, one.media_to), is_accepted=not one.reason, reason=one.reason,
        measured=figure(one.measured), allowed=figure(one.allowed), clause=clause_of(one.reason),
    )  # fmt: skip


def figure(number) -> Decimal | None:
    return None if number is None else Decimal(f"{number:.2f}")


def so_far(person: int, item=None) -> list[StudyRecord]:
    """What open study sessions would come to now; nothing of it is kept."""
    rows = StudySession.objects.filter(trainee_user=person, settled_at=None)
    rows = {row.pk: row for row in rows.select_related("item")}
    found = [record_of(rows[one.study_session], one) for one in judged(person, [*rows.values()])]
    return [row for row in found if item is None or row.item_id == item.pk]
