"""The bureau's admin: both languages beside each other, previews, the second reader's queue."""

import re

import pytest
from django.urls import reverse

from core import clock
from core.enums import Role
from core.tenancy.scope import AUTH, OWNER, acting_as
from portal.models import Announcement, Story
from tests.portal.conftest import approved, move, published, stored, write
from tests.rows.editorial import texts

PAIR = re.compile(
    r'class="[^"]*lg:grid-cols-2[^"]*"(?:(?!form-row).)*?name="body_zh"'
    r'(?:(?!form-row).)*?name="body_en"',
    re.DOTALL,
)


@pytest.fixture
def enter(client, bureau):
    """Sign in as somebody of the city's bureau."""

    def sign_in(name):
        with acting_as(AUTH):
            client.force_login(bureau.rows[name])
        return client

    return sign_in


def page_of(client, piece) -> str:
    return client.get(piece.get_absolute_url()).content.decode()


def test_an_editor_writes_in_both_languages_on_one_form(enter):
    client = enter("editor")
    form = client.get("/admin/portal/announcement/add/").content.decode()
    assert PAIR.search(form), "the two texts are one row of the form"
    given = texts("夏天") | {"title_en": "Summer"}
    answer = client.post("/admin/portal/announcement/add/", given)
    with acting_as(OWNER):
        piece = Announcement.objects.get(title_en="Summer")
    assert answer.url == piece.get_absolute_url()
    client.post(answer.url, {**given, "body_en": "Changed"})
    assert stored(piece).body_en == "Changed"
    assert f"/moves/portal.announcement/{piece.pk}/hand_in/" in page_of(client, piece)


def test_a_story_is_written_with_its_person_and_consent(enter):
    client = enter("editor")
    given = texts("夏天") | {
        "person_zh": "孙静", "person_en": "Sun Jing", "consent_version": "2026-1",
        "consent_on": f"{clock.today()}",
    }  # fmt: skip
    client.post("/admin/portal/story/add/", given)
    with acting_as(OWNER):
        story = Story.objects.get(person_zh="孙静")
    assert (story.has_consent, story.occupation) == (True, None)
    assert "孙静" in client.get("/admin/portal/story/?q=sunjing").content.decode()


def test_what_is_handed_in_waits_for_another_person_and_not_for_the_author(enter, editor):
    piece = move(write(editor), "hand_in", editor)
    waiting = "/admin/portal/announcement/?waiting=1"
    approve = f"/moves/portal.announcement/{piece.pk}/approve/"
    for name, is_reader in (("editor", False), ("colleague", True), (Role.MUNICIPAL_CHIEF, True)):
        client = enter(name)
        assert (piece.number in client.get(waiting).content.decode()) == is_reader, name
        assert (approve in page_of(client, piece)) == is_reader, name
        assert (client.get(approve).status_code == 200) == is_reader, name
    client = enter("editor")
    answer = client.post(approve, {"publish_on": f"{clock.today()}"})
    assert answer.status_code == 404
    assert stored(piece).state == "in_reading"


def test_the_second_reader_sees_both_languages_and_chooses_the_day(enter, editor):
    piece = move(write(editor), "hand_in", editor)
    client = enter(Role.MUNICIPAL_CHIEF)
    address = f"/moves/portal.announcement/{piece.pk}/approve/"
    page = client.get(address).content.decode()
    for words in ("春天正文", "Text 春天", f'value="{clock.today()}"', 'type="date"'):
        assert words in page
    past = client.post(address, {"publish_on": "2020-01-01"})
    assert past.status_code == 409
    assert "发布日期不能早于今天" in past.content.decode()
    assert client.post(address, {"publish_on": f"{clock.today()}"}).status_code == 302
    assert stored(piece).state == "scheduled"


def test_a_returned_draft_shows_the_remark_to_its_author(enter, editor, chief):
    piece = move(write(editor), "hand_in", editor)
    move(piece, "return", chief, reason="请补充英文摘要")
    client = enter("editor")
    assert "请补充英文摘要" in page_of(client, piece)
    assert piece.number in client.get("/admin/portal/announcement/?waiting=1").content.decode()


def test_nothing_that_is_out_of_the_editor_s_hands_is_changed_by_form(enter, editor):
    piece = move(write(editor), "hand_in", editor)
    client = enter("editor")
    assert 'name="body_zh"' not in page_of(client, piece)
    answer = client.post(piece.get_absolute_url(), texts("偷改"))
    assert answer.status_code == 403
    assert stored(piece).title_zh == "春天标题"


@pytest.mark.parametrize("model", [Announcement, Story])
def test_the_preview_is_the_public_page_in_each_language_before_it_is_out(enter, editor, model):
    piece = write(editor, model)
    noun = model._meta.model_name
    client = enter("editor")
    for language, own, other in (
        ("zh-hans", "春天正文", "Text 春天"), ("en", "Text 春天", "春天正文"),
    ):  # fmt: skip
        address = reverse(f"{noun}-preview", args=[piece.number, language])
        assert address in page_of(client, piece)
        answer = client.get(address)
        page = answer.content.decode()
        assert f'<html lang="{language}"' in page
        assert answer.headers["Content-Language"] == language
        assert own in page
        assert other not in page
        assert ("尚未公开" if language == "zh-hans" else "Nobody outside") in page
    assert client.get(address.replace("/en/", "/fr/")).status_code == 404
    reason = {"reason_code": "story_over"} if model is Story else {}
    move(piece, "withdraw", editor, reason="x", **reason)
    assert client.get(address).status_code == 404
    assert address not in page_of(client, piece)


def test_the_preview_and_the_public_page_are_the_same_but_for_the_bar(enter, client, editor, chief):
    piece = published(editor, chief)
    article = re.compile(r"<article.*</article>", re.DOTALL)
    public = client.get(piece.public_url).content.decode()
    preview = enter("editor").get(f"{piece.public_url}preview/zh-hans/").content.decode()
    assert article.search(public)[0] == article.search(preview)[0]
    assert "message-warning" not in public


@pytest.mark.parametrize("role", [Role.MUNICIPAL_REVIEWER, Role.POLICY_AUTHOR])
def test_other_officers_do_not_open_drafts(enter, editor, role):
    piece = write(editor)
    client = enter(role)
    assert client.get(piece.get_absolute_url()).status_code in (403, 404)
    assert client.get(f"{piece.public_url}preview/en/").status_code == 404


def test_a_scheduled_one_shows_its_day_and_who_has_read_it(enter, editor, chief):
    piece = approved(editor, chief, days=3)
    page = page_of(enter("editor"), piece)
    assert "市municipal_chief" in page
    assert f"{piece.publish_on}" in page
    assert f"/moves/portal.announcement/{piece.pk}/unschedule/" in page


def test_a_district_s_editor_is_not_told_who_of_the_city_has_read_it(client, world, chief):
    side = world["甲"]
    with acting_as(OWNER):
        row = side.announcement
        row.approved_by_id = chief.user_id
        row.save()
    with acting_as(AUTH):
        client.force_login(side.editor)
    assert "其他局的人员" in page_of(client, row)
