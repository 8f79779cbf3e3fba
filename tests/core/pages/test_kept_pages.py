"""Public pages are kept for a moment, for all who are not signed in, and for nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache, caches
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.loaders import cached
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from core.models import ClockOffset
from core.pages.public import public
from core.tenancy.scope import AUTH, OWNER, acting_as
from dalian_training import environment
from dalian_training.environment import Misconfigured
from tests import world as laid_out
from tests.api.conftest import token_of

KEPT = ("/", "/classes/", "/institutions/", "/catalogue/", "/occupations/", "/search/?q=公甲")
LIVE = ("/policies/", "/accessibility/", "/classes/C101/", "/api/docs/", "/robots.txt",
        "/complaints/new/")  # fmt: skip
CLASSES, CLASS, API = "/classes/", "/classes/C101/", "/api/v1/classes/"
CHOSEN = re.compile(r'value="(DL-\d\d)" selected')
OLD, NEW = "公甲班", "改了名的班"


def answering(change):
    """A public page that is to be kept, numbered, with `change` done to request and answer."""
    count = iter(range(99))

    def view(request):
        response = HttpResponse(str(next(count)))
        change(request, response)
        return response

    return public(view, is_kept=True)


CHANGES = {
    "plain": lambda _request, _response: None,
    "token": lambda request, _response: get_token(request),
    "cookie": lambda _request, response: response.set_cookie("a", "b"),
    "session": lambda request, _response: request.session.update({"a": "b"}),
    "message": lambda request, _response: messages.info(request, "a"),
}
# Each is called like a page of ours: the figures of the web know routes by name.
urlpatterns = [path(f"{word}/", answering(CHANGES[word]), name="home") for word in CHANGES]


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.PUBLIC_PAGES_KEPT = 5
    caches["public"].clear()
    cache.clear()  # the counters of the API
    yield
    caches["public"].clear()


@pytest.fixture
def rename(world):
    """Change what the list of classes says, behind the back of what is kept."""

    def renamed():
        with acting_as(OWNER):
            row = world["甲"].training_class
            row.name = NEW
            row.save()

    return renamed


def told(answer) -> tuple:
    """Whether an answer shows the class by its old name, and by its new one."""
    text = answer.content.decode()
    return OLD in text, NEW in text


WAS, IS = (True, False), (False, True)


def read_tables(client, address) -> list[str]:
    """The questions about rows that a request asks; the demo's clock is none of them."""
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return [q["sql"] for q in asked if " FROM " in q["sql"] and "clockoffset" not in q["sql"]]


@pytest.mark.parametrize("address", [*KEPT, API])
def test_an_answer_is_given_again_without_a_question_about_rows(client, world, address):
    first = client.get(address)
    assert read_tables(client, address) == []
    assert client.get(address).content == first.content


def test_in_production_a_kept_page_asks_nothing_at_all(client, world, settings):
    settings.MODE = "production"
    client.get(CLASSES)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(CLASSES).status_code == 200
    assert [query["sql"] for query in asked] == []


def test_what_is_kept_is_gone_after_its_seconds(client, rename):
    with time_machine.travel(timezone.now(), tick=False) as time:
        assert (told(client.get(CLASSES)), told(client.get(API))) == (WAS, WAS)
        rename()
        time.shift(timedelta(seconds=4))
        assert (told(client.get(CLASSES)), told(client.get(API))) == (WAS, WAS)
        time.shift(timedelta(seconds=2))
        assert (told(client.get(CLASSES)), told(client.get(API))) == (IS, IS)


def test_nothing_is_kept_where_the_setting_says_so(client, rename, settings):
    settings.PUBLIC_PAGES_KEPT = 0
    assert (told(client.get(CLASSES)), told(client.get(API))) == (WAS, WAS)
    rename()
    assert (told(client.get(CLASSES)), told(client.get(API))) == (IS, IS)


def test_the_page_of_a_class_is_never_kept(client, rename):
    assert told(client.get(CLASS)) == WAS
    rename()
    assert told(client.get(CLASS)) == IS


def test_another_address_is_another_page(client, rename):
    client.get(CLASSES)
    rename()
    assert told(client.get(f"{CLASSES}?page=1")) == IS
    assert told(client.get(CLASSES, headers={"host": "127.0.0.1"})) == IS


def test_who_is_signed_in_never_reads_or_leaves_a_kept_page(client, world, rename):
    worker, anybody = Client(), Client()
    with acting_as(AUTH):
        worker.force_login(world["甲"].worker)
    own = worker.get(CLASSES).content.decode()
    assert "密甲学员" in own
    first = anybody.get(CLASSES)
    assert told(first) == WAS
    assert "密甲学员" not in first.content.decode()
    rename()
    assert told(anybody.get(CLASSES)) == WAS
    assert told(worker.get(CLASSES)) == IS


def test_a_program_with_a_token_is_told_what_is_so_now(client, world, rename):
    token = token_of(laid_out.worker_actor(world["甲"]), "read")
    assert told(client.get(API)) == WAS
    rename()
    assert told(client.get(API)) == WAS
    assert told(client.get(API, headers={"Authorization": f"Bearer {token}"})) == IS


