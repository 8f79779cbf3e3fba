"""The page of a move: what is judged, what is told afterwards, and what a latecomer reads."""

import pytest

from core.refusals import choices
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from organizations.models import Accreditation, AccreditationChange
from programs.models import ClassChange, Programme, TeacherQualification, TrainingClass
from tests import world as laid_out

DECIDED = (
    Accreditation, AccreditationChange, ClassChange, Programme, TeacherQualification, TrainingClass,
)  # fmt: skip


@pytest.fixture
def world(db):
    with acting_as(OWNER):
        found = laid_out.make_world()
        Programme.objects.filter(pk=found["甲"].programme.pk).update(state="submitted")
        return found


@pytest.fixture
def as_city(world, client):
    with acting_as(AUTH):
        client.force_login(world["市"].rows["municipal_reviewer"])
    return client


@pytest.fixture
def as_district(side, client):
    with acting_as(AUTH):
        client.force_login(side.reviewer)
    return client


def address(row, name) -> str:
    return f"/moves/{row._meta.label_lower}/{row.pk}/{name}/"


def read(client, row, name) -> str:
    return client.get(address(row, name), headers={"accept-language": "en"}).content.decode()


def test_what_was_done_is_told_with_what_follows_and_the_way_to_the_queue(as_city, side):
    given = {"reason_code": "textbook_missing", "reason": "缺教材"}
    page = address(side.programme, "return") + "?next=/admin/"
    answer = as_city.post(page, given, headers={"accept-language": "en"}, follow=True)
    (told,) = (str(message) for message in answer.context["messages"])
    assert told.startswith("Done: Return for completion. The institution is told")
    assert 'href="/admin/programs/programme/?waiting=1"' in told


def test_a_latecomer_reads_who_was_quicker_and_gets_no_form(as_city, side, world):
    other = laid_out.city_actor(world["市"])
    given = {"reason_code": "textbook_missing", "reason": "缺教材"}
    with acting_as(other.scope):
        perform(side.programme, "return", actor=other, **given)
    for answer in (
        as_city.get(address(side.programme, "list")),
        as_city.post(address(side.programme, "list")),
    ):
        page = answer.content.decode()
        assert answer.status_code == 409
        assert 'name="reason"' not in page
        assert "wrong_state" not in page
        assert any("20" in line for line in answer.context["told"])


def test_a_reason_that_is_too_long_is_said_so(as_city, side):
    page = address(side.programme, "return")
    answer = as_city.post(page, {"reason_code": "textbook_missing", "reason": "长" * 501})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert 'maxlength="500"' in answer.content.decode()


def test_a_change_is_decided_with_old_and_new_in_sight(as_city, side):
    page = read(as_city, side.accreditation_change, "approve")
    wanted = side.accreditation_change.wanted["legal_person"]
    assert wanted in page
    assert side.accreditation.legal_person in page
    assert side.organization.name in page


def test_what_a_class_change_does_is_seen_where_it_is_decided(as_district, side):
    change = side.rows["change"]
    page = read(as_district, change, "refuse")
    assert "Old and new timetable" in page
    assert side.organization.name in page


def test_a_filing_is_decided_with_its_conditions_and_institution(as_district, side):
    with acting_as(OWNER):
        row = side.training_class
        type(row).objects.filter(pk=row.pk).update(state="filed")
    page = read(as_district, row, "approve")
    assert "Conditions of the filing" in page
    assert side.organization.name in page


def test_how_many_classes_a_suspension_meets_is_said(as_city, side):
    page = read(as_city, side.accreditation, "suspend")
    assert "Classes that are not over" in page
    assert "Classes that are not over" not in read(as_city, side.accreditation, "resume")


def test_each_decision_offers_its_own_short_list():
    for model in DECIDED:
        for name, move in model.MOVES.items():
            if "reason_code" in move.needs:
                assert len(move.reasons) <= 15, (model, name)
                assert move.explains, (model, name)


def test_every_reason_of_a_move_is_of_the_list():
    moves = [move for model in DECIDED for move in model.MOVES.values() if move.reasons]
    assert [len(choices(*move.reasons)) for move in moves] == [len(m.reasons) for m in moves]


def tones(answer) -> dict[str, str]:
    return {
        each["url"].split("?")[0].split("/")[-2]: each["tone"] for each in answer.context["moves"]
    }


def test_a_visit_that_is_half_done_comes_before_passing_it_on(as_district, side):
    row = side.rows["visited"]
    answer = as_district.get(f"/admin/organizations/accreditation/{row.pk}/change/")
    found = tones(answer)
    assert (found["visit"], found["pass_district"]) == ("primary", "plain")
    page = read(as_district, row, "pass_district")
    assert "Not signed yet" in page
    assert f"/accreditations/{row.number}/visit/" in page


def test_what_the_city_decides_is_no_invitation_to_refuse(as_district, side):
    change = side.accreditation_change
    address = f"/admin/organizations/accreditationchange/{change.pk}/change/"
    answer = as_district.get(address, headers={"accept-language": "en"})
    assert tones(answer)["refuse"] == "plain"
    assert "The municipal bureau decides on this" in answer.content.decode()


def test_many_at_once_tell_of_each_who_was_quicker(as_city, side, world):
    other = laid_out.city_actor(world["市"])
    given = {"reason_code": "textbook_missing", "reason": "缺教材"}
    with acting_as(other.scope):
        perform(side.programme, "return", actor=other, **given)
    page = f"/together/programs.programme/return/?record={side.programme.pk}"
    answer = as_city.post(page, given, headers={"accept-language": "en"}, follow=True)
    (told,) = (str(message) for message in answer.context["messages"])
    assert "Dealt with on" in told
