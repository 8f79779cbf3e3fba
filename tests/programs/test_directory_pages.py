"""The pages, files and data of the directories, of today and of a past day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.tenancy.scope import OWNER, acting_as
from organizations.models import Organization
from organizations.services.organizations import set_standing
from programs.models import AccreditationScope, Programme
from tests import world as laid_out
from tests.programs.edits import LIST, later, today


def test_who_is_no_longer_listed_says_why_and_what_stood_there(world, client):
    school = world["甲"].organization
    first = today()
    path = f"{LIST}{school.number}/"
    for days, standing, words in (
        (1, "suspended", "暂停"),
        (2, "removed", "移出目录"),
        (3, "expired", "到期"),
    ):
        later(days)
        with acting_as(OWNER):
            set_standing(actor=laid_out.ACTOR, organization=school, standing=standing)
        page = client.get(path)
        assert page.status_code == 200
        assert words in page.context["why_not"]
        assert school.name in page.content.decode()
        assert school.number not in [row.number for row in client.get(LIST).context["objects"]]
    page = client.get(path, {"on": first.isoformat()})
    assert page.context["why_not"] == ""
    text = page.content.decode()
    assert f"{first}" in text
    assert f'href="{path}"' in text
    assert client.get(f"{LIST}{world['甲'].bureau.number}/").status_code == 404
    assert client.get(f"{LIST}{world['甲'].new_unit.number}/").status_code == 404


def test_before_it_was_entered_the_page_says_when_it_was(world, client):
    school, day = world["甲"].organization, today() - timedelta(days=9)
    page = client.get(f"{LIST}{school.number}/", {"on": day.isoformat()})
    assert f"{today()}" in page.context["why_not"]
    assert client.get(LIST, {"on": day.isoformat()}).context["objects"] == []


def test_what_changed_is_told_in_words(world, client):
    side = world["甲"]
    later()
    with acting_as(OWNER):
        Organization.objects.filter(pk=side.organization.pk).update(address="新路1号")
        Programme.objects.filter(pk=side.programme.pk).update(state="suspended")
        AccreditationScope.objects.filter(pk=side.scope.pk).update(valid_to=today())
    (day, said), *_rest = client.get(f"{LIST}{side.organization.number}/").context["changes"]
    occupation = side.programme.occupation.zh
    assert day == today()
    assert sorted(said) == sorted([
        "地址：– → 新路1号",
        f"项目移出目录：{side.programme}，暂停",
        f"许可范围止于{today()}：重点群体就业技能培训 · {occupation} · 初级工（五级）",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"level": "5", "training_type": "key_group"}, True),
        ({"level": "4"}, False),
        ({"kind": "agency"}, False),
        ({"district": "DL-06", "q": "gjxx"}, True),
        ({"district": "DL-01"}, False),
        ({"occupation": "2-07-11-04", "level": "5"}, True),
        ({"occupation": "4-03-02-01"}, False),
    ],
)
def test_the_filters_ask_the_same_of_today_and_of_a_past_day(world, client, asked, is_found):
    number, day = world["甲"].organization.number, today()
    now = client.get(LIST, asked)
    later()
    past = client.get(LIST, asked | {"on": day.isoformat()})
    for page in (now, past):
        assert (number in [row.number for row in page.context["objects"]]) == is_found
    api = client.get("/api/v1/institutions/", asked | {"on": day.isoformat()}).json()["results"]
    assert (number in [row["number"] for row in api]) == is_found


@pytest.mark.parametrize(
    ("language", "banner", "kind"),
    [("zh-hans", "当日的目录", "培训机构"), ("en", "As it stood on", "Training institution")],
)
def test_a_past_day_says_so_in_both_languages(world, client, language, banner, kind):
    day = today()
    later()
    for path in (LIST, f"{LIST}{world['甲'].organization.number}/"):
        asked = {"on": day.isoformat()}
        text = client.get(path, asked, headers={"accept-language": language}).content.decode()
        assert banner in text
        assert f'<a href="{path}">' in text
        assert kind in text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_the_list_of_the_day_with_its_day(world, client, form):
    day = today()
    with acting_as(OWNER):
        Organization.objects.filter(pk=world["甲"].organization.pk).update(address="=1+1")
    later()
    answer = client.get(f"{LIST}files/{form}/", {"on": day.isoformat(), "district": "DL-06"})
    assert (answer.status_code, f"institutions-{day:%Y%m%d}.{form}") == (
        200, answer.headers["Content-Disposition"].split('"')[1],
    )  # fmt: skip
    if form == "csv":
        _head, *lines = answer.content.decode("utf-8-sig").strip().split("\r\n")
        (line,) = (one for one in lines if "公甲学校" in one)
        assert line.startswith(
            f"{world['甲'].organization.number},公甲学校,学校,培训机构,金州区,'=1+1"
        )
        assert f",{day},http://testserver{LIST}" in line
    wrong = client.get(f"{LIST}files/{form}/", {"on": "2099-01-01"})
    assert (wrong.status_code, wrong.url) == (302, f"{LIST}?on=2099-01-01")
    assert client.get(f"{LIST}files/pdf/").status_code == 404


@pytest.mark.parametrize("on", ["", "2026-01-01"])
def test_a_list_asks_the_same_few_questions_for_one_and_many(world, client, on):
    counted = []
    for many in (1, 30):
        with acting_as(OWNER):
            Organization.objects.bulk_create(
                Organization(
                    number=f"N{many}-{n}", kind="institution", name=f"新{n}", short_name="新",
                    district=world["甲"].district, standing="accredited",
                    accredited_until=today(),
                )
                for n in range(many)
            )  # fmt: skip
        client.get(LIST, {"on": on})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST, {"on": on}).status_code == 200
        counted.append(len([q for q in asked if "clockoffset" not in q["sql"]]))
    assert counted[0] == counted[1] <= 6
