"""Published on its day by the timetable, archived after a year, taken down without a word."""

from datetime import datetime, time, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from core import clock
from core.refusals import Refused
from core.tenancy.scope import ANON, AUTH, OWNER, acting_as
from policies.queries import last_moment
from portal.models import Announcement, Story
from tests.portal.conftest import approved, later, move, published, ring, stored, write

DALIAN = "Dalian Human Resources and Social Security Bureau"
ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = {Announcement: "announcements", Story: "stories"}
BOTH = pytest.mark.parametrize("model", [Announcement, Story])
SECRET = ("春天标题", "春天摘要", "春天正文", "Title 春天", "Text 春天")


def address(piece) -> str:
    return f"/{PAGES[type(piece)]}/{piece.number}/"


def until(day) -> timedelta:
    """How far the first minute of a day is."""
    first = timezone.make_aware(datetime.combine(day, time(0, 1)))
    return first - clock.now()


@BOTH
def test_the_task_publishes_on_the_day_and_not_before(client, editor, chief, model):
    piece = approved(editor, chief, model, days=2)
    assert ring() == 0
    assert client.get(address(piece)).status_code == 404
    day = piece.publish_on
    with acting_as(OWNER):
        wait = until(day)
    later(seconds=(wait - timedelta(minutes=2)).total_seconds())
    assert ring() == 0, "one minute before midnight"
    later(minutes=2)
    assert [ring(), ring()] == [1, 0], "once"
    row = stored(piece)
    assert (row.state, row.publish_on) == ("published", day)
    assert "春天正文" in client.get(address(piece)).content.decode()


def test_one_that_cannot_be_published_holds_up_no_other(editor, chief):
    """A row that cannot be published is logged; the others go out."""
    first, second = approved(editor, chief, days=0), approved(editor, chief, days=0)
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE portal_announcement ADD CONSTRAINT odd"
                       f" CHECK (id <> {first.pk} OR state = 'scheduled')")  # fmt: skip
    assert ring() == 1
    assert (stored(first).state, stored(second).state) == ("scheduled", "published")


@BOTH
def test_it_is_archived_after_its_time_and_still_found(client, editor, chief, model):
    piece = published(editor, chief, model)
    with acting_as(OWNER):
        wait = until(last_moment("tl_announcement", piece.publish_on))
    later(seconds=wait.total_seconds())
    ring()
    assert stored(piece).state == "published", "on its last day it is shown"
    later(days=1)
    ring()
    assert stored(piece).state == "archived"
    found = client.get(f"/{PAGES[model]}/?q=chuntian").content.decode()
    assert "春天标题" in found
    assert "已归档" in found
    assert "春天" not in client.get("/").content.decode()
    assert "春天正文" in client.get(address(piece)).content.decode()


@BOTH
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_was_taken_down_says_so_and_not_a_word_more(client, editor, chief, model, language):
    piece = published(editor, chief, model)
    reason = {"reason_code": "story_incorrect"} if model is Story else {}
    move(piece, "withdraw", chief, reason="与事实不符", **reason)
    answer = client.get(address(piece), headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 410
    assert ("已撤下" if language == "zh-hans" else "Taken down") in page
    assert f"{clock.today()}" in page
    for words in (*SECRET, "于海生", "Yu Haisheng", "与事实不符"):
        assert words not in page
    assert piece.number not in client.get(f"/{PAGES[model]}/").content.decode()
    assert piece.number not in client.get("/announcements/feed/").content.decode()


@BOTH
def test_the_public_s_role_cannot_read_it_in_the_database_either(editor, chief, model):
    piece = published(editor, chief, model)
    reason = {"reason_code": "story_over"} if model is Story else {}
    move(piece, "withdraw", editor, reason="x", **reason)
    with acting_as(ANON), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table} WHERE id = %s", [piece.pk])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT taken_down_at(%s, %s)", [model._meta.model_name, piece.number])
        assert cursor.fetchone()[0] is not None


@pytest.mark.parametrize("state", ["draft", "in_reading", "scheduled", "never public"])
@BOTH
def test_what_is_not_out_is_nowhere(client, editor, chief, model, state):
    piece = write(editor, model)
    if state == "never public":
        reason = {"reason_code": "story_over"} if model is Story else {}
        piece = move(piece, "withdraw", editor, reason="x", **reason)
    elif state != "draft":
        piece = move(piece, "hand_in", editor)
    if state == "scheduled":
        day = clock.today() + timedelta(days=1)
        piece = move(piece, "approve", chief, publish_on=day)
    assert client.get(address(piece)).status_code == 404
    assert client.get(f"{address(piece)}preview/zh-hans/").status_code == 302
    for page in ("/", f"/{PAGES[model]}/", f"/{PAGES[model]}/?q=春天", "/announcements/feed/"):
        assert "春天标题" not in client.get(page).content.decode()
    with acting_as(ANON):
        assert not model.objects.filter(pk=piece.pk).exists()


