"""Papers, photos and proofs come by the API as by the pages, and are handed out again."""

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import StoredFile
from core.tenancy.scope import OWNER, acting_as
from organizations.criteria import criteria_of
from organizations.models import Accreditation
from programs.models import AccreditationScope, Teacher, TeacherQualification, Venue
from tests import world as laid_out
from tests.api.bodies import NEW, paper
from tests.api.conftest import Program, token_of
from tests.core.files.makers import pdf, picture


@pytest.fixture
def unit(program):
    return program("institution_admin")


def at(row, rest) -> str:
    return f"/accreditations/{row.number}/{rest}"


def kept_files() -> int:
    with acting_as(OWNER):
        return StoredFile.objects.count()


def test_a_paper_is_handed_in_listed_and_opened(unit, side):
    sent = {"kind": "finance", "file": paper("报表.pdf")}
    answer = unit.post(at(side.application, "papers/"), sent)
    made = answer.json()
    assert (answer.status_code, made["kind"], made["file_name"]) == (201, "finance", "报表.pdf")
    assert (made["size"], made["sha256"]) == (len(pdf()), hashlib.sha256(pdf()).hexdigest())
    listed = unit.get(at(side.application, "papers/")).json()
    assert made in listed
    content = unit.get(at(side.application, f"papers/{made['id']}/"))
    assert (content["Content-Type"], content.getvalue()) == ("application/pdf", pdf())


def test_a_file_that_is_not_what_its_ending_says_is_refused_and_nothing_is_kept(unit, side):
    before = kept_files()
    wrong = SimpleUploadedFile("许可证.pdf", picture("PNG"), "application/pdf")
    answer = unit.post(at(side.application, "papers/"), {"kind": "licence", "file": wrong})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, "file")
    assert error["code"] == "upload_name_mismatch"
    answer = unit.post(at(side.application, "papers/"), {"kind": "proof", "file": paper()})
    assert [e["field"] for e in answer.json()["errors"]] == ["kind"]
    assert unit.post(at(side.application, "papers/"), {"kind": "licence"}).status_code == 422
    assert kept_files() == before


def test_what_is_answered_takes_no_more_papers(unit, side):
    answer = unit.post(at(side.accreditation, "papers/"), {"kind": "licence", "file": paper()})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_the_same_key_and_file_are_kept_once_whatever_parts_them(unit, side):
    before, once = kept_files(), {"Idempotency-Key": "p"}
    send = lambda file: unit.post(  # noqa: E731
        at(side.application, "papers/"), {"kind": "finance", "file": file}, **once
    )
    first, again = send(paper()), send(paper())
    assert (first.status_code, again.content) == (201, first.content)
    assert kept_files() == before + 1
    other = send(SimpleUploadedFile("证明.pdf", picture("JPEG"), "application/pdf"))
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "m"}])
def test_a_form_that_cannot_be_read_and_one_that_is_too_large_are_problems(
    unit, side, settings, headers
):
    address, sent = f"/api/v1{at(side.application, 'papers/')}", {**unit.headers, **headers}
    form = "multipart/form-data; boundary=x"
    broken = unit.client.post(address, b"--y", content_type="multipart/form-data", headers=sent)
    assert (broken.status_code, broken.json()["code"]) == (400, "parse_error")
    settings.LARGEST_FORM = 10
    large = unit.client.post(address, b"-" * 11, content_type=form, headers=sent)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "n"}])
