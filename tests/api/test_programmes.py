"""A unit's own program writes its programmes, by the same rules as its pages."""

import pytest

from core.tenancy.scope import OWNER, acting_as
from programs.models import Programme
from tests.api.bodies import NEW

PRACTICE = {"title": "实操", "kind": "practice", "mode": "offline", "lessons": 24}


@pytest.fixture
def body(side):
    return NEW["/programmes/"][1](side)


@pytest.fixture
def unit(program):
    return program("institution_admin")


def wrong(answer) -> dict:
    """Field → message of a refusal."""
    assert answer.status_code == 422
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def test_a_draft_is_made_with_its_syllabus_and_teachers(unit, side, body):
    answer = unit.post("/programmes/", {**body, "syllabus": [*body["syllabus"], PRACTICE]})
    made = answer.json()
    assert (answer.status_code, made["state"]) == (201, "draft")
    assert (made["lessons"], made["practice_lessons"], made["online_lessons"]) == (40, 24, 0)
    assert [row["title"] for row in made["syllabus"]] == ["理论", "实操"]
    with acting_as(OWNER):
        row = Programme.objects.get(number=made["number"])
        assert [one.teacher_id for one in row.named.held()] == [side.teacher.pk]
    assert unit.get(answer["Location"].removeprefix("/api/v1")).json()["number"] == made["number"]


def test_a_draft_is_written_anew(unit, body):
    number = unit.post("/programmes/", body).json()["number"]
    changed = {**body, "name": "改名", "teachers": [], "syllabus": [PRACTICE]}
    made = unit.put(f"/programmes/{number}/", changed).json()
    assert (made["name"], made["lessons"]) == ("改名", 24)
    assert [row["title"] for row in made["syllabus"]] == ["实操"]
    other = {**changed, "kind": "enterprise"}
    assert wrong(unit.put(f"/programmes/{number}/", other)) == {"kind": "培训项目的类别不能更改。"}


def test_a_listed_programme_and_one_of_others_are_not_written(unit, body):
    answer = unit.put("/programmes/P101/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert unit.put("/programmes/P201/", body).status_code in (403, 404)


def test_the_form_of_its_kind_judges_it(unit, body):
    del body["occupation"]
    assert list(wrong(unit.post("/programmes/", body))) == ["occupation"]


def test_what_a_kind_does_not_take_is_refused(unit, body):
    found = wrong(unit.post("/programmes/", {**body, "studio": "工作室"}))
    assert found == {"studio": "这类培训项目没有此项。"}


@pytest.mark.parametrize("role", ["worker", "teacher", "district_reviewer"])
def test_nobody_else_makes_one(program, role, body):
    answer = program(role).post("/programmes/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    with acting_as(OWNER):
        assert not Programme.objects.filter(name=body["name"]).exists()
