"""Both languages, another person, a day: what must be true before anything is public (SD30)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock
from core.enums import Face, Role
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from portal.models import Announcement, Story
from portal.services import create_piece, update_piece
from tests import world as laid_out
from tests.portal.conftest import approved, later, move, published, ring, stored, write

BOTH = pytest.mark.parametrize("model", [Announcement, Story])


def code_of(piece, name, actor, **inputs) -> str:
    with pytest.raises(Refused) as refused:
        move(piece, name, actor, **inputs)
    return refused.value.code


def told(code) -> set[int]:
    with acting_as(OWNER):
        return set(Notification.objects.filter(code=code).values_list("recipient_id", flat=True))


@BOTH
def test_an_editor_writes_a_draft_of_the_own_bureau_with_a_number(bureau, editor, model):
    piece = write(editor, model)
    assert (piece.state, piece.organization_id) == ("draft", bureau.organization.pk)
    assert piece.number == f"{model.SERIES}{clock.today().year}-0001"
    assert (piece.author_id, piece.written_by) == (bureau.editor.pk, [bureau.editor.pk])


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.EDITOR}))
def test_nobody_else_writes(editor, role):
    other = replace(editor, role=role)
    with acting_as(editor.scope), pytest.raises(Refused) as refused:
        create_piece(Announcement, actor=other, title_zh="x")
    assert refused.value.code == "not_allowed"


@BOTH
@pytest.mark.parametrize("name", ["title_en", "summary_zh", "summary_en", "body_zh", "body_en"])
def test_without_both_languages_nothing_is_handed_in(editor, model, name):
    piece = write(editor, model, **{name: ""})
    with pytest.raises(Refused) as refused:
        move(piece, "hand_in", editor)
    assert refused.value.code == "input_missing"
    assert refused.value.detail == str(model._meta.get_field(name).verbose_name)
    assert stored(piece).state == "draft"


@BOTH
def test_the_database_itself_wants_both_languages(editor, model):
    piece = write(editor, model, body_en="")
    assert broken(piece, "state = 'in_reading'") == f"{model._meta.model_name}_in_both_languages"


@pytest.mark.parametrize("missing", ["consent_version", "consent_on"])
def test_a_story_without_a_consent_is_not_handed_in(editor, missing):
    piece = write(editor, Story, **{missing: "" if missing == "consent_version" else None})
    assert code_of(piece, "hand_in", editor) == "consent_missing"
    assert broken(piece, "state = 'in_reading'") == "story_has_a_consent"


def test_a_story_without_its_person_is_not_handed_in(editor):
    piece = write(editor, Story, person_en="")
    assert code_of(piece, "hand_in", editor) == "input_missing"
    assert broken(piece, "state = 'in_reading'") == "story_has_a_person"


@BOTH
def test_the_other_editors_and_the_chief_are_told_and_not_the_author(bureau, editor, model):
    move(write(editor, model), "hand_in", editor)
    chief = bureau.rows[Role.MUNICIPAL_CHIEF]
    assert told("work_new") == {bureau.colleague.pk, chief.pk}
    with acting_as(OWNER):
        words = str(Notification.objects.filter(code="work_new").first())
    assert ("公告" if model is Announcement else "工匠故事") in words


@BOTH
def test_the_author_never_approves_in_whichever_membership(editor, chief, model):
    piece = move(write(editor, model), "hand_in", editor)
    today = clock.today()
    as_chief = replace(chief, user_id=editor.user_id)
    behind_a_deputy = replace(chief, deputy_for=editor.user_id)
    for actor in (editor, as_chief, behind_a_deputy):
        assert code_of(piece, "approve", actor, publish_on=today) == "same_reviewer"
    assert stored(piece).state == "in_reading"


def test_whoever_wrote_a_word_of_it_does_not_approve_either(editor, colleague, chief):
    piece = write(editor)
    with acting_as(colleague.scope):
        update_piece(piece, actor=colleague, body_en="Another text")
    piece = move(piece, "hand_in", editor)
    day = {"publish_on": clock.today()}
    assert code_of(piece, "approve", colleague, **day) == "same_reviewer"
    assert move(piece, "approve", chief, **day).state == "scheduled"


@BOTH
def test_the_database_itself_knows_the_author(editor, chief, model):
    piece = approved(editor, chief, model, days=3)
    noun = model._meta.model_name
    assert broken(piece, f"approved_by_id = {editor.user_id}") == f"{noun}_approved_by_another"
    assert broken(piece, "written_by = '{}'") == f"{noun}_author_wrote"


def broken(piece, change) -> str:
    """The constraint that plain SQL of the owner breaks."""
    table = piece._meta.db_table
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        acting_as(OWNER),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {change} WHERE id = %s", [piece.pk])
    return error.value.__cause__.diag.constraint_name


def test_a_returned_one_tells_the_author_why_and_keeps_the_remark(bureau, editor, chief):
    piece = move(write(editor), "hand_in", editor)
    piece = move(piece, "return", chief, reason="英文标题不通顺")
    assert (piece.state, piece.remark) == ("draft", "英文标题不通顺")
    assert told("record_returned") == {bureau.editor.pk}
    with acting_as(OWNER):
        assert "英文标题不通顺" in str(Notification.objects.get(code="record_returned"))
    assert move(piece, "hand_in", editor).remark == ""


def test_only_a_draft_is_written_on(editor):
    piece = move(write(editor), "hand_in", editor)
    with acting_as(editor.scope), pytest.raises(Refused) as refused:
        update_piece(piece, actor=editor, title_zh="改")
    assert refused.value.code == "wrong_state"


def test_nothing_is_approved_for_a_day_that_is_past(editor, chief):
    piece = move(write(editor), "hand_in", editor)
    yesterday = clock.today() - timedelta(days=1)
    assert code_of(piece, "approve", chief, publish_on=yesterday) == "publish_in_past"


def test_taken_off_the_schedule_it_must_be_read_again(editor, chief):
    piece = move(approved(editor, chief, days=3), "unschedule", editor)
    assert (piece.state, piece.approved_by_id, piece.publish_on) == ("draft", None, None)
    later(days=4)
    assert ring() == 0
    assert stored(piece).state == "draft"


def test_on_its_day_it_is_not_taken_off_the_schedule_any_more(editor, chief):
    piece = approved(editor, chief)
    assert code_of(piece, "unschedule", editor) == "wrong_state"


def test_a_district_s_editor_has_the_own_bureau_s_alone(world, editor, chief):
    side, other = world["甲"], world["乙"]
    district = replace(laid_out.district_actor(side), user_id=side.editor.pk, role=Role.EDITOR)
    assert district.face == Face.DISTRICT
    write(editor)
    with acting_as(district.scope):
        seen = {row.number for row in Announcement.objects.visible_to(district)}
        assert seen == {side.announcement.number, side.draft_announcement.number}
        assert Announcement.objects.count() == len(seen), "the second wall alone, too"
    assert code_of(other.draft_announcement, "hand_in", district) == "not_allowed"
    piece = move(side.draft_announcement, "hand_in", district)
    assert told("work_new") == {chief.user_id}
    assert move(piece, "approve", chief, publish_on=clock.today()).state == "scheduled"


def test_the_city_s_chief_reads_the_drafts_of_all(world, chief, editor):
    write(editor)
    with acting_as(chief.scope):
        drafts = Announcement.objects.visible_to(chief).filter(state="draft")
        assert drafts.count() == 3


def test_the_second_reading_has_a_clock(editor, chief):
    from portal.deadlines import second_readings

    piece = move(write(editor), "hand_in", editor)
    with acting_as(OWNER):
        until = clock.today() + timedelta(days=20)
        (due,) = second_readings(until)
        assert (due.about, due.link) == (piece, piece.get_absolute_url())
        assert chief.user_id in due.owners
        assert editor.user_id not in due.owners
    move(piece, "return", chief, reason="x")
    with acting_as(OWNER):
        assert list(second_readings(until)) == []


def test_an_archived_one_was_published_first(editor, chief):
    piece = published(editor, chief)
    assert move(piece, "archive", editor).state == "archived"
