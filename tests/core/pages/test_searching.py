"""One box finds the rows of every public list, and pages by their words."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core.pages.searching import MOST, registered_kinds
from core.tenancy.scope import AUTH, OWNER, acting_as
from programs.models import TrainingClass
from tests.questions import is_question

BOX = re.compile(r'<form class="(?:hero|site|page)-search')


@pytest.fixture
def search(world, client):
    def found(text) -> dict:
        """The names that are found, by the title of their kind."""
        groups = client.get("/search/", {"q": text}).context["groups"]
        with override("zh-hans"):
            return {
                str(group["title"]): [str(hit["name"]) for hit in group["hits"]] for group in groups
            }

    return found


@pytest.mark.parametrize("text", ["公甲班", "gongjiaban", "gjb", "c101"])
def test_a_class_is_found_by_what_people_type(search, text):
    assert search(text)["班期"] == ["公甲班"]


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("培训机构", "公甲学", "公甲学校"),
        ("培训机构", "gjxx", "公甲学校"),
        ("培训项目", "公乙项", "公乙项目"),
        ("培训项目", "gyxm", "公乙项目"),
        ("职业（工种）", "电工", "电工"),
        ("职业（工种）", "dg", "电工"),
        ("职业（工种）", "electrician", "电工"),
        ("服务页面", "无障碍", "无障碍服务"),
        ("服务页面", "wuzhangai", "无障碍服务"),
        ("服务页面", "accessibility", "无障碍服务"),
        ("服务页面", "投诉", "投诉与咨询"),
        ("服务页面", "ts", "投诉与咨询"),
        ("服务页面", "12333", "投诉与咨询"),
    ],
)
def test_every_kind_is_found_in_chinese_pinyin_first_letters_and_english(search, kind, text, name):
    assert name in search(text)[kind]


def test_documents_and_clauses_are_found(search):
    found = search("出勤")
    assert found["政策文件"]
    assert found["条款"]


def test_classes_come_first_and_nothing_private_is_found(search):
    assert next(iter(search("公甲"))) == "班期"
    assert set(search("密")) == {"服务页面"}, "the page one signs in on, by 密码"
    assert search("密甲") == {}


@pytest.mark.parametrize("text", ["公", "a", "出勤", "dalian", "培训", "级"])
def test_a_group_shows_the_first_rows_of_the_list_it_leads_to(world, client, text):
    for group in client.get("/search/", {"q": text}).context["groups"]:
        assert 0 < len(group["hits"]) <= MOST
        if "all_url" not in group:
            continue
        page = client.get(group["all_url"])
        assert page.status_code == 200
        text_of = unescape(page.content.decode())
        assert all(str(hit["name"]).split()[-1] in text_of for hit in group["hits"])
        assert urlsplit(group["all_url"]).path != "/search/"
        rows = page.context["objects"][: len(group["hits"])]
        assert len(rows) == len(group["hits"])


def test_many_classes_are_cut_to_six_and_the_link_leads_to_all(world, client, search):
    with acting_as(OWNER):
        row = TrainingClass.objects.get(number="C101")
        for n in range(MOST + 3):
            row.pk, row.number = None, f"C9{n:02d}"
            row.save()
    assert len(search("公甲班")["班期"]) == MOST
    group = client.get("/search/", {"q": "公甲班"}).context["groups"][0]
    assert len(client.get(group["all_url"]).context["objects"]) == MOST + 4


@pytest.mark.parametrize("text", ["公", "dg", "nothing-of-the-kind"])
def test_there_is_at_most_one_question_for_each_kind(world, client, text):
    address = f"/search/?q={text}"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    kinds = len(registered_kinds()) + 1  # the pages, which ask nothing; the classes ask twice
    questions = [one for one in asked if "clockoffset" not in one["sql"]]  # of the demo alone
    assert sum(map(is_question, questions)) <= kinds


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20", "?q=%00", f"?q={'长' * 61}"])
def test_without_a_question_nothing_is_asked_and_the_page_says_what_to_do(world, client, query):
    client.get(f"/search/{query}")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/search/{query}")
    assert page.status_code == 200
    assert page.context["groups"] == []
    assert not [q for q in asked if "search_text" in q["sql"]]
    assert 'href="/classes/"' in page.content.decode()


def test_where_nothing_is_found_the_page_says_what_to_do(world, client):
    text = client.get("/search/", {"q": "没有这样的东西"}).content.decode()
    assert "没有符合条件的内容" in text
    assert "12333" in text
    assert 'href="/institutions/"' in text


def test_what_is_typed_is_shown_as_text(world, client):
    text = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in text


@pytest.mark.parametrize("address", ["/", "/classes/", "/policies/", "/search/", "/accessibility/"])
def test_every_public_page_has_one_box(world, client, address):
    assert len(BOX.findall(client.get(address).content.decode())) == 1


def test_the_other_faces_have_none(world, client):
    with acting_as(AUTH):
        client.force_login(world["甲"].admin)
    assert BOX.findall(client.get("/workspace/").content.decode()) == []
