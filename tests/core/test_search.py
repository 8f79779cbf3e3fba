"""Names: sorted as a Chinese dictionary sorts them, found by whatever people type of them."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core import audit
from core.access import ANYONE
from core.pinyin import full_pinyin, initials, sort_key
from core.search import Derived, fill, found, terms
from core.tenancy.scope import ANON, AUTH, OWNER, acting_as
from organizations.enums import OrganizationKind, Standing
from organizations.models import District, Organization
from organizations.services import create_organization
from programs.models import Occupation, Programme, TrainingClass
from programs.queries import MOST_NAMED
from programs.queries import found as found_classes
from tests import world as laid_out
from tests.questions import is_question

MOST_QUERIES = 6
DALIAN = "大连师范职业培训学校"


@pytest.fixture
def school(world):
    """An accredited institution in 庄河."""
    with acting_as(OWNER):
        return create_organization(
            actor=laid_out.ACTOR, kind=OrganizationKind.INSTITUTION, name=DALIAN,
            short_name="连师", district=District.objects.get(code="DL-10"),
            standing=Standing.ACCREDITED, accredited_until="2099-12-31",
        )  # fmt: skip


def test_names_stand_in_the_order_of_a_dictionary():
    names = [
        "大连第10期",
        "西安",
        "先进",
        "大学",
        "大连",
        "答案",
        "大连第2期",
        "ABC",
        "长春",
        "校长",
    ]
    ordered = [
        "ABC",
        "长春",
        "答案",
        "大连",
        "大连第2期",
        "大连第10期",
        "大学",
        "西安",
        "先进",
        "校长",
    ]
    assert sorted(names, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("text", "full", "letters"),
    [
        ("大连师范", "dalianshifan", "dlsf"), ("长海县大长山", "changhaixiandachangshan", "chxdcs"),
        ("银行", "yinhang", "yh"), ("行政", "xingzheng", "xz"), ("重庆", "chongqing", "cq"),
        ("女工", "nvgong", "ng"), ("ＧＹＢ培训", "gybpeixun", "gybpx"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_it_is_spoken(text, full, letters):
    assert (full_pinyin(text), initials(text)) == (full, letters)


@given(st.text(max_size=40))
def test_any_text_has_a_key_and_a_reading(text):
    assert isinstance(sort_key(text) + full_pinyin(text) + initials(text), str)


@pytest.mark.parametrize(
    ("text", "words"),
    [("大连 dl", ["u5927u8fde", "dl"]), ("d l", ["d"]), ("", []), ("  ", []), ("a 大", ["u5927"])],
)
def test_what_is_looked_for(text, words):
    assert terms(text) == words


@pytest.mark.parametrize(
    "text", ["dlsf", "dalian", "大连", "连师", "DALIANSHI", "培训 dl", "大连　师范"]
)
def test_an_institution_is_found_by_what_people_type(school, client, text):
    assert [row.name for row in client.get("/institutions/", {"q": text}).context["objects"]] == [
        DALIAN
    ]
    rows = client.get("/api/v1/institutions/", {"q": text}).json()["results"]
    assert [row["name"] for row in rows] == [DALIAN]


@pytest.mark.parametrize("text", ["%", "_", "\\", "dlsx", "大连 农业", "d%l"])
def test_signs_of_patterns_are_letters(school, client, text):
    assert client.get("/institutions/", {"q": text}).context["objects"] == []


def test_directories_are_in_the_order_of_pinyin(world, school, client):
    names = [row.name for row in client.get("/institutions/").context["objects"]]
    assert names == sorted(names, key=sort_key) == [
        DALIAN, "公甲合作校", "公甲学校", "公乙合作校", "公乙学校",
    ]  # fmt: skip


def test_the_bureau_searches_and_sorts_by_pinyin(world, school, client):
    with acting_as(AUTH):
        client.force_login(world["市"].rows["municipal_reviewer"])
    page = client.get("/admin/organizations/organization/", {"q": "dlsf"})
    assert [row.name for row in page.context["cl"].result_list] == [DALIAN]
    page = client.get("/admin/organizations/organization/", {"o": "2"})
    names = [row.name for row in page.context["cl"].result_list]
    assert names == sorted(names, key=sort_key)
    page = client.get("/admin/programs/trainingclass/", {"q": "gjxx"})
    assert {row.number for row in page.context["cl"].result_list} == {"C101", "C102"}


def test_a_changed_name_is_found_by_its_new_name(school):
    with acting_as(OWNER):
        school.name = "瓦房店轴承学校"
        school.save()
        assert list(found(Organization.objects.all(), "wfdzc")) == [school]
        assert list(found(Organization.objects.all(), "dlsf")) == []


def test_every_stored_row_carries_what_follows_from_its_name(world):
    """Of services, bulk inserts, reference files: nobody had to think of it."""
    models = [m for m in apps.get_models() if derived(m)]
    assert len(models) == 11
    with acting_as(OWNER):
        for model in models:
            rows = list(model.objects.all())
            assert rows, model
            for row in rows:
                for field in derived(model):
                    assert getattr(row, field.attname) == field.value_of(row) != ""


def derived(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, Derived)]


def test_rows_of_before_are_filled(world):
    with acting_as(OWNER):
        TrainingClass.objects.update(search_text="")
        fill(TrainingClass, rows_at_once=1)
        row = TrainingClass.objects.get(number="C101")
        assert row.search_text == "u516cu7532u73ed\ngongjiaban\ngjb\nc101"


def test_the_audit_trail_tells_the_name_alone(school):
    assert {"name"} <= set(audit.columns(school)) - {"sort_key", "search_text"}
    assert {"sort_key", "search_text"} & set(audit.columns(school)) == set()


def test_the_indexes_are_used_under_row_level_security(world):
    with acting_as(ANON), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        units = found(Organization.objects.order_by(), "大连")
        classes = TrainingClass.objects.visible_to(ANYONE).joinable_first()[:12]
        assert "Index Scan on organization_search" in units.explain()
        assert "Index Scan using class_joinable_first" in classes.explain()


def test_the_search_of_classes_tells_the_public_nothing_private(world):
    with acting_as(ANON), connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*) FROM class_search('%%', 100) GROUP BY kind")
        told = dict(cursor.fetchall())
    with acting_as(ANON):
        seen = {
            "o": Organization.objects.count(),
            "p": Programme.objects.count(),
            "c": TrainingClass.objects.count(),
        }
    assert told == seen


def test_a_word_of_very_many_classes_finds_them_all(world, monkeypatch):
    monkeypatch.setattr("programs.queries.MOST_NAMED", 1)
    assert MOST_NAMED == 1000
    with acting_as(ANON):
        rows = found_classes(TrainingClass.objects.visible_to(ANYONE), "ban")
        assert sorted(row.number for row in rows) == ["C101", "C201"]


@pytest.mark.parametrize(
    "query",
    ["", "q=dl", "q=焊工+金石+dl", "district=DL-06&has_seats=on", "occupation=6-18-02-04",
     "level=4&institution=x", "page=40", "page=8333", "page=99999999999999999999"],
)  # fmt: skip
def test_the_class_search_asks_few_queries(world, client, query):
    client.get(f"/classes/?{query}")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/classes/?{query}").status_code == 200
    assert sum(map(is_question, asked)) <= MOST_QUERIES


def test_far_pages_hold_what_near_ones_would(world, client, monkeypatch):
    pages = lambda: [  # noqa: E731
        [row.pk for row in client.get(f"/policies/?page={n}").context["objects"]] for n in (1, 2)
    ]
    monkeypatch.setattr("policies.views.library.Library.page_size", 2)
    near = pages()
    monkeypatch.setattr("core.pages.views.FAR", 1)
    assert pages() == near
    assert near[1] != []


def test_occupations_are_found_by_english_and_code(db):
    with acting_as(ANON):
        for text in ("diangong", "dg", "electrician", "6-31-01-03"):
            assert "电工" in [row.zh for row in found(Occupation.objects.all(), text)]
