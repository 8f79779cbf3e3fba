"""Check-ins: each event is stored as it came, and presence is what all of a record say."""

from django.db import connection

from core import clock
from core.access import Actor
from core.prepared import Planned
from core.ranges import Stretches, stretches
from trainees.evidence import Evidence, distance_to
from trainees.models import AttendanceRecord, CheckIn
from trainees.presence import Proof, minus, presence
from trainees.rechecks import closed_rechecks

COLUMNS = (
    "record_id", "session_id", "organization_id", "district_id", "trainee_user_id", "kind",
    "source", "at", "received_at", "entered_by_id", "device_name", "device_mark", "latitude",
    "longitude", "accuracy", "distance",
)  # fmt: skip
# The moment of the session first: it makes the key.
INSERT = Planned(
    "check-in",
    f"INSERT INTO trainees_checkin (id, {', '.join(COLUMNS)})"  # noqa: S608 - our own columns
    f" VALUES (new_key(%s::timestamptz), {', '.join(['%s'] * len(COLUMNS))})",
)


def keep(record: AttendanceRecord, kind: str, at, *, actor: Actor, evidence: Evidence) -> None:
    """Store one event of a record; it is written along with the change of the record."""
    session, place = record.session, evidence.place
    values = (
        record.pk, record.session_id, record.organization_id, record.district_id,
        record.trainee_user_id, kind, evidence.source, at, clock.now(), actor.author,
        evidence.device_name, evidence.device_mark, *located(place),
        distance_to(session.venue, place) if place else None,
    )  # fmt: skip
    connection.send_later(INSERT.text(), (session.starts_at, *values))


def located(place) -> tuple:
    if place is None:
        return None, None, None
    return round(place.latitude, 5), round(place.longitude, 5), place.accuracy


def present(record: AttendanceRecord, *more: Proof) -> Stretches:
    """The stretches a record proves, with proofs that are just being made.

    What the person has proven elsewhere at that time counts there alone.
    """
    session = record.session
    known = [*proofs_of(record), *more]
    found = presence((session.starts_at, session.ends_at), known, closed_rechecks(session))
    return minus(found, elsewhere(record)) if found else found


def proofs_of(record: AttendanceRecord) -> list[Proof]:
    own = CheckIn.objects.filter(record=record).order_by("at", "pk")
    return [Proof(at, kind) for at, kind in own.values_list("at", "kind")]


def elsewhere(record: AttendanceRecord) -> Stretches:
    """When the person was in another session meanwhile, of whatever institution."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT presence_elsewhere(%s)", [record.pk])
        return stretches(cursor.fetchone()[0])