def test_what_takes_no_file_takes_no_form(unit, side, headers):
    answer = unit.post("/classes/", {"name": paper()}, **headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_an_application_is_written_with_its_scope_and_handed_in(unit, program, side):
    number = side.application.number
    body = NEW["/accreditations/"][1](side) | {"statement": "改写"}
    assert unit.put(f"/accreditations/{number}/", body).json()["statement"] == "改写"
    line = NEW["/scopes/"][1](side) | {"level": "4", "course_type": "GYB"}
    made = unit.post("/scopes/", line)
    assert (made.status_code, made.json()["course_type"]) == (201, "")
    again = unit.post("/scopes/", line)
    assert (again.status_code, again.json()["code"]) == (409, "change_without_effect")
    key = made.json()["id"]
    client = unit.client
    gone = client.delete(f"/api/v1/scopes/{key}/", headers=unit.headers)
    assert gone.status_code == 204
    with acting_as(OWNER):
        assert AccreditationScope.objects.get(pk=key).valid_to is not None
    for kind in ("finance", "fire_safety"):
        unit.post(at(side.application, "papers/"), {"kind": kind, "file": paper()})
    other = program("district_reviewer").put(f"/accreditations/{number}/", body)
    assert (other.status_code, other.json()["code"]) == (403, "not_allowed")


def test_a_change_is_asked_for_with_its_proof(unit, side):
    body = NEW["/accreditation-changes/"][1](side)
    without = {name: value for name, value in body.items() if name != "file"}
    assert [e["field"] for e in unit.post("/accreditation-changes/", without).json()["errors"]] == [
        "file"
    ]
    strange = NEW["/accreditation-changes/"][1](side) | {"premises_area": 3}
    answer = unit.post("/accreditation-changes/", strange)
    assert [e["field"] for e in answer.json()["errors"]] == ["premises_area"]
    made = unit.post("/accreditation-changes/", body)
    assert (made.status_code, made.json()["wanted"]) == (201, {"name": "新名称"})


def test_another_scope_is_asked_for_with_its_proof(unit, side):
    occupation = side.programme.occupation.code
    given = {"training_type": "key_group", "occupation": occupation, "level": "5"}
    body = lambda lines: {  # noqa: E731
        "accreditation": side.accreditation.number, "grounds": "增设等级", "file": paper(),
        "lines": json.dumps(lines),
    }  # fmt: skip
    wrong = unit.post("/scopes/changes/", body([given, {"training_type": "key_group"}]))
    assert [e["field"] for e in wrong.json()["errors"]] == [
        "lines.1.occupation", "lines.1.level",
    ]  # fmt: skip
    assert unit.post("/scopes/changes/", body("x")).status_code == 422
    made = unit.post("/scopes/changes/", body([given, {**given, "level": "4"}]))
    assert (made.status_code, made.json()["kind"]) == (201, "scope")
    assert [line["level"] for line in made.json()["wanted"]["scope"]] == ["5", "4"]


def officer(side, program, which):
    """A program of one of the two officers of the visit."""
    actor = laid_out.district_actor(side)
    with acting_as(OWNER):
        row = Accreditation.objects.get(pk=side.visited.pk)
        setattr(row, f"{which}_officer_id", actor.user_id)
        row.save()
    return Program(program("anyone").client, token_of(actor))


def test_an_officer_fills_in_the_visit_and_signs_what_was_read(program, side):
    own = officer(side, program, "first")
    read = own.get(at(side.visited, "visit/")).json()
    codes = [one["criterion"] for one in read["findings"]]
    assert codes == [one.code for one in criteria_of("institution")]
    unmet = {"findings": [{"criterion": codes[0], "result": "not_met"}]}
    answer = own.put(at(side.visited, "visit/"), unmet)
    assert [e["field"] for e in answer.json()["errors"]] == ["findings.0.note"]
    found = [{"criterion": code, "result": "met"} for code in codes]
    written = own.put(at(side.visited, "visit/"), {"findings": found, "report": "一致"}).json()
    assert {one["result"] for one in written["findings"]} == {"met"}
    same = own.put(at(side.visited, "visit/"), {"report": "一致"}).json()
    assert same["digest"] == written["digest"]
    photo = SimpleUploadedFile("现场.jpg", picture(), "image/jpeg")
    seen = own.post(at(side.visited, "visit/photos/"), {"file": photo}).json()
    assert seen["photos"][-1]["content_type"] == "image/jpeg"
    late = own.post(at(side.visited, "visit/signature/"), {"digest": written["digest"]})
    assert (late.status_code, late.json()["code"]) == (409, "findings_changed")
    signed = own.post(at(side.visited, "visit/signature/"), {"digest": seen["digest"]}).json()
    (signature,) = [c for c in signed["conditions"] if c["code"] == "signature_missing"]
    assert signature["detail"] == f"尚未签字：{signed['second_officer']}"


def test_a_unit_does_not_read_its_visit_and_without_one_there_is_none(unit, program, side):
    assert unit.get(at(side.accreditation, "visit/")).json()["code"] == "not_allowed"
    district = program("district_reviewer")
    assert district.get(at(side.application, "visit/")).status_code == 404


def test_teachers_venues_and_qualifications_are_written(unit, program, side):
    made = unit.post("/venues/", NEW["/venues/"][1](side))
    again = unit.post("/venues/", NEW["/venues/"][1](side))
    assert (made.status_code, again.status_code) == (201, 422)
    key = made.json()["id"]
    body = {"name": "改名", "address": "路2号", "places": 9, "is_active": False}
    assert unit.put(f"/venues/{key}/", body).json() == {"id": key, **body}
    with acting_as(OWNER):
        foreign = Venue.objects.exclude(organization=side.organization).first()
    assert unit.put(f"/venues/{foreign.pk}/", body).status_code in (403, 404)
    teacher = unit.post("/teachers/", NEW["/teachers/"][1](side)).json()
    kept = {"name": "改名", "document_type": "citizen_id", "qualification": "技师"}
    assert unit.put(f"/teachers/{side.teacher.pk}/", kept).json()["name"] == "改名"
    with acting_as(OWNER):
        same = Teacher.objects.get(pk=side.teacher.pk)
    assert same.user_id == side.teacher.user_id, "what is not named stays"
    signed = NEW["/qualifications/"][1](side) | {"teacher": teacher["id"], "is_signed": False}
    answer = unit.post("/qualifications/", signed)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["is_signed"]
    signed = NEW["/qualifications/"][1](side) | {"teacher": teacher["id"]}
    made = unit.post("/qualifications/", signed)
    assert (made.status_code, made.json()["agreement"]) == (201, "paper")
    proof = program("district_reviewer").get(f"/qualifications/{made.json()['number']}/proof/")
    assert proof.getvalue() == pdf()


def test_a_teacher_agrees_and_a_returned_proof_is_handed_in_again(unit, program, side):
    with acting_as(OWNER):
        row = TeacherQualification.objects.get(pk=side.qualification.pk)
        row.state, row.agreement, row.agreed_at = "submitted", "", None
        row.save()
    answer = program("teacher").post(f"/qualifications/{row.number}/agreement/")
    assert (answer.status_code, answer.json()["agreement"]) == (200, "account")
    with acting_as(OWNER):
        TeacherQualification.objects.filter(pk=row.pk).update(state="returned")
    answer = unit.post(f"/qualifications/{row.number}/proof/", {"proof": paper("新.pdf")})
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    with acting_as(OWNER):
        assert TeacherQualification.objects.get(pk=row.pk).proof.original_name == "新.pdf"


def test_a_worker_hands_in_the_proof_of_a_group(program, side):
    worker = program("worker")
    made = worker.post("/group-proofs/", NEW["/group-proofs/"][1](side))
    assert (made.status_code, made.json()["state"]) == (201, "submitted")
    proof = worker.get(f"/group-proofs/{made.json()['number']}/proof/")
    assert proof.getvalue() == pdf()


def test_an_appeal_brings_its_evidence(unit, side):
    body = NEW["/appeals/"][1](side) | {"evidence": paper("照片.pdf")}
    made = unit.post("/appeals/", body)
    assert made.status_code == 201, made.json()
    with acting_as(OWNER):
        assert StoredFile.objects.filter(original_name="照片.pdf").count() == 1


def test_the_schema_says_that_a_file_is_the_content_itself(client, db):
    """Not an address, as the library takes a field of a file to be."""
    schemas = client.get("/api/v1/schema/").json()["components"]["schemas"]
    found = {
        (name, field): told.get("items", told).get("format")
        for name, schema in schemas.items()
        for field, told in schema.get("properties", {}).items()
        if name.startswith("New") and field in ("file", "proof", "evidence")
    }
    assert len(found) >= 6
    assert set(found.values()) == {"binary"}