def test_withdrawn_consent_is_kept_with_its_day_and_ends_the_story_for_good(editor, chief):
    piece = published(editor, chief, Story)
    piece = move(piece, "withdraw", editor, reason="本人来电", reason_code="consent_withdrawn")
    assert (piece.state, piece.consent_ended_on) == ("withdrawn", clock.today())
    assert not piece.has_consent
    with pytest.raises(Refused):
        move(piece, "hand_in", editor)


def test_only_the_public_pages_may_ask_what_was_taken_down(editor):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting_as(editor.scope),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT taken_down_at('story', 'S1')")


def read_feed(client, language) -> ET.Element:
    answer = client.get("/announcements/feed/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def test_the_feed_is_valid_and_speaks_the_language_of_its_reader(client, editor, chief):
    piece = published(editor, chief)
    for language, title, summary, bureau in (
        ("zh-hans", "春天标题", "春天摘要", "市局"), ("en", "Title 春天", "Summary 春天", DALIAN),
    ):  # fmt: skip
        feed = read_feed(client, language)
        assert feed.tag == f"{ATOM}feed"
        assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
        for name in ("id", "title", "updated"):
            assert feed.findtext(f"{ATOM}{name}")
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) == 3, "with those of the two districts of the world"
        first = entries[0]
        assert first.findtext(f"{ATOM}title") == title
        assert first.findtext(f"{ATOM}summary") == summary
        assert first.find(f"{ATOM}link").attrib["href"].endswith(address(piece))
        assert first.findtext(f"{ATOM}published").startswith(f"{piece.publish_on}T00:00:00")
        assert first.findtext(f"{ATOM}author/{ATOM}name") == bureau


def test_a_feed_of_nothing_is_a_feed(client, db):
    assert read_feed(client, "en").findall(f"{ATOM}entry") == []


def test_markup_in_a_text_stays_text_on_the_page_and_in_the_feed(client, editor, chief):
    evil = "<script>alert(1)</script> & <b>x</b>"
    piece = write(editor, summary_zh=evil, body_zh=f"{evil}\n\n详见https://example.org/a?b=1。完")
    piece = move(piece, "hand_in", editor)
    move(piece, "approve", chief, publish_on=clock.today())
    ring()
    page = client.get(address(piece)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert (
        '<p>详见<a href="https://example.org/a?b=1">https://example.org/a?b=1</a>。完</p>' in page
    )
    entry = read_feed(client, "zh-hans").find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary").startswith("&lt;script&gt;")


def test_the_lists_are_searched_by_pinyin_year_and_district(client, world, editor, chief):
    published(editor, chief)
    story = published(editor, chief, Story)

    def shows(page, words) -> bool:
        return words in client.get(page).content.decode()

    assert shows("/announcements/?q=ctbt", "春天标题"), "by first letters"
    assert shows("/announcements/?q=Summary", "春天标题"), "by the other language"
    assert not shows("/announcements/?q=winter", "春天标题")
    assert shows(f"/announcements/?year={clock.today().year}", "春天标题")
    assert not shows("/announcements/?year=2001", "春天标题")
    assert shows("/stories/?q=yuhaisheng", "春天标题"), "the person by pinyin"
    with acting_as(OWNER):
        Story.objects.filter(pk=story.pk).update(person_district=world["甲"].district)
    assert shows("/stories/?district=DL-06", "春天标题")
    assert not shows("/stories/?district=DL-01", "春天标题")


def test_the_home_page_shows_three_announcements_one_story_and_the_feed(client, editor, chief):
    for _n in range(4):
        published(editor, chief)
    published(editor, chief, Story)
    newest = published(editor, chief, Story)
    page = client.get("/").content.decode()
    shown = [f"A{clock.today().year}-000{n}" in page for n in (1, 2, 3, 4)]
    assert shown == [False, True, True, True]
    assert newest.public_url in page
    assert page.count('href="/stories/S') == 1
    assert 'type="application/atom+xml" href="/announcements/feed/"' in page


def test_a_signed_in_reader_reads_as_the_public(client, world, editor, chief):
    piece = published(editor, chief)
    draft = write(editor)
    for user in (world["甲"].worker, world["甲"].admin, world["市"].rows["editor"]):
        with acting_as(AUTH):
            client.force_login(user)
        assert client.get(address(piece)).status_code == 200
        assert client.get(address(draft)).status_code == 404