def test_a_kept_list_counts_in_the_limit(client, world, settings):
    settings.API_RATES = {**settings.API_RATES, "public": (2, 60)}
    with time_machine.travel(timezone.now().replace(second=1), tick=False):
        assert [client.get(API).status_code for _ in range(4)] == [200, 200, 429, 429]


def test_each_language_has_its_page(client, world):
    chinese, english = ({"Accept-Language": code} for code in ("zh-hans", "en"))
    for _again in range(2):
        assert b'<html lang="zh-hans"' in client.get(CLASSES, headers=chinese).content
        assert b'<html lang="en"' in client.get(CLASSES, headers=english).content


def test_the_language_chosen_before_is_spoken(client, world):
    client.get(CLASSES)
    chosen = Client()
    chosen.post("/i18n/setlang/", {"language": "en"})
    assert b'<html lang="en"' in chosen.get(CLASSES).content


def test_the_filters_are_those_of_the_address_and_in_its_language(client, world):
    for _again in range(2):
        for language, words in (("zh-hans", "仅看有空余名额"), ("en", "Only with free seats")):
            for district in ("DL-06", "", "DL-01"):
                address = f"{CLASSES}?district={district}&other={language}"
                text = client.get(address, headers={"Accept-Language": language}).content.decode()
                assert words in text
                assert CHOSEN.findall(text) == [district] * bool(district)


def test_large_type_stays_large_and_normal_type_normal(client, world):
    large, normal = Client(), Client()
    large.cookies["large_type"] = "1"
    for _again in range(2):
        assert b'class="large-type"' in large.get(CLASSES).content
        assert b'class="large-type"' not in normal.get(CLASSES).content


def test_a_moved_demo_clock_shows_at_once(client, world, settings):
    settings.MODE = "demo"
    assert "banner-clock" not in client.get(CLASSES).content.decode()
    with acting_as(OWNER):
        ClockOffset.objects.update(seconds=86400)
    assert "banner-clock" in client.get(CLASSES).content.decode()


@pytest.fixture
def waiting(rf):
    """The cookie of a message that waits for somebody who is not signed in."""
    storage, answer = CookieStorage(rf.get("/")), HttpResponse()
    storage.add(messages.INFO, "等着的消息")
    storage.update(answer)
    return answer.cookies["messages"].value


def test_a_waiting_message_is_told_to_its_reader_alone(client, world, waiting):
    client.get(CLASSES)
    told_one = Client()
    told_one.cookies["messages"] = waiting
    assert "等着的消息" in told_one.get(CLASSES).content.decode()
    assert "等着的消息" not in client.get(CLASSES).content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("plain", [0, 0]),
        ("token", [0, 1]),
        ("cookie", [0, 1]),
        ("session", [0, 1]),
        ("message", [0, 1]),
    ],
)
def test_what_has_something_of_its_reader_is_not_kept(db, address, answers):
    assert [int(Client().get(f"/{address}/").content) for _ in answers] == answers


@pytest.mark.parametrize("address", [*KEPT, *LIVE])
def test_public_pages_bring_the_public_no_cookie_and_no_token(client, world, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "csrfmiddlewaretoken" not in answer.content.decode()


@pytest.mark.parametrize("address", KEPT)
def test_a_browser_keeps_no_page_that_we_keep(client, world, address):
    for _again in range(2):
        answer = client.get(address)
        assert set(answer["Cache-Control"].split(", ")) == {"no-cache", "private"}
        assert "Cookie" in answer["Vary"]
        assert "Expires" not in answer


def test_anybody_chooses_a_language_without_a_token(world):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/i18n/setlang/", {"language": "en", "next": "/classes/?q=a"})
    assert (answer.status_code, answer["Location"]) == (302, "/classes/?q=a")
    assert strict.cookies["django_language"].value == "en"
    elsewhere = strict.post("/i18n/setlang/", {"language": "en", "next": "https://example.org/"})
    assert elsewhere["Location"] == "/"


def test_templates_are_read_once():
    loaders = engines["django"].engine.template_loaders
    assert [type(loader) for loader in loaders] == [cached.Loader]


@pytest.mark.parametrize(("given", "seconds"), [(None, 5), ("0", 0), ("60", 60)])
def test_the_seconds_come_from_the_environment(monkeypatch, given, seconds):
    monkeypatch.delenv("PUBLIC_PAGES_KEPT", raising=False)
    if given:
        monkeypatch.setenv("PUBLIC_PAGES_KEPT", given)
    assert environment.public_pages_kept() == seconds


@pytest.mark.parametrize("given", ["-1", "61", "5s", "1.5"])
def test_seconds_that_are_none_stop_the_start(monkeypatch, given):
    monkeypatch.setenv("PUBLIC_PAGES_KEPT", given)
    with pytest.raises(Misconfigured):
        environment.public_pages_kept()
