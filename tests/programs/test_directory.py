"""What the directories said on a day equals what was seen on it, whoever changed what and how."""

from datetime import timedelta
from random import Random

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import ClockOffset
from core.tenancy.scope import ANON, OWNER, Scope, acting_as
from organizations.enums import UNITS
from organizations.models import Accreditation, Organization
from organizations.services.organizations import set_standing
from programs.models import AccreditationScope, DirectoryEntry, Occupation, Programme
from tests import world as laid_out
from tests.isolation.matrix import ROLES
from tests.programs.edits import Edits
from tests.sizes import size

DAYS, EDITS, SEEDS = size(5, 40), size(9, 12), size(2, 10)
LIST, CATALOGUE = "/institutions/", "/catalogue/"


def today():
    """The local day by the product's clock, asked as the public."""
    with acting_as(ANON):
        return clock.today()


def later(days=1):
    """So many days pass."""
    with acting_as(OWNER):
        ClockOffset.objects.filter(pk=1).update(
            seconds=int(clock.offset().total_seconds()) + days * 86400
        )


def seen(client, day=None) -> dict:
    """What the public reads in both directories, for a past day or of today."""
    on = {"on": day.isoformat()} if day else {}
    page = client.get(LIST, on)
    units = {row.number: row for row in page.context["objects"]}
    demand = client.get(CATALOGUE, on).context["filter"].lines()
    return {
        "list": [
            tuple(str(cell["value"]) for cell in row["cells"] if cell["label"] != "正在报名的班期")
            for row in page.context["rows"]
        ],
        "units": {number: unit(client, number, on) for number in units},
        "catalogue": [(row.what, row.level, row.name, row.lessons, row.grade) for row in demand],
    }


def unit(client, number, on) -> tuple:
    """The page of a unit: its facts, scope and programmes."""
    page = client.get(f"{LIST}{number}/", on).context
    facts = [(str(label), value) for label, value in page["facts"]]
    return facts, page["scope"], page["programmes"]


def live() -> list[tuple]:
    """The list as the tables have it now, put together without a directory."""
    units = Organization.objects.accredited().filter(kind__in=UNITS).select_related("district")
    return [
        (
            row.name, row.get_kind_display(), row.district.zh, row.address,
            str(Programme.objects.listed().filter(organization=row).count()),
            f"{row.accredited_until:%Y-%m-%d}",
        )
        for row in units.order_by("sort_key", "pk")
    ]  # fmt: skip


def scopes() -> dict[str, list]:
    """The scope of each unit as the tables have it now: occupation and level, or course."""
    rows = AccreditationScope.objects.on(today()).select_related("occupation", "organization")
    found: dict = {}
    for row in rows:
        what = f"{row.occupation.zh} · {row.get_level_display()}"
        found.setdefault(row.organization.number, set()).add(what)
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_day_reads_as_it_was_seen(world, client, seed, record_counts):
    random, seen_on = Random(seed), {}
    with acting_as(OWNER):
        edits = Edits(random, world)
    for _ in range(DAYS):
        with acting_as(OWNER):
            edits.make(EDITS)
            rows, held = live(), scopes()
            grades = {row.code: grade(row) for row in Occupation.objects.all()}
        copy = seen_on[today()] = seen(client)
        assert copy["list"] == rows
        for number, (_facts, scope, _programmes) in copy["units"].items():
            assert {name for _kind, names in scope for name in names} == held.get(number, set())
        assert all(line[4] == grades.get(line[0], "") for line in copy["catalogue"])
        later(random.randint(1, 3))
    for day, copy in seen_on.items():
        assert seen(client, day) == copy
    with acting_as(OWNER):
        follow = without_gaps()
    record_counts(f"directories: {len(seen_on)} days read as seen, {follow} versions follow")


def grade(row) -> str:
    """The shortage grade as the list of occupations has it now."""
    return row.shortage_grade if row.shortage_from and row.shortage_from <= today() else ""


def without_gaps() -> int:
    """Each version begins where the one before ends, and one of each number stands."""
    ends: dict = {}
    rows = list(DirectoryEntry.objects.order_by("shown_from", "pk"))
    for row in rows:
        key = row.part, row.number
        assert ends.get(key, row.shown_from) == row.shown_from
        ends[key] = row.shown_to
    assert set(ends.values()) == {None}
    return len(rows)


def test_what_one_transaction_changes_on_a_day_is_one_version(world, owner):
    school = world["甲"].organization
    later()
    for address in ("一", "二", "三"):
        Organization.objects.filter(pk=school.pk).update(address=address)
    Accreditation.objects.filter(organization=school).update(licence_number="新号")
    versions = DirectoryEntry.objects.filter(number=school.number).order_by("shown_from")
    assert [(row.address, row.facts["licence_number"]) for row in versions] == [
        ("", "人社民2100000号"),
        ("三", "新号"),
    ]


def test_seats_classes_drafts_and_people_do_not_touch_a_directory(world, owner):
    side = world["甲"]
    before = list(DirectoryEntry.objects.order_by("pk").values())
    later()
    type(side.training_class).objects.update(seats_taken=2)
    side.enrolment.save()
    Accreditation.objects.filter(pk=side.application.pk).update(licence_number="草稿")
    Programme.objects.filter(pk=side.draft_programme.pk).update(name="草稿")
    side.programme.save()
    Organization.objects.get(pk=side.organization.pk).save()
    assert list(DirectoryEntry.objects.order_by("pk").values()) == before


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
        f"准入范围止于{today()}：重点群体就业技能培训 · {occupation} · 初级工（五级）",
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
        _head, line = answer.content.decode("utf-8-sig").strip().split("\r\n")
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


CHANGES = (
    "UPDATE programs_directoryentry SET facts = '{}'",
    "UPDATE programs_directoryentry SET shown_from = shown_from - interval '1 day'",
    "UPDATE programs_directoryentry SET shown_to = now() + interval '1 day' WHERE id % 2 = 0",
    "DELETE FROM programs_directoryentry",
    """INSERT INTO programs_directoryentry (part, number, unit, is_listed, facts, sort_key,
        search_text, shown_from, xid)
    VALUES ('institution', 'X', 'X', true, '{}', '', '', '2020-01-01', 0)""",
)


@pytest.mark.parametrize("role", [*ROLES, "app_system"])
def test_no_role_of_the_product_writes_an_entry(world, role):
    for statement in CHANGES:
        with (
            pytest.raises(Error, match="permission denied"),
            transaction.atomic(),
            acting_as(Scope(role, 1, 1, 1)),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_writes_history_anew():
    """What is committed is changed in its end alone, and versions follow each other."""
    with acting_as(OWNER):
        before = list(DirectoryEntry.objects.order_by("pk").values())
        again = (
            "INSERT INTO programs_directoryentry (part, number, unit, is_listed, facts, sort_key,"
            " search_text, shown_from, xid) SELECT part, number, unit, true, '{}', '', '',"
            " shown_from - interval '1 day', 0 FROM programs_directoryentry LIMIT 1"
        )
        for statement in (*CHANGES[:2], CHANGES[3], again):
            with (
                pytest.raises(Error, match=r"directory|without a gap"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert list(DirectoryEntry.objects.order_by("pk").values()) == before
        assert len(before) == Occupation.objects.count()
