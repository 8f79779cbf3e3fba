"""Lists over HTTP: whole, once, by one asker, and nothing of an answer that is not as described."""

import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core import clock
from core.models import AuditEntry, Notification
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from tests import lists, rosters
from tests.entering import Entrance
from tests.list_server import SECRET, ListServer
from tests.organizations.test_registrations import code_of_a_unit
from trainees import list_http
from trainees.models import ListSource, ReferenceList, ReferenceUnit
from trainees.services import list_fetching
from trainees.services.list_fetching import fetch, ring_due
from trainees.tasks import system_fetch_list


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(list_http, "PAUSE", 0.01)


def person(n, **more) -> dict:
    return {"document_type": "citizen_id", "identity_number": rosters.identity(n), **more}


@pytest.fixture
def side(world):
    return world["甲"]


@pytest.fixture
def server(world, settings):
    """An address of the list of pensioners, five people on three pages."""
    made = ListServer(rows=[person(n) for n in range(5)], as_of=lists.today())
    settings.LIST_SOURCES = made.settings()
    with acting_as(SYSTEM):
        assert ring_due() == 1
    yield made
    made.close()


def ask(kind="pensioner") -> str:
    with acting_as(SYSTEM):
        return system_fetch_list.run(kind)


def source(kind="pensioner") -> ListSource:
    with acting_as(OWNER):
        return ListSource.objects.get(kind=kind)


def loaded(kind="pensioner") -> list[ReferenceList]:
    with acting_as(OWNER):
        return list(ReferenceList.objects.filter(kind=kind).exclude(adapter=""))


def time_passes(**span):
    """As if nothing had been asked for so long."""
    with acting_as(OWNER):
        due = clock.now() - timedelta(**(span or {"seconds": 1}))
        ListSource.objects.update(due_at=due)


def asked(side) -> dict:
    return lists.asked(side, "pensioner")


def test_a_list_of_many_pages_is_stored_with_where_it_comes_from(server, side):
    server.rows.append({**person(9), "identity_number": lists.own(side)})
    assert ask() == "stored"
    assert server.asked == ["", "1", "2"]
    (row,) = loaded()
    assert (row.people, row.source, row.loaded_by, f"{row.as_of}") == (
        6, "市社保中心", None, lists.today(),
    )  # fmt: skip
    assert (row.adapter, len(row.digest)) == (server.url, 64)
    assert asked(side)["is_on"] is True
    found = source()
    assert (found.outcome, found.fault, found.failures, found.leased_until) == (
        "stored", "", 0, None,
    )  # fmt: skip
    assert found.due_at > timezone.now() + timedelta(hours=23)


def test_an_unchanged_answer_makes_no_new_list(server):
    assert ask() == "stored"
    assert ask() == "", "it is not due"
    time_passes()
    assert ask() == "unchanged"
    server.rows.append(person(7))
    time_passes()
    assert ask() == "stored"
    assert [row.people for row in loaded()] == [6, 5]
    with acting_as(OWNER):
        assert AuditEntry.objects.filter(verb="fetch_list").count() == 3


def test_a_packed_answer_is_read_and_no_secret_goes_elsewhere(server):
    server.packs = True
    assert ask() == "stored"
    server.planned = [302]
    time_passes()
    assert (ask(), source().detail, len(server.asked)) == ("failed", "302", 4)


FAULTS = {
    "half a page": (lambda s: setattr(s, "breaks", True), "unreachable"),
    "no such page": (lambda s: setattr(s, "planned", [404]), "status"),
    "out of order": (lambda s: setattr(s, "planned", [503] * 3), "status"),
    "no JSON": (lambda s: setattr(s, "body", b"<html>"), "not_described"),
    "a list": (lambda s: setattr(s, "body", b"[]"), "not_described"),
    "deep": (lambda s: setattr(s, "body", b"[" * 100_000), "not_described"),
    "no rows": (lambda s: s.changes.update(rows=None), "not_described"),
    "another kind": (lambda s: s.changes.update(kind="student"), "not_described"),
    "text for a number": (lambda s: s.changes.update(total="5"), "not_described"),
    "another day later on": (lambda s: later(s, as_of="2026-01-01"), "pages_differ"),
    "another total later on": (lambda s: later(s, total=4), "pages_differ"),
    "the same page for ever": (lambda s: later(s, next="1", rows=[]), "pages_differ"),
    "fewer": (lambda s: s.changes.update(total=6), "incomplete"),
    "more": (lambda s: s.changes.update(total=4), "incomplete"),
    "ends too early": (lambda s: later(s, next=None), "incomplete"),
    "nobody": (lambda s: s.rows.clear(), "empty"),
    "twice": (lambda s: s.rows.append(person(0)), "repeated"),
    "tomorrow": (lambda s: s.about.update(as_of="2999-01-01"), "ahead"),
    "a wrong number": (lambda s: s.rows.append(wrong_person()), "row_wrong"),
    "a number for text": (lambda s: s.rows.append(person(8, since=2026)), "not_described"),
    "days turned round": (
        lambda s: s.rows.append(person(8, since="2026-02-01", until="2026-01-01")), "row_wrong",
    ),
}  # fmt: skip


