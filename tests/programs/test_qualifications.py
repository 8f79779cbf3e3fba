"""A teacher's qualification from the proof to its end, and what a filing asks of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.limits import last_valid_day
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import available_moves, perform
from programs.checks import filing_checks
from programs.load import to_staff
from programs.models import TeacherQualification, Venue
from programs.services.advance import TIMETABLE as SYSTEM
from programs.services.advance import expire_qualifications, warn_of_qualifications
from programs.services.qualifications import agree, submit_qualification
from tests import world as laid_out
from tests.core.files.makers import pdf
from tests.programs.timetables import monday, plan
from tests.teaching import make_teacher


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("证书.pdf", pdf())


def submitted(school, teacher, **facts) -> TeacherQualification:
    facts = facts or {"course_type": "GYB"}
    with acting_as(school.scope):
        return submit_qualification(actor=school, teacher=teacher, proof=proof(), **facts)


def told(code) -> set[int]:
    with acting_as(OWNER):
        return set(Notification.objects.filter(code=code).values_list("recipient_id", flat=True))


def next_year():
    with acting_as(OWNER):
        return clock.today() + timedelta(days=365)


def test_a_teacher_with_an_account_agrees_before_the_district_recognises(side, school, reviewer):
    row = submitted(school, side.teacher)
    assert told("work_new") == {side.reviewer.pk, side.teacher_user.pk}
    with acting_as(reviewer.scope), pytest.raises(Refused) as refused:
        perform(row, "recognise", actor=reviewer, valid_until=next_year())
    assert refused.value.code == "agreement_missing"
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        agree(row, actor=school)
    assert refused.value.code == "not_allowed"
    teacher = laid_out.unit_actor(side, "teacher")
    with acting_as(teacher.scope):
        agree(row, actor=teacher)
    with acting_as(reviewer.scope):
        valid = perform(row, "recognise", actor=reviewer, valid_until=next_year())
    assert (valid.state, valid.valid_until) == ("valid", next_year())
    assert told("record_approved") >= {side.admin.pk, side.teacher_user.pk}
    with acting_as(OWNER):
        verbs = AuditEntry.objects.filter(object_id=str(row.pk), model=row._meta.label_lower)
        assert list(verbs.order_by("id").values_list("verb", flat=True)) == [
            "submit", "agree", "recognise",
        ]  # fmt: skip


def test_nobody_is_recognised_for_a_lifetime(side, school, reviewer):
    with acting_as(school.scope):
        row = perform(side.qualification, "resubmit", actor=school, proof=proof())
    with acting_as(OWNER):
        type(row).objects.filter(pk=row.pk).update(agreement="paper", agreed_at=row.submitted_at)
        latest = last_valid_day()
    with acting_as(reviewer.scope):
        with pytest.raises(Refused) as refused:
            perform(row, "recognise", actor=reviewer, valid_until=latest + timedelta(days=1))
        assert refused.value.code == "valid_until_far"
        assert perform(row, "recognise", actor=reviewer, valid_until=latest).state == "valid"


def test_one_without_an_account_signs_on_paper(side, school):
    with acting_as(OWNER):
        teacher = make_teacher("无账户", organization=side.organization, district=side.district)
    with pytest.raises(Refused) as refused:
        submitted(school, teacher)
    assert refused.value.code == "agreement_missing"
    row = submitted(school, teacher, course_type="GYB", is_signed=True)
    assert (row.agreement, row.agreed_at) == ("paper", row.submitted_at)
    with pytest.raises(Refused) as refused:
        submitted(school, teacher, course_type="GYB", is_signed=True)
    assert refused.value.code == "qualification_pending"


def test_a_returned_one_comes_again_with_another_proof(side, school, reviewer):
    row = side.qualification
    with acting_as(school.scope):
        again = perform(row, "resubmit", actor=school, proof=proof())
    assert (again.state, again.reviewed_by, again.proof_id != row.proof_id) == (
        "submitted", None, True,
    )  # fmt: skip
    with acting_as(reviewer.scope), pytest.raises(Refused) as refused:
        perform(again, "refuse", actor=reviewer, reason_code="", reason="x")
    assert refused.value.code == "input_missing"


@pytest.fixture
def planned(draft, side, school):
    with acting_as(school.scope):
        plan(draft, actor=school, side=side, first_day=monday())
        return draft


def failures(training_class) -> dict[str, str]:
    training_class.refresh_from_db()
    found = filing_checks(training_class, clock.today())
    return {check.code: check.detail for check in found if not check.passed}


def hold(side, **changes):
    with acting_as(OWNER):
        rows = TeacherQualification.objects.filter(pk=side.valid_qualification.pk)
        rows.update(**changes)


def test_a_filing_names_who_is_not_recognised_and_until_when(planned, side):
    last = monday()
    assert "teacher_not_qualified" not in failures(planned)
    until = last - timedelta(days=1)
    hold(side, valid_until=until)
    assert failures(planned)["teacher_not_qualified"] == (f"密甲老师：资格至{until}，末次课{last}")
    for other in ({"state": "suspended"}, {"state": "valid", "level": "apprentice"}):
        hold(side, valid_until=last, **other)
        assert failures(planned)["teacher_not_qualified"] == (f"密甲老师：无相应资格，末次课{last}")
    hold(side, level="5")
    assert "teacher_not_qualified" not in failures(planned)


def test_a_class_larger_than_its_room_is_refused_with_both_figures(planned, side, school):
    with acting_as(OWNER):
        Venue.objects.filter(pk=side.venue.pk).update(places=19)
    assert failures(planned)["room_too_small"] == "名额 20 个，公甲教室可容纳 19 人"


def test_a_suspension_flags_the_sessions_to_come(planned, side, school, reviewer, client):
    with acting_as(school.scope):
        perform(planned, "file", actor=school, undertaking=True)
        assert to_staff(school) == []
    with acting_as(reviewer.scope):
        row = side.valid_qualification
        texts = {"reason_code": "teachers_borrowed", "reason": "核实"}
        perform(row, "suspend", actor=reviewer, **texts)
    assert told("unit_suspended") == {side.admin.pk, side.teacher_user.pk}
    with acting_as(school.scope):
        assert [session.training_class_id for session in to_staff(school)] == [planned.pk] * 2
    with acting_as(AUTH):
        client.force_login(side.admin)
    home = client.get("/workspace/").content.decode()
    address = reverse("workspace:sessions-to-staff")
    assert address in home
    assert planned.number in client.get(address).content.decode()
    page = client.get(side.teacher.get_absolute_url()).content.decode()
    assert page.count("须更换教师") == 4, "these two, and those of the classes of the world"


def test_the_end_is_announced_once_and_then_comes(side, owner):
    row = side.valid_qualification
    hold(side, valid_until=clock.today() + timedelta(days=61))
    assert (warn_of_qualifications(SYSTEM), told("term_warning")) == (0, set())
    hold(side, valid_until=clock.today() + timedelta(days=60))
    assert [warn_of_qualifications(SYSTEM) for _minute in range(2)] == [1, 0]
    assert told("term_warning") == {side.admin.pk, side.teacher_user.pk}
    assert expire_qualifications(SYSTEM) == 0
    hold(side, valid_until=clock.today() - timedelta(days=1))
    assert expire_qualifications(SYSTEM) == 1
    row.refresh_from_db()
    assert row.state == "expired"


def test_the_teacher_ends_the_own_one_and_nobody_elses(side, school):
    row, teacher = side.valid_qualification, laid_out.unit_actor(side, "teacher")
    with acting_as(teacher.scope), pytest.raises(Refused) as refused:
        perform(row, "end", actor=teacher, ended_on=clock.today() + timedelta(days=1))
    assert refused.value.code == "ended_on_ahead"
    with acting_as(OWNER):
        colleague = make_teacher("同事", organization=side.organization, district=side.district)
        other = TeacherQualification.objects.get(pk=row.pk)
        other.teacher = colleague
    assert "end" not in available_moves(other, teacher)
    with acting_as(teacher.scope):
        assert perform(row, "end", actor=teacher, ended_on=clock.today()).state == "ended"


def test_the_form_takes_the_proof_and_its_page_gives_it_to_the_district(side, client):
    with acting_as(AUTH):
        client.force_login(side.admin)
    address = reverse("workspace:qualification-create", args=[side.teacher.pk])
    answer = client.post(address, {"course_type": "IYB", "level": "5", "proof": proof()})
    assert answer.status_code == 422
    answer = client.post(address, {"course_type": "IYB", "proof": proof()})
    assert answer.status_code == 302
    number = answer.url.split("/")[-2]
    with acting_as(AUTH):
        client.force_login(side.reviewer)
    paper = client.get(reverse("qualification-proof", args=[number]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    with acting_as(OWNER):
        entry = AuditEntry.objects.filter(verb="download").latest("at")
    assert entry.actor_user_id == side.reviewer.pk
