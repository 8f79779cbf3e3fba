"""The first page of each face: what waits, what is late, and few questions to say so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from core import clock
from core.enums import Role
from core.tenancy.scope import OWNER, acting_as
from policies.queries import last_moment
from programs.models import Programme, TrainingClass
from tests import world as laid_out
from tests.entering import Entrance
from tests.questions import is_question

MOST = 18  # one for each panel of the page and one for all queues


@pytest.fixture
def world(db):
    """In side 甲 filings and programmes that are late, due soon and due later."""
    with acting_as(OWNER):
        world = laid_out.make_world()
        today, row = clock.today(), world["甲"].training_class
        for n, days in enumerate((-40, -9, 0, 3, 3, 30)):
            due = today + timedelta(days=days)
            copy(row, f"C8{n:02d}", state="filed", reply_due_on=due)
            ends = today + timedelta(days=days - 14)
            copy(row, f"C7{n:02d}", state="finished", ends_on=ends)
            copy(row, f"C6{n:02d}", state="returned", replied_at=clock.now() + timedelta(days=days))
            copy(row, f"C5{n:02d}", state="approved", starts_on=due)
        for n, days in enumerate((60, 30, 1)):
            submitted = clock.now() - timedelta(days=days)
            copy(world["甲"].programme, f"P8{n:02d}", state="submitted", submitted_at=submitted)
        return world


def copy(row, number, **facts):
    model = type(row)
    new = model.objects.get(pk=row.pk)
    new.pk, new.number, new.name = None, number, number
    for name, value in facts.items():
        setattr(new, name, value)
    new._state.adding = True
    new.save(force_insert=True)


@pytest.fixture
def enter(client, world):
    return Entrance(client, world).as_role


def numbers(client, url) -> set:
    """What stands on all pages of a list of the admin or of a face."""
    context = client.get(url).context
    rows = context["cl"].result_list if "cl" in context else context["objects"]
    return {getattr(row, "number", row.pk) for row in rows}


def size(client, url) -> int:
    """How many stand on all pages of a list; the only one there can be has its own page."""
    context = client.get(url).context
    if "cl" in context:
        return len(context["cl"].result_list)
    return len(context["objects"]) if "objects" in context else 1


def check(client, queues):
    """Every number of the queues is that of its list; returns how many numbers there were."""
    checked = 0
    for queue in queues:
        parts = [(queue["count"], queue["url"]), *((d["count"], d["url"]) for d in queue["days"])]
        if queue["late"]:
            parts.append((queue["late"], queue["late_url"]))
        for number, url in parts:
            assert size(client, url) == number, url
            checked += 1
    return checked


def test_the_district_sees_what_is_late_and_every_number_is_that_of_its_list(enter):
    client = enter(Role.DISTRICT_REVIEWER)
    context = client.get("/admin/").context
    filings = context["waiting"][0]
    with acting_as(OWNER):
        today = clock.today()
    assert (filings["count"], filings["late"]) == (6, 2)
    assert filings["oldest"] == today - timedelta(days=40)
    assert [day["count"] for day in filings["days"]] == [1, 2]
    assert numbers(client, filings["late_url"]) == {"C800", "C801"}
    assert check(client, context["waiting"]) >= 4


def test_the_city_sees_when_programmes_are_due(enter):
    client = enter(Role.MUNICIPAL_REVIEWER)
    context = client.get("/admin/").context
    (programmes,) = [q for q in context["waiting"] if "programme/" in q["url"]]
    with acting_as(OWNER):
        oldest = timezone.localdate(Programme.objects.get(number="P800").submitted_at)
        due = last_moment("tl_programme_reply", oldest)
    assert programmes["late"] == 2
    assert programmes["oldest"] == due
    assert numbers(client, programmes["late_url"]) == {"P800", "P801"}
    check(client, context["waiting"])


def test_what_is_late_comes_first(enter):
    waiting = enter(Role.MUNICIPAL_REVIEWER).get("/admin/").context["waiting"]
    assert [bool(queue["late"]) for queue in waiting] == sorted(
        (bool(queue["late"]) for queue in waiting), reverse=True
    )


def test_the_institution_sees_its_own_and_every_number_is_that_of_its_list(enter):
    client = enter(Role.INSTITUTION_ADMIN)
    page = client.get("/workspace/")
    queues = next(found for found in page.context if "queues" in found)["queues"]
    states = {queue["url"].rpartition("=")[2]: queue for queue in queues}
    assert {"finished", "returned", "approved", "draft"} <= set(states)
    assert states["finished"]["late"] >= 2
    assert states["draft"]["oldest"] is None
    assert check(client, queues) >= 8


def test_a_worker_sees_the_next_days_and_the_own_classes_by_state(enter, world):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=world["甲"].draft_class.pk).update(is_announced=True)
        row = world["甲"].session
        row.state = "planned"
        row.starts_at = clock.now() + timedelta(days=2)
        row.ends_at = row.starts_at + timedelta(hours=3)
        row.save()
    client = enter(Role.WORKER)
    page = client.get("/account/")
    with override("zh-hans"):
        titles = [str(section["title"]) for section in page.context["sections"]]
    places = [titles.index(title) for title in ("未来七天的课程", "我的报名")]
    assert places == sorted(places)
    of_all = (found["stats"] for found in page.context if "stats" in found)
    stats = next(stats for stats in of_all if "?state=" in stats[0]["url"])
    for stat in stats:
        assert len(client.get(stat["url"]).context["objects"]) == stat["value"]


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.DISTRICT_REVIEWER, "/admin/"),
        (Role.MUNICIPAL_REVIEWER, "/admin/"),
        (Role.MUNICIPAL_CHIEF, "/admin/"),
        (Role.MUNICIPAL_CHIEF, "/admin/?district=DL-06"),
        (Role.POLICY_AUTHOR, "/admin/"),
        (Role.INSTITUTION_ADMIN, "/workspace/"),
        (Role.TEACHER, "/workspace/"),
        (Role.WORKER, "/account/"),
    ],
)
def test_a_first_page_asks_few_questions_however_much_there_is(enter, world, role, address):
    client = enter(role)
    counts = []
    for n in (1, 2, 3):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(sum(map(is_question, asked)))
        with acting_as(OWNER):
            for m in range(9):
                copy(world["甲"].training_class, f"C{n}{m:02d}X", state="running")
    assert counts[0] == counts[2] <= MOST, counts


def test_every_class_of_the_fixture_is_there(world):
    with acting_as(OWNER):
        assert TrainingClass.objects.filter(state="filed").count() == 6