def later(server, **changes):
    server.changes, server.from_page = changes, 1


def wrong_person() -> dict:
    return {**person(8), "identity_number": "21020219300101001X"[:-1] + "0"}


@pytest.mark.parametrize("name", FAULTS)
def test_of_an_answer_that_is_not_as_described_nothing_is_stored(server, side, name, caplog):
    spoil, fault = FAULTS[name]
    spoil(server)
    with caplog.at_level(logging.DEBUG):
        assert ask() == "failed"
    found = source()
    assert (found.outcome, found.fault, found.failures, loaded()) == ("failed", fault, 1, [])
    assert found.leased_until is None
    said = caplog.text + found.detail
    assert not any(row.get("identity_number", "") in said for row in server.rows if row)
    assert SECRET.split()[1] not in said
    assert asked(side) == {}


def test_what_passes_is_tried_again(server):
    server.planned = [503, 429]
    assert (ask(), len(server.asked)) == ("stored", 5)


def test_a_larger_one_than_allowed_is_left_alone(server, settings, monkeypatch):
    monkeypatch.setattr(list_http, "PAGE", 100)
    assert (ask(), source().fault) == ("failed", "too_large")
    monkeypatch.setattr(list_http, "PAGE", 10_000)
    settings.LIST_MEGABYTES = 0
    time_passes()
    assert (ask(), source().fault, source().failures) == ("failed", "too_large", 2)


def test_an_older_one_than_the_one_that_counts_is_not_stored(server):
    assert ask() == "stored"
    server.about["as_of"] = f"{date.fromisoformat(lists.today()) - timedelta(days=1)}"
    time_passes()
    assert (ask(), source().fault, len(loaded())) == ("failed", "older", 1)


def test_the_first_failure_is_told_to_who_can_do_something(server, world):
    server.planned = [500] * 6
    ask()
    time_passes()
    ask()
    with acting_as(OWNER):
        told = Notification.objects.filter(code="list_not_fetched")
        people = set(told.values_list("recipient_id", flat=True))
        context = told.first().context
    staff = world["市"].rows
    assert people == {staff["municipal_reviewer"].pk, staff["system_administrator"].pk}
    assert told_times(told) == 2
    assert (context["kind"], context["state"]) == ("Pensioners", "refused by the other side")


def told_times(rows) -> int:
    with acting_as(OWNER):
        return rows.count()


def test_nobody_asks_while_somebody_does_and_a_lost_worker_s_list_is_asked_again(server):
    with acting_as(SYSTEM):
        assert list_fetching.claim("pensioner") is not None
        assert (list_fetching.claim("pensioner"), ring_due()) == (None, 0)
        past = timezone.now() - timedelta(seconds=1)
        ListSource.objects.update(leased_until=past)
        assert ring_due() == 1
    assert ask() == "stored"


def test_who_has_lost_the_lease_stores_nothing(server):
    """Another worker takes over between the first page and the last."""
    with acting_as(SYSTEM):
        mine = list_fetching.claim("pensioner")
        ListSource.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        assert fetch("pensioner") == "stored"
        with list_fetching.Spool() as spool, pytest.raises(list_fetching.LeaseLost):
            list_fetching.gathered(mine, spool)
    assert len(loaded()) == 1


def test_units_and_insured_people_come_the_same_way(world, settings):
    code = code_of_a_unit(1)
    unit = {"uscc": code, "name": "大连海风制造有限公司", "state": "in_business"}
    insured = person(1, employer=code, since="2026-01", until="2026-03")
    for kind, row in (("business", unit), ("insured", insured)):
        made = ListServer(kind, [row], as_of=lists.today())
        settings.LIST_SOURCES = made.settings()
        with acting_as(OWNER):
            ListSource.objects.filter(kind=kind).update(due_at=clock.now())
        with acting_as(SYSTEM):
            ring_due()
        assert ask(kind) == "stored"
        made.close()
    with acting_as(OWNER):
        assert ReferenceUnit.objects.filter(uscc=code, is_in_business=True).count() == 1
    with connection.cursor() as cursor, acting_as(OWNER):
        cursor.execute(
            "SELECT employer, since, until FROM trainees_referenceentry WHERE employer <> ''"
        )
        assert cursor.fetchall() == [(code, date(2026, 1, 1), date(2026, 3, 31))]


def test_the_page_of_lists_says_how_each_stands(server, client, world):
    entrance = Entrance(client, world)
    reviewer = entrance.as_role("municipal_reviewer")
    page = "/admin/trainees/referencelist/"
    words = reviewer.get(page).content.decode()
    assert words.count("从未导入") >= 7
    assert "已配置接口，尚未查询" in words
    server.planned = [500] * 3
    ask()
    assert "对方拒绝 500" in reviewer.get(page).content.decode()
    time_passes()
    ask()
    words = reviewer.get(page).content.decode()
    assert ("已0天，有效35天" in words, "/imports/insured-persons/" in words) == (True, True)
    words = entrance.as_role("system_administrator").get(page).content.decode()
    assert ("已0天，有效35天" in words, "/imports/" in words) == (True, False)
