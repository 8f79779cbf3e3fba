"""An accreditation from the draft to its end: who may, what is missing, who is told, what holds."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from core import clock
from core.access import system_actor
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.models import Accreditation, Organization
from organizations.readiness import visit_digest
from organizations.services import check_may_teach, create_accreditation
from organizations.services.advance import advance
from organizations.services.visits import record_visit, sign_visit
from programs.models import AccreditationScope, Occupation
from programs.services.scope import take_from_scope
from tests import world as laid_out
from tests.programs import applying

WHY = {"reason_code": "premises_unsuitable", "reason": "场地不足"}
TEST = system_actor("test")


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """Files of its own; what a test looks up by itself, it asks as the owner."""
    settings.MEDIA_ROOT = tmp_path
    with acting_as(OWNER):
        yield


@pytest.fixture
def agency(side):
    return laid_out.agency_actor(side)


def told(code) -> set[int]:
    with acting_as(OWNER):
        return set(Notification.objects.filter(code=code).values_list("recipient_id", flat=True))


def code_of(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def standing(unit):
    with acting_as(OWNER):
        row = Organization.objects.get(pk=unit.pk)
    return row.standing, row.accredited_until


def days_on(days):
    with acting_as(OWNER):
        clock.move(actor=TEST, by=timedelta(days=days))


def test_from_the_draft_to_the_directory(side, agency, city):
    row = applying.passed(side, agency)
    assert told("visit_date") == {side.agency_admin.pk}
    assert city.user_id in told("work_new")
    with acting_as(city.scope):
        done = perform(row, "accredit", actor=city)
    assert (done.state, done.valid_from) == ("accredited", clock.today())
    assert standing(side.agency) == ("accredited", done.valid_until)
    assert side.agency_admin.pk in told("record_approved")
    with acting_as(OWNER):
        lines = AccreditationScope.objects.filter(accreditation=row)
        assert [line.valid_from for line in lines] == [clock.today()]
        check_may_teach(Organization.objects.get(pk=side.agency.pk), done.valid_until)


def test_everything_that_is_missing_is_told_at_once(side, agency):
    with acting_as(agency.scope):
        row = create_accreditation(actor=agency, licence_valid_until=date(2020, 1, 1))
        assert code_of(lambda: perform(row, "submit", actor=agency)) == "scope_missing"
        applying.add_to_scope(
            row, actor=agency, training_type="", occupation=Occupation.objects.first(), level="5"
        )
        with pytest.raises(Refused) as refused:
            perform(row, "submit", actor=agency)
    codes = [error.code for error in refused.value.errors]
    assert codes[:3] == ["input_missing", "licence_expired", "document_missing"]
    assert set(codes[3:]) == {"document_missing"}


def test_a_level_that_is_not_listed_is_refused(side, agency):
    row = applying.drafted(side, agency, level="apprentice")
    with acting_as(agency.scope):
        assert code_of(lambda: perform(row, "submit", actor=agency)) == "level_not_listed"


def test_a_file_that_is_not_what_its_ending_says_is_refused_beside_the_field(side, agency, client):
    with acting_as(agency.scope):
        row = create_accreditation(actor=agency, **applying.FACTS)
    with acting_as(AUTH):
        client.force_login(side.agency_admin)
    given = {
        "kind": "licence",
        "file": applying.file("许可证.pdf", b"\x89PNG\r\n\x1a\n" + b"x" * 99),
    }
    page = client.post(f"/workspace/accreditations/{row.number}/papers/", given)
    assert page.status_code == 422
    assert "文件扩展名与内容不符" in page.content.decode()


def test_one_application_of_a_unit_lives(side, agency):
    with acting_as(agency.scope):
        create_accreditation(actor=agency)
        assert code_of(lambda: create_accreditation(actor=agency)) == "application_live"


def test_a_renewal_is_possible_near_the_end_and_leaves_no_gap(side, agency, city):
    row = applying.passed(side, agency)
    with acting_as(city.scope):
        first = perform(row, "accredit", actor=city)
    with acting_as(agency.scope):
        with pytest.raises(Refused) as refused:
            create_accreditation(actor=agency)
        assert (refused.value.code, bool(refused.value.clause)) == ("renewal_too_early", True)
    with acting_as(OWNER):
        Accreditation.objects.filter(pk=first.pk).update(
            valid_from=clock.today() - timedelta(days=300),
            valid_until=clock.today() + timedelta(days=30),
        )
        AccreditationScope.objects.filter(accreditation=first).update(
            valid_from=clock.today() - timedelta(days=300)
        )
    with acting_as(agency.scope):
        renewal = create_accreditation(actor=agency)
    assert renewal.renews_id == first.pk
    with acting_as(agency.scope):
        perform(renewal, "withdraw", actor=agency, reason="x")
    officers = first.passed_by_id
    with acting_as(OWNER):
        Accreditation.objects.filter(pk=renewal.pk).update(
            state="district_passed", submitted_at=clock.now(), visit_due_on=clock.today(),
            reply_due_on=clock.today(), visit_on=clock.today(), report="x",
            first_officer=officers, second_officer=side.admin, first_signed_at=clock.now(),
            second_signed_at=clock.now(), passed_by=officers, passed_at=clock.now(),
        )  # fmt: skip
        line = AccreditationScope.objects.get(accreditation=first)
        AccreditationScope.objects.create(
            accreditation=renewal, organization=line.organization, district=line.district,
            occupation=line.occupation, level="4",
        )  # fmt: skip
    with acting_as(city.scope):
        second = perform(renewal, "accredit", actor=city)
    with acting_as(OWNER):
        first.refresh_from_db()
        yesterday = clock.today() - timedelta(days=1)
        assert (first.state, first.valid_until) == ("expired", yesterday)
        levels = {
            day: list(
                AccreditationScope.objects.filter(organization=side.agency)
                .on(day)
                .values_list("level", flat=True)
            )
            for day in (yesterday, clock.today())
        }
    assert levels == {yesterday: ["5"], clock.today(): ["4"]}
    assert standing(side.agency) == ("accredited", second.valid_until)


def test_two_officers_are_two_persons(side, agency):
    first, second = applying.officers(side)
    row = applying.submitted(side, agency)
    assert code_of(lambda: applying.planned(row, first, first)) == "same_officer"
    applying.planned(row, first, second)
    with acting_as(OWNER), pytest.raises(IntegrityError), transaction.atomic():
        Accreditation.objects.filter(pk=row.pk).update(second_officer=first.user_id)


def test_the_day_of_the_visit_lies_within_its_time_limit(side, agency):
    first, _second = applying.officers(side)
    row = applying.submitted(side, agency)
    for day in (clock.today() - timedelta(days=1), row.visit_due_on + timedelta(days=1)):
        given = {"visit_on": day, "first_officer": "reviewer.1"}
        with acting_as(first.scope), pytest.raises(Refused) as refused:
            perform(row, "visit", actor=first, **given, second_officer="inspector.甲")
        assert (refused.value.code, bool(refused.value.clause_url)) == ("visit_day_wrong", True)


def test_what_is_changed_after_a_signature_is_signed_again(side, agency):
    first, second = applying.officers(side)
    row = applying.planned(applying.submitted(side, agency), first, second)
    with acting_as(first.scope):
        assert code_of(lambda: perform(row, "pass_district", actor=first)) == "checklist_open"
    applying.seen(row, first, second)
    with acting_as(second.scope):
        record_visit(row, actor=second, findings={"finance": ("not_met", "账目不全")})
    with acting_as(first.scope):
        with pytest.raises(Refused) as refused:
            perform(row, "pass_district", actor=first)
        old = visit_digest(row)
    codes = [error.code for error in refused.value.errors]
    assert codes == ["criterion_not_met", "signature_missing"]
    assert "密检查员" in refused.value.errors[1].detail  # the officers by name
    with acting_as(second.scope):
        record_visit(row, actor=second, findings={"finance": ("met", "")})
        assert code_of(lambda: sign_visit(row, actor=second, digest=old)) == "findings_changed"


def test_each_officer_signs_under_the_own_name(side, agency):
    first, second = applying.officers(side)
    row = applying.planned(applying.submitted(side, agency), first, second)
    deputy = replace(first, user_id=side.teacher_user.pk, deputy_for=first.user_id)
    for actor in (deputy, laid_out.unit_actor(side)):
        with acting_as(first.scope):
            assert code_of(lambda: sign_visit(row, actor=actor, digest="x")) == "not_allowed"  # noqa: B023


def test_who_passed_it_on_does_not_decide_nor_does_a_deputy_of_theirs(side, agency, city):
    row = applying.passed(side, agency)
    same = replace(city, user_id=row.passed_by_id)
    deputy = replace(city, deputy_for=row.passed_by_id)
    for actor in (same, deputy):
        with acting_as(city.scope):
            assert code_of(lambda: perform(row, "accredit", actor=actor)) == "same_reviewer"  # noqa: B023
    with acting_as(OWNER), pytest.raises(IntegrityError), transaction.atomic():
        Accreditation.objects.filter(pk=row.pk).update(decided_by=row.passed_by_id)


def test_the_bureau_s_clock_stops_while_it_lies_with_the_unit(side, agency, reviewer):
    row = applying.submitted(side, agency)
    due = row.reply_due_on
    with acting_as(reviewer.scope):
        row = perform(row, "return", actor=reviewer, **WHY)
    days_on(14)
    with acting_as(agency.scope):
        again = perform(row, "submit", actor=agency)
    assert again.reply_due_on >= due + timedelta(days=12)
    assert told("record_returned") == {side.agency_admin.pk}


def test_a_returned_application_lapses_and_one_in_force_expires(side, agency, reviewer):
    row = applying.submitted(side, agency)
    with acting_as(reviewer.scope):
        perform(row, "return", actor=reviewer, **WHY)
    with acting_as(OWNER):
        Accreditation.objects.filter(pk=side.accreditation.pk).update(
            valid_until=clock.today() + timedelta(days=50)
        )
    for days, state, warnings in ((0, "returned", 1), (30, "withdrawn", 2)):
        days_on(days)
        with acting_as(SYSTEM):
            advance()
            advance()
        with acting_as(OWNER):
            row.refresh_from_db()
            warned = Notification.objects.filter(code="term_warning", recipient_id=side.admin.pk)
            assert (row.state, warned.count()) == (state, warnings)
    days_on(21)
    with acting_as(SYSTEM):
        advance()
    assert standing(side.organization)[0] == "expired"
    with acting_as(OWNER):
        assert not AccreditationScope.objects.filter(pk=side.scope.pk, valid_to=None).exists()


def test_a_suspended_unit_files_nothing_until_it_is_resumed(side, school, city, licensed):
    with acting_as(city.scope):
        perform(side.accreditation, "suspend", actor=city, reason_code="own_request", reason="x")
    with acting_as(school.scope):
        draft = side.draft_programme
        assert code_of(lambda: perform(draft, "submit", actor=school)) == "accreditation_missing"
    with acting_as(city.scope):
        perform(side.accreditation, "resume", actor=city, reason="x")
    with acting_as(school.scope):
        assert perform(side.draft_programme, "submit", actor=school).state == "submitted"


def test_what_is_outside_the_scope_cannot_be_submitted(side, school):
    draft = side.draft_programme
    with acting_as(OWNER):
        type(draft).objects.filter(pk=draft.pk).update(level="4")
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        perform(draft, "submit", actor=school)
    assert refused.value.code == "licence_scope_mismatch"
    assert refused.value.remedy


def test_a_struck_line_stays_in_the_history(side, school):
    with acting_as(school.scope):
        take_from_scope(side.asked, actor=school)
        assert not side.application.scope.wanted().exists()
        assert AuditEntry.objects.filter(verb="set_scope", object_id=str(side.asked.pk)).exists()


def test_a_refused_one_can_be_reopened_by_the_system_unless_the_unit_has_applied_anew(
    side, agency, reviewer
):
    row = applying.submitted(side, agency)
    with acting_as(reviewer.scope):
        row = perform(row, "refuse", actor=reviewer, **WHY)
    assert told("record_refused") == {side.agency_admin.pk}
    with acting_as(SYSTEM):
        assert perform(row, "reopen", actor=TEST).state == "submitted"
    with acting_as(reviewer.scope):
        row = perform(row, "refuse", actor=reviewer, **WHY)
    with acting_as(agency.scope):
        create_accreditation(actor=agency)
    with acting_as(SYSTEM):
        assert code_of(lambda: perform(row, "reopen", actor=TEST)) == "application_live"


def test_papers_are_given_to_who_may_see_them_alone(side, world, client, settings):
    path = f"/accreditation-papers/{side.accreditation_paper.pk}/"
    photo = f"/visit-photos/{side.visit_photo.pk}/"
    laid_out.keep_files(side)
    other = world["乙"]
    answers = {}
    city = world["市"].rows["municipal_reviewer"]
    for user in (side.admin, side.reviewer, city, other.admin, other.reviewer):
        with acting_as(AUTH):
            client.force_login(user)
        answers[user.username] = [client.get(path).status_code, client.get(photo).status_code]
    assert answers == {
        "admin.1": [200, 404], "reviewer.1": [200, 200], city.username: [200, 200],
        "admin.2": [404, 404], "reviewer.2": [404, 404],
    }  # fmt: skip


@pytest.fixture
def contested(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with acting_as(OWNER):
        world = laid_out.make_world()
    side = world["甲"]
    return applying.passed(side, laid_out.agency_actor(side)), laid_out.city_actor(world["市"])


def test_two_officers_decide_at_the_same_time_and_one_is_told(contested):
    row, city = contested
    start, answers = threading.Barrier(2), []

    def decide(name, given):
        try:
            start.wait()
            with acting_as(city.scope):
                perform(row, name, actor=city, **given)
            answers.append(name)
        except Refused as refused:
            answers.append(refused.code)
        finally:
            connections.close_all()

    both = (("accredit", {}), ("refuse", WHY))
    threads = [threading.Thread(target=decide, args=each) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = next(answer for answer in answers if answer != "wrong_state")
    assert sorted(answers) == sorted([won, "wrong_state"])
    with acting_as(OWNER):
        row.refresh_from_db()
    assert row.state == {"accredit": "accredited", "refuse": "refused"}[won]
