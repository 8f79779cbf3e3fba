"""What holds on a day, as known on another: corrections, revocations, and nothing stale."""

import re
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.tenancy.scope import ANON, OWNER, acting_as
from policies.models import Clause, DatedValue
from policies.queries import in_force, limit_on, value_on
from tests.policies.conftest import later, publish, row

CODE = "attendance_threshold"
DAY = date(2026, 3, 2)


def value(figure, valid_from, known_from, **facts):
    clause = Clause.objects.get(label="gen §4")
    return DatedValue.objects.create(
        code=CODE, value=Decimal(figure), unit="share", clause=clause.label, cited_clause=clause,
        valid_from=valid_from, known_from=known_from, source_standing="illustrative", **facts,
    )  # fmt: skip


def test_every_reference_row_cites_a_clause_of_the_library(owner):
    assert (
        value_on(CODE, DAY).clause_url
        == "/policies/%E7%A4%BA%E4%BE%8B%E3%80%942020%E3%80%951%E5%8F%B7/4/"
    )
    assert limit_on("tl_filing_lead", DAY).clause == "tl §2.3"
    assert not DatedValue.objects.filter(cited_clause=None).exists()


def test_a_row_holds_from_its_first_day_to_the_day_before_the_next(owner):
    value("0.85", date(2026, 3, 2), date(2026, 2, 1))
    days = (date(2026, 3, 1), date(2026, 3, 2), date(2030, 1, 1))
    assert [value_on(CODE, day).value for day in days] == [
        Decimal("0.80"), Decimal("0.85"), Decimal("0.85"),
    ]  # fmt: skip


def test_a_correction_is_seen_from_the_day_it_is_known_and_never_before(owner):
    first = value("0.85", date(2026, 3, 2), date(2026, 2, 1))
    corrected = value("0.90", date(2026, 3, 2), date(2026, 6, 1), replaces=first)
    seen = [value_on(CODE, DAY, known_on=date(2026, month, 1)).pk for month in (3, 5, 6, 12)]
    assert seen == [first.pk, first.pk, corrected.pk, corrected.pk]


def test_without_a_row_no_figure_is_assumed(owner):
    with pytest.raises(DatedValue.DoesNotExist):
        value_on(CODE, date(2019, 12, 31))
    with pytest.raises(DatedValue.DoesNotExist):
        value_on(CODE, DAY, known_on=date(2019, 12, 31))


def test_two_rows_that_become_known_on_one_day_never_overlap(owner):
    value("0.85", date(2026, 3, 2), date(2026, 2, 1), valid_to=date(2026, 6, 30))
    value("0.86", date(2026, 7, 1), date(2026, 2, 1))
    with pytest.raises(IntegrityError, match="dated_value_apart"), transaction.atomic():
        value("0.87", date(2026, 6, 30), date(2026, 2, 1), valid_to=date(2026, 6, 30))
    value("0.87", date(2026, 6, 30), date(2026, 2, 2), valid_to=date(2026, 6, 30))


def test_many_lookups_ask_once_for_the_version(owner, django_assert_num_queries):
    value_on(CODE, DAY)
    connection.rules_seen = None  # as a new transaction
    with django_assert_num_queries(1):
        for _ in range(50):
            value_on(CODE, DAY)
            limit_on("tl_filing_lead", DAY)


def test_what_is_rolled_back_is_not_remembered(owner):
    assert value_on(CODE, DAY).value == Decimal("0.80")
    with transaction.atomic():
        value("0.85", date(2026, 3, 2), date(2026, 2, 1))
        assert value_on(CODE, DAY).value == Decimal("0.85")
        transaction.set_rollback(True)
    assert value_on(CODE, DAY).value == Decimal("0.80")


KNOWN_DAYS = st.dates(date(2026, 1, 2), date(2026, 12, 31))
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
PUBLICATIONS = st.lists(
    st.tuples(
        KNOWN_DAYS,  # known from
        DAYS,  # valid from
        st.none() | st.integers(0, 60),  # days it holds; none for open
        st.integers(1, 9999),  # its figure
        st.none() | st.integers(0, 90),  # revoked so many days after it became known
    ),
    max_size=8,
    unique_by=lambda publication: publication[0],
)


def painted(publications, known_on) -> dict:
    """Day → figure as one who kept a calendar by hand would have it on a day: the oracle."""
    calendar = {}
    for known, first, length, figure, revoked in sorted(publications):
        if known > known_on or (revoked is not None and known + timedelta(revoked) <= known_on):
            continue
        last = date(2026, 12, 31) if length is None else first + timedelta(length)
        for n in range((last - first).days + 1):
            calendar[first + timedelta(n)] = Decimal(figure) / 10000
    return calendar


def published_rows(publications, code):
    return [
        DatedValue(
            code=code, value=Decimal(figure) / 10000, unit="share", clause="x",
            valid_from=first, valid_to=None if length is None else first + timedelta(length),
            known_from=known, known_to=None if revoked is None else known + timedelta(revoked),
            source_standing="x",
        )
        for known, first, length, figure, revoked in publications
    ]  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(publications=PUBLICATIONS, known_on=KNOWN_DAYS, days=st.lists(DAYS, min_size=1, max_size=6))
def test_what_was_known_on_one_day_about_another(owner, publications, known_on, days):
    """Corrections, revocations and gaps in any order: both ways to ask answer as the calendar."""
    code = "property_of_two_times"
    with transaction.atomic():
        DatedValue.objects.bulk_create(published_rows(publications, code))
        wanted = painted(publications, known_on)
        for day in days:
            rows = [row for row in in_force(DatedValue, day, known_on) if row.code == code]
            assert [row.value for row in rows] == ([wanted[day]] if day in wanted else [])
            if day in wanted:
                assert value_on(code, day, known_on=known_on).value == wanted[day]
            else:
                with pytest.raises(DatedValue.DoesNotExist):
                    value_on(code, day, known_on=known_on)
        transaction.set_rollback(True)


def test_the_library_answers_what_was_known_on_a_day_about_another(client, owner):
    value("0.85", date(2026, 3, 2), date(2026, 2, 1))
    value("0.90", date(2026, 3, 2), date(2026, 6, 1))
    shown = re.compile(r"(?<!培训)出勤率标准</th><td[^>]*>(\d+%)")
    for known, figure in (("2026-01-31", "80%"), ("2026-02-01", "85%"), ("2026-06-01", "90%")):
        page = client.get("/policies/", {"on": "2026-03-02", "known": known}).content.decode()
        assert shown.findall(page) == [figure]
        assert known in page


def test_a_publication_is_read_at_once_and_days_before_stay(author, publisher):
    publish(author, publisher, row("0.85", later()))
    with acting_as(ANON):
        assert value_on(CODE, later(), known_on=clock.today()).value == Decimal("0.85")
        assert value_on(CODE, later() - timedelta(days=1)).value == Decimal("0.80")


def test_another_connection_reads_a_publication_with_its_next_transaction(transactional_db):
    def elsewhere():
        with acting_as(OWNER):
            value("0.95", date(2026, 3, 2), date(2026, 2, 1))
        connection.close()

    with acting_as(ANON):
        with transaction.atomic():
            before = value_on(CODE, DAY).value
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
            during = value_on(CODE, DAY).value
        with transaction.atomic():
            after = value_on(CODE, DAY).value
    assert (before, during, after) == (Decimal("0.80"), Decimal("0.80"), Decimal("0.95"))
