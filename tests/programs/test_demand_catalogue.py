"""The demand catalogue of a day: standards and rates with their clauses, searched and exported."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.tenancy.scope import ANON, OWNER, acting_as
from programs.catalogue import entries
from programs.directory import occupations_on
from programs.models import Occupation, Programme, SubsidyRate
from programs.rule_rows import rate_codes, standard_codes


def shown(client, **asked):
    return client.get(reverse("catalogue"), asked).context["objects"]


def lines(on) -> dict:
    with acting_as(ANON):
        rows = entries(on, occupations_on(on))
        return {(row.what, row.level): row for row in rows}


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "amount", "lessons", "grade"), [
    (date(2022, 6, 30), Decimal("1600.00"), 28, ""),
    (date(2022, 7, 1), Decimal("2340.00"), 28, ""),
    (date(2025, 5, 1), Decimal("2600.00"), 32, "severe"),
])  # fmt: skip
def test_a_day_has_its_own_rates_standards_and_grades(day, amount, lessons, grade):
    row = lines(day)["6-18-02-04", "5"]
    assert (row.rate.amount, row.lessons, row.grade) == (amount, lessons, grade)


@pytest.mark.django_db
def test_a_corrected_rate_holds_once_it_is_known_and_a_new_occupation_from_its_day():
    assert lines(date(2025, 10, 14))["4-03-02-01", "4"].rate.amount == Decimal("1500.00")
    assert lines(date(2025, 10, 15))["4-03-02-01", "4"].rate.amount == Decimal("1600.00")
    assert ("4-04-05-13", "3") not in lines(date(2025, 4, 30))
    assert lines(date(2025, 5, 1))["4-04-05-13", "3"].rate is None
    assert lines(date(2025, 5, 1))["SYB", ""].rate.amount == Decimal("1200.00")


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["焊工", "hangong", "hg", "welder", "6-18-02-04"])
def test_it_is_found_by_chinese_pinyin_english_and_code(client, words):
    assert {row.what for row in shown(client, q=words)} == {"6-18-02-04"}


@pytest.mark.django_db
def test_filters_narrow_and_a_course_is_found(client):
    assert {row.level for row in shown(client, level="2")} == {"2"}
    assert {row.grade for row in shown(client, shortage="severe")} == {"severe"}
    assert [row.what for row in shown(client, training_type="entrepreneurship")] == [
        "GYB", "IYB", "SYB", "online_shop",
    ]  # fmt: skip
    assert [row.what for row in shown(client, q="SYB")] == ["SYB"]
    assert shown(client, shortage="severe", on="2024-01-01") == []


def test_a_line_counts_what_leads_on(side, client):
    with acting_as(OWNER):
        welder = Occupation.objects.get(code="6-18-02-04")
        Programme.objects.filter(pk=side.programme.pk).update(occupation=welder)
    (row,) = shown(client, q="焊工", level="5")
    assert (row.programmes, row.classes) == (1, 1)
    assert len(client.get(row.programmes_url).context["objects"]) == 1
    assert len(client.get(row.classes_url).context["objects"]) == 1


def test_the_number_of_queries_does_not_grow(side, client):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("catalogue"), {"on": "2026-01-05"})
        return len(queries)

    few = asked()
    with acting_as(OWNER):
        for n in range(30):
            row = Programme.objects.get(pk=side.programme.pk)
            row.pk, row.number = None, f"PX{n}"
            row.save()
    assert asked() == few <= 15


@pytest.mark.django_db
def test_it_goes_out_as_a_file_with_clauses_and_standing(client):
    answer = client.get(reverse("catalogue-file", args=["csv"]), {"q": "焊工", "on": "2025-06-01"})
    head, *rows = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("职业")
    assert len(rows) == 5
    assert rows[0].startswith("焊工,6-18-02-04,初级工（五级）,特别紧缺,32,50%,20%,2000")
    assert "《补贴性培训职业目录（2025年，示例）》第二条" in rows[0]
    assert client.get(reverse("catalogue-file", args=["xlsx"])).content.startswith(b"PK")
    assert client.get(reverse("catalogue-file", args=["exe"])).status_code == 404


@pytest.mark.django_db
def test_every_stored_figure_can_be_changed_by_a_rule_set():
    with acting_as(OWNER):
        stored = set(SubsidyRate.objects.values_list("code", flat=True))
        assert stored <= set(rate_codes())
        assert "6-18-02-04/5 lessons" in standard_codes()
