"""What an answer looks like: pages, problems in the caller's language, moves."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection

from core import clock
from core.api.problems import server_error
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from programs.models import TrainingClass
from tests.api.growth import add_classes
from trainees.models import (
    AttendanceCorrection,
    AttendanceRecord,
    BusinessPlan,
    CheckIn,
    CorrectionRequest,
    DeviceEntry,
    Enrolment,
    StartUp,
    StartUpFollowUp,
    Trainee,
    Transfer,
    Voucher,
)
from trainees.services.waiting import advance


def test_pages_follow_each_other_without_a_gap_or_a_repeat(program, side):
    add_classes(side, 30)
    reader, path, seen, sizes = program("anyone"), "/classes/?limit=7", [], []
    while path:
        page = reader.get(path).json()
        seen += [row["number"] for row in page["results"]]
        sizes.append(len(page["results"]))
        path = page["next"] and page["next"].split("/api/v1")[1]
        back = page["previous"]
    assert len(seen) == len(set(seen)) == 32
    assert sizes == [7, 7, 7, 7, 4]
    before = reader.get(back.split("/api/v1")[1]).json()["results"]
    assert [row["number"] for row in before] == seen[21:28]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=101", "cursor=x", "cursor=e30", "level=99", "district=X"]
)
def test_a_question_that_makes_no_sense_is_refused_by_field(program, query):
    answer = program("anyone").get(f"/classes/?{query}")
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == [query.split("=")[0]]


def test_lists_are_public_and_one_s_own_rows_are_asked_for(program, side):
    numbers = lambda answer: {row["number"] for row in answer.json()["results"]}  # noqa: E731
    unit = program("institution_admin")
    assert numbers(unit.get("/classes/")) == {"C101", "C201"}
    assert numbers(unit.get("/classes/?mine=true")) == {"C101", "C102"}
    assert program("anyone").get("/classes/?mine=true").status_code == 401
    assert program("anyone").get("/classes/C102/").status_code == 404


def test_filters_are_those_of_the_page(program, side):
    found = program("anyone").get("/classes/?q=公甲&training_type=key_group&has_seats=true").json()
    assert [row["number"] for row in found["results"]] == ["C101"]
    assert program("anyone").get("/classes/?institution=DL99-1").json()["results"] == []


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "没有"), ("en", "There is no")])
def test_a_problem_speaks_the_caller_s_language(program, language, words):
    answer = program("anyone").get("/classes/nothing/", **{"Accept-Language": language})
    problem = answer.json()
    assert (answer["Content-Type"], problem["code"]) == ("application/problem+json", "not_found")
    assert problem["status"] == answer.status_code == 404
    if language == "en":
        assert problem["title"].startswith(words)


def test_an_unknown_address_and_a_body_that_is_no_json_are_problems(program):
    assert program("anyone").get("/nothing/").json()["code"] == "not_found"
    worker = program("worker")
    answer = worker.client.post(
        "/api/v1/enrolments/", "{", content_type="application/json", headers=worker.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    answer = worker.client.post("/api/v1/enrolments/", {"a": "b"}, headers=worker.headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


OF_STUDY = ("trainees_studyrecord", "trainees_heartbeat", "trainees_studysession")


def enrolling(side, **facts):
    """The class of the side, a month ahead; its one enrolment taken away."""
    with acting_as(OWNER):
        first = clock.today() + timedelta(days=30)
        AttendanceCorrection.objects.all().delete()
        CheckIn.objects.all().delete()
        DeviceEntry.objects.all().delete()
        BusinessPlan.objects.all().delete()
        StartUpFollowUp.objects.all().delete()
        StartUp.objects.all().delete()
        AttendanceRecord.objects.all().delete()
        Voucher.objects.all().delete()
        Transfer.objects.all().delete()
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.cursor().execute(f"TRUNCATE {', '.join(OF_STUDY)}")  # no row of it is deleted
        CorrectionRequest.objects.all().delete()
        Enrolment.objects.filter(training_class=side.training_class).delete()
        values = {"starts_on": first, "ends_on": first, "seats_taken": 0, **facts}
        TrainingClass.objects.filter(pk=side.training_class.pk).update(**values)


def test_a_worker_enrols_withdraws_and_sees_what_can_be_done(program, side):
    enrolling(side)
    worker = program("worker")
    made = worker.post("/enrolments/", {"training_class": "C101"})
    assert (made.status_code, made.json()["state"]) == (201, "confirmed")
    assert made["Location"] == f"/api/v1/enrolments/{made.json()['id']}/"
    offered = made.json()["actions"]
    assert [(item["name"], item["needs"]) for item in offered] == [("withdraw", ["reason"])]
    path = offered[0]["url"].removeprefix("/api/v1")
    missing = worker.post(path)
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "reason")
    done = worker.post(path, {"reason": "病"})
    assert (done.status_code, done.json()["state"], done.json()["actions"]) == (
        200,
        "withdrawn",
        [],
    )
    again = worker.post(path, {"reason": "病"})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"seats": 1, "seats_taken": 1, "has_waiting_list": False}, "class_full"),
        ({"state": "running"}, "enrolment_closed"),
    ],
)
def test_why_one_cannot_enrol(program, side, facts, code):
    enrolling(side, **facts)
    answer = program("worker").post("/enrolments/", {"training_class": "C101"})
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["errors"][0]["remedy"]


def test_a_worker_waits_for_a_seat_and_takes_it(program, side):
    enrolling(side, seats=1, seats_taken=1)
    worker = program("worker")
    made = worker.post("/enrolments/", {"training_class": "C101"})
    assert (made.status_code, made.json()["state"], made.json()["position"]) == (
        201, "waitlisted", 1,
    )  # fmt: skip
    with acting_as(OWNER):
        TrainingClass.objects.filter(number="C101").update(seats_taken=0)
    with acting_as(SYSTEM):
        assert advance() == 1
    row = worker.get(f"/enrolments/{made.json()['id']}/").json()
    assert (row["state"], row["position"]) == ("offered", None)
    moves = {item["name"]: item["url"].removeprefix("/api/v1") for item in row["actions"]}
    assert set(moves) == {"accept", "decline", "withdraw"}
    assert worker.post(moves["accept"]).json()["state"] == "confirmed"


def test_a_condition_of_the_person_is_told_with_its_clause(program, side):
    enrolling(side)
    with acting_as(OWNER):
        Trainee.objects.filter(pk=side.trainee.pk).update(birth_on=date(2090, 1, 1))
    problem = program("worker").post("/enrolments/", {"training_class": "C101"}).json()
    assert problem["code"] == "not_eligible"
    assert [(e["code"], bool(e["clause"])) for e in problem["errors"]] == [("under_age", True)]


def test_enrolling_twice_and_as_an_institution_is_refused(program, side):
    enrolling(side)
    worker = program("worker")
    worker.post("/enrolments/", {"training_class": "C101"})
    again = worker.post("/enrolments/", {"training_class": "C101"})
    assert (again.status_code, again.json()["code"]) == (409, "already_enrolled")
    unit = program("institution_admin").post("/enrolments/", {"training_class": "C101"})
    assert (unit.status_code, unit.json()["code"]) == (403, "not_allowed")


def test_a_move_the_role_may_not_make_is_forbidden_and_an_unknown_one_is_not_there(program, side):
    unit = program("institution_admin")
    assert unit.post("/classes/C101/moves/break_off/").status_code == 403
    assert unit.post("/classes/C101/moves/vanish/").status_code == 404


def test_a_teacher_s_sheet_and_a_worker_s_code(program, side):
    path, record = f"/sessions/{side.session.pk}/check-ins/", side.record.pk
    answer = program("worker").post(path, {"code": "000000"})
    assert (answer.status_code, answer.json()["code"]) == (409, "checkin_code_invalid")
    sheet = {"entries": [{"record": record, "entry": "present"}]}
    done = program("teacher").post(path, sheet)
    assert [row["state"] for row in done.json()] == ["present"]
    foreign = {"entries": [{"record": record + 1, "entry": "present"}]}
    assert program("teacher").post(path, foreign).status_code == 422


def test_an_institution_plans_a_session_and_a_clash_is_told(program, side):
    body = {
        "starts_at": "2026-12-30T09:00:00+08:00",
        "lessons": 2,
        "teacher": side.teacher.pk,
        "venue": side.venue.pk,
    }
    unit = program("institution_admin")
    assert unit.post("/classes/C102/sessions/", body).status_code == 201
    clash = unit.post("/classes/C102/sessions/", body)
    assert (clash.status_code, clash.json()["code"]) == (409, "teacher_double_booked")
    assert len(unit.get("/classes/C102/sessions/").json()) == 2


def test_report_figures_rows_and_files(program, side):
    reader = program("district_reviewer")
    assert reader.get("/reports/2026Q1/").json()["district"] == side.district.code
    figures = reader.get("/reports/2026Q1/figures/").json()["results"]
    assert [(f["indicator"], f["value"]) for f in figures] == [("I05", "1.000000")]
    rows = reader.get("/reports/2026Q1/figures/I05/rows/").json()["results"]
    assert [row["label"] for row in rows] == ["密甲行"]
    assert reader.get("/reports/2026Q1.json").json()["quarter"] == "2026Q1"
    assert reader.get("/reports/2026Q1.xlsx").content[:2] == b"PK"
    assert program("worker").get("/reports/2026Q1/").status_code == 404


def test_too_many_requests_are_told_when_to_come_again(program, settings):
    settings.API_RATES = {**settings.API_RATES, "public": (3, 60)}
    answers = [program("anyone").get("/districts/") for _n in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3]["Retry-After"]) <= 60


def test_the_documentation_names_every_operation_and_loads_nothing_foreign(client, db):
    page = client.get("/api/docs/", headers={"Accept-Language": "en"}).content.decode()
    document = client.get("/api/v1/schema/").json()
    assert document["openapi"] == "3.1.1"
    for path, item in document["paths"].items():
        for method in set(item) & {"get", "post"}:
            assert f"{method.upper()} {path}" in page
    assert "https://" not in page


def test_our_own_fault_is_a_problem_for_programs(rf):
    answer = server_error(rf.get("/api/v1/classes/"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(answer.content)["code"] == "internal"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("[" * 100_000, 400, "parse_error"),
        (json.dumps({"training_class": "x" * 3_000_000}), 413, "too_large"),
        ("NaN", 400, "parse_error"),
        ("[]", 422, "invalid"),
        (json.dumps({"training_class": "a\x00b"}), 422, "invalid"),
    ],
)
def test_a_hostile_body_is_a_problem(program, body, status, code):
    worker = program("worker")
    headers = {**worker.headers, "Idempotency-Key": "h"}
    answer = worker.client.post(
        "/api/v1/enrolments/", body, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
