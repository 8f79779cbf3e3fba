"""Minutes of presence: inside the session, never twice, always the sum of the stretches."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from core.ranges import stretches, written
from core.tenancy.scope import OWNER, acting_as
from trainees.models import AttendanceRecord
from trainees.presence import Proof, minus, minutes_of, presence

NINE = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)
HOURS = (NINE, NINE + timedelta(minutes=180))
KINDS = ("sign_in", "recheck", "sign_out")


def at(minutes) -> datetime:
    return NINE + timedelta(minutes=minutes)


def said(*proofs) -> list[Proof]:
    return [Proof(at(minutes), kind) for minutes, kind in proofs]


def spans(*pairs) -> list[tuple]:
    return [(at(begin), at(end)) for begin, end in pairs]


seconds = st.integers(-3600, 4 * 3600).map(lambda s: NINE + timedelta(seconds=s))
proofs = st.lists(st.builds(Proof, at=seconds, kind=st.sampled_from(KINDS)), max_size=12)
rechecks = st.lists(seconds, max_size=3).map(
    lambda called: [(moment, moment + timedelta(minutes=10)) for moment in sorted(called)]
)


@given(proofs, rechecks)
def test_whatever_comes_presence_is_inside_the_session_in_order_and_apart(found, called):
    there = presence(HOURS, found, called)
    assert all(HOURS[0] <= begin < end <= HOURS[1] for begin, end in there)
    assert all(one[1] < other[0] for one, other in pairwise(there))
    assert 0 <= minutes_of(there) <= 180


@given(proofs, rechecks, st.randoms())
def test_the_order_and_repetition_of_what_comes_change_nothing(found, called, chance):
    again = [*found, *found]
    chance.shuffle(again)
    assert presence(HOURS, again, called) == presence(HOURS, found, called)


@given(proofs, rechecks)
def test_a_re_check_never_adds_a_minute(found, called):
    with_one = presence(HOURS, found, called)
    assert minus(with_one, presence(HOURS, found)) == []


@pytest.mark.parametrize(
    ("found", "called", "there"),
    [
        (said((-20, "sign_in"), (190, "sign_out")), [], spans((0, 180))),
        (said((0, "sign_in")), [], []),
        (said((0, "sign_out")), [], []),
        (said((0, "sign_in"), (60, "sign_out"), (90, "sign_in"), (180, "sign_out")), [],
         spans((0, 60), (90, 180))),
        # answered in time, on the last second
        (said((0, "sign_in"), (100, "recheck"), (180, "sign_out")), spans((90, 100)),
         spans((0, 180))),
        # answered too late: from the sign-in to the late answer nothing counts
        (said((0, "sign_in"), (101, "recheck"), (180, "sign_out")), spans((90, 100)),
         spans((101, 180))),
        # the second of two not answered
        (said((0, "sign_in"), (62, "recheck"), (180, "sign_out")), spans((60, 70), (120, 130)),
         spans((0, 62))),
        # called before the person came
        (said((70, "sign_in"), (180, "sign_out")), spans((50, 60)), spans((70, 180))),
    ],
)  # fmt: skip
def test_presence_by_example(found, called, there):
    assert presence(HOURS, found, called) == there


pairs = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 20)), max_size=5)


@given(pairs)
@example([(0, 10), (10, 10)])
def test_postgresql_counts_the_same_minutes_and_gives_back_what_was_written(found):
    """Of stretches that stand apart; PostgreSQL joins the others."""
    apart, last = [], -1
    for gap, length in found:
        begin = last + 1 + gap
        last = begin + length
        apart.append((at(begin), at(last)))
    assert stretches(written(apart)) == apart


def test_the_minutes_of_a_record_are_the_sum_of_its_stretches(db, world):
    record = world["甲"].record
    for there in ([], spans((0, 59.5)), spans((0, 20), (30, 50.99)), spans((0.00001, 180))):
        with acting_as(OWNER):
            row = AttendanceRecord.objects.get(pk=record.pk)
            row.state, row.signed_in_at = "partial", NINE
            row.prove(there)
            row.save()
            stored = AttendanceRecord.objects.get(pk=record.pk)
        assert (stored.presence, stored.minutes) == (there, row.minutes)
        assert stored.minutes == minutes_of(there)


def test_nobody_is_in_two_places_at_once_whatever_writes_it(db, world):
    side = world["甲"]
    with acting_as(OWNER):
        row = AttendanceRecord.objects.get(pk=side.record.pk)
        row.state, row.signed_in_at, row.presence = "present", NINE, spans((0, 60))
        row.save()
        other = AttendanceRecord.objects.get(pk=side.record.pk)
        other.session = side.draft_session
        other.pk, other.presence = None, spans((59, 90))
        with pytest.raises(IntegrityError, match="presence_excl"), transaction.atomic():
            other.save(force_insert=True)
        other.pk, other.presence = None, spans((60, 90))
        other.save(force_insert=True)


def test_a_month_of_attendance_lies_in_a_partition_of_its_own(db, world):
    """The key tells the month of the session, here: 2026-12-07 is in the 323rd since 2000."""
    side = world["甲"]
    with acting_as(OWNER):
        session = side.draft_session
        session.starts_at, session.ends_at = HOURS
        session.save()
        row = AttendanceRecord.objects.get(pk=side.record.pk)
        row.pk, row.session = None, session
        row.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT make_attendance_partitions('2027-02-10', 1)")
            cursor.execute(
                "SELECT tableoid::regclass::text FROM trainees_attendancerecord WHERE id = %s",
                [row.pk],
            )
            part = cursor.fetchone()[0]
            cursor.execute(
                "SELECT count(*) FROM pg_inherits WHERE inhrelid::regclass::text IN"
                " ('trainees_attendancerecord_202702', 'trainees_checkin_202703')"
            )
            assert cursor.fetchone()[0] == 2
    assert row.pk >> 43 == 323
    assert part in ("trainees_attendancerecord_202612", "trainees_attendancerecord_default")
