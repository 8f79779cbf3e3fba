"""What holds on a day, as known on another: corrections, revocations, and nothing stale."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock
from core.tenancy.scope import ANON, OWNER, acting_as
from policies.models import Clause, DatedValue
from policies.queries import limit_on, value_on
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


def test_a_publication_is_read_at_once_and_days_before_stay(author, publisher):
    publish(author, publisher, row("0.85", later()))
    with acting_as(ANON):
        assert value_on(CODE, later(), known_on=clock.today()).value == Decimal("0.85")
        assert value_on(CODE, later() - timedelta(days=1)).value == Decimal("0.80")


def test_another_connection_reads_a_publication_with_its_next_transaction(
    refilled, transactional_db
):
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
