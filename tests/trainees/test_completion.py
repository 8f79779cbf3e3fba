"""Completion: thresholds, scores, outcomes, and the certificate that comes with them."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from policies.decisions import RuleRow, decide
from policies.models import Decision
from programs.models import Programme, Session, TrainingClass
from tests import world as laid_out
from tests.presence import proven
from trainees.completion_checks import COMPLETION, PASS_MARK, THRESHOLD, threshold_code
from trainees.models import CompletionCertificate, Enrolment
from trainees.services.scores import enter_scores

CHECK = "/certificates/check/"


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        return laid_out.make_world()["甲"]


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


def over(side, minutes=180, *, has_test=False, groups=()):
    """The one session of 180 minutes is sealed with so many of the one trainee's."""
    with acting_as(OWNER):
        now = clock.now()
        Programme.objects.filter(pk=side.programme.pk).update(
            has_final_test=has_test, key_groups=list(groups)
        )
        proven(side.record, minutes)
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            state="attending", first_signed_in_at=now
        )
        Session.objects.filter(pk=side.session.pk).update(state="sealed", sealed_at=now)
        TrainingClass.objects.filter(pk=side.training_class.pk).update(state="finished")


def complete(side, school) -> Enrolment:
    with acting_as(school.scope):
        perform(side.training_class, "complete", actor=school)
        return Enrolment.objects.get(pk=side.enrolment.pk)


def score(side, school, points, reason="") -> int:
    with acting_as(school.scope):
        given = {side.enrolment.pk: Decimal(points)}
        return enter_scores(side.training_class, actor=school, scores=given, reason=reason)


@pytest.mark.parametrize(
    ("groups", "minutes", "outcome"),
    [
        ((), 144, "completed"),  # 80 % of 180
        ((), 143, "attendance_low"),
        (("graduate_year",), 162, "completed"),  # 90 % of 180
        (("graduate_year", "next_year_graduate"), 161, "attendance_low"),
        (("graduate_year", "disabled_person"), 144, "completed"),  # not for graduates alone
    ],
)
def test_conversion_training_for_graduates_has_its_own_threshold(
    side, school, groups, minutes, outcome
):
    over(side, minutes, groups=groups)
    assert complete(side, school).outcome == outcome


@pytest.mark.parametrize(
    ("minutes", "points", "outcome", "code"),
    [
        (144, "60", "completed", ""),
        (144, "59.9", "score_low", "score_below_pass_mark"),
        (143, "100", "attendance_low", "attendance_below_threshold"),
        (143, "0", "attendance_low", "attendance_below_threshold"),  # the first failure leads
    ],
)
def test_a_final_test_counts_beside_the_attendance(side, school, minutes, points, outcome, code):
    over(side, minutes, has_test=True)
    assert score(side, school, points) == 1
    row = complete(side, school)
    assert (row.outcome, row.outcome_code, row.score) == (outcome, code, Decimal(points))
    with acting_as(school.scope):
        kept = json.loads(Decision.objects.filter(object_id=row.pk).first().record)
    assert [step["name"] for step in kept["steps"]] == ["attendance", "score"]


def test_a_class_with_a_final_test_waits_for_the_scores(side, school):
    over(side, has_test=True)
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        perform(side.training_class, "complete", actor=school)
    assert (refused.value.code, refused.value.detail) == ("scores_missing", "1 人")


def test_a_score_is_corrected_with_a_reason_and_never_after_the_outcome(side, school):
    over(side, has_test=True)
    score(side, school, "55")
    with pytest.raises(Refused) as refused:
        score(side, school, "65")
    assert refused.value.code == "score_reason_missing"
    assert score(side, school, "65", "漏计实操分") == 1
    assert score(side, school, "65") == 0, "what stands is not entered again"
    assert complete(side, school).outcome == "completed"
    with pytest.raises(Refused) as refused:
        score(side, school, "50", "再改")
    assert refused.value.code == "score_not_entered_now"
    with acting_as(OWNER):
        told = AuditEntry.objects.filter(verb__in=["enter_score", "correct_score"]).order_by("pk")
        assert [(e.verb, e.reason, e.after["score"]) for e in told] == [
            ("enter_score", "", "55"), ("correct_score", "漏计实操分", "65"),
        ]  # fmt: skip


def test_nobody_else_enters_scores(side, school):
    over(side, has_test=True)
    for actor in (laid_out.district_actor(side), laid_out.worker_actor(side)):
        with acting_as(actor.scope), pytest.raises(Refused) as refused:
            enter_scores(side.training_class, actor=actor, scores={side.enrolment.pk: Decimal(9)})
        assert refused.value.code == "not_allowed"


def test_without_a_final_test_there_is_nothing_to_enter(side, school):
    over(side)
    with pytest.raises(Refused) as refused:
        score(side, school, "60")
    assert refused.value.code == "score_not_entered_now"


SHARE = RuleRow("dated_value", 1, THRESHOLD, "0.8", "share", "gen §13")
MARK = RuleRow("dated_value", 2, PASS_MARK, "60", "points", "gen §13")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 1000))
def test_completed_is_who_meets_every_requirement(attended, scheduled, tenths):
    points = f"{Decimal(tenths) / 10:f}"
    facts = {"attended": attended, "scheduled": scheduled, "has_final_test": True, "score": points}
    decided = decide(COMPLETION, facts, {THRESHOLD: SHARE, PASS_MARK: MARK})
    meets = attended * 10 >= 8 * scheduled and tenths >= 600
    assert (decided.outcome == "granted") == meets
    without_test = {"attended": attended, "scheduled": scheduled}
    alone = decide(COMPLETION, without_test, {THRESHOLD: SHARE})
    assert [step.name for step in alone.steps] == ["attendance"]


def test_which_threshold_holds():
    assert threshold_code(Programme(key_groups=["unemployed_graduate"])).endswith("_graduates")
    assert threshold_code(Programme(key_groups=[])) == "attendance_threshold"


def certificate_of(enrolment, actor) -> CompletionCertificate | None:
    with acting_as(actor.scope):
        seen = CompletionCertificate.objects.visible_to(actor)
        return seen.filter(enrolment=enrolment).first()


def test_who_completes_gets_one_certificate_with_the_facts_of_that_day(side, school):
    over(side, 150, has_test=True)
    score(side, school, "88.5")
    row = complete(side, school)
    worker = laid_out.worker_actor(side)
    found = certificate_of(row, worker)
    assert found.number.startswith("PX20")
    assert found.facts == {
        "name": "密甲学员", "masked_identity": "x", "institution": side.organization.name,
        "institution_en": side.organization.name_en, "class": "公甲班", "class_number": "C101",
        "programme": "公甲项目", "occupation": side.programme.occupation.zh,
        "occupation_en": side.programme.occupation.en, "level": "5", "lessons": 8,
        "starts_on": side.training_class.starts_on.isoformat(),
        "ends_on": side.training_class.ends_on.isoformat(), "attended_minutes": 150,
        "scheduled_minutes": 180, "score": "88.5", "clauses": ["gen §13", "gen §4"],
    }  # fmt: skip
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=row.pk).update(name="另名")
    assert certificate_of(row, worker).facts["name"] == "密甲学员"


def test_who_fails_gets_none_and_nobody_changes_or_removes_one(side, school):
    over(side, 10)
    assert certificate_of(complete(side, school), school) is None
    with acting_as(OWNER):
        before = list(CompletionCertificate.objects.values())
        for statement in ("UPDATE {} SET issued_at = now()", "DELETE FROM {}"):
            assert reached(statement.format(CompletionCertificate._meta.db_table)) == 0
        assert list(CompletionCertificate.objects.values()) == before


def reached(statement) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def test_a_certificate_is_checked_by_number_and_name_and_tells_no_more(side, school, client):
    over(side)
    number = certificate_of(complete(side, school), school).number
    page = client.get(CHECK, {"number": number}).content.decode()
    assert number in page
    assert "密甲学员" not in page, "the name is not in the code"
    told = client.post(CHECK, {"number": number, "name": "密甲学员"})
    assert (told.status_code, told.headers["Cache-Control"]) == (200, NO_STORE)
    assert "证书真实有效" in told.content.decode()
    assert "公甲项目" in told.content.decode()
    wrong = [{"number": number, "name": "别人"}, {"number": "PX2020-000001", "name": "密甲学员"}]
    answers = [client.post(CHECK, asked) for asked in wrong]
    assert [answer.status_code for answer in answers] == [409, 409]
    words = "没有编号与姓名都相符的证书"
    assert all(words in answer.content.decode() for answer in answers)


NO_STORE = "max-age=0, no-cache, no-store, must-revalidate, private"


def test_nobody_tries_many_names(side, settings, client):
    settings.API_RATES = {**settings.API_RATES, "certificate_check": (0, 600)}
    answer = client.post(CHECK, {"number": "PX2020-000001", "name": "某"})
    assert answer.status_code == 409


def test_the_worker_and_the_unit_print(side, school, client):
    over(side)
    row = complete(side, school)
    number = certificate_of(row, school).number
    with acting_as(AUTH):
        client.force_login(side.worker)
    assert client.get(f"/papers/certificates/{number}.pdf").content[:4] == b"%PDF"
    assert number in client.get("/account/certificates/").content.decode()
    assert number in client.get(f"/account/enrolments/{row.pk}/").content.decode()
    assert client.get("/papers/classes/C101/certificates.pdf").status_code == 404
    with acting_as(AUTH):
        client.force_login(side.admin)
    assert client.get("/papers/classes/C101/certificates.pdf").content[:4] == b"%PDF"


def test_the_page_of_the_scores(side, school, client):
    over(side, has_test=True)
    with acting_as(AUTH):
        client.force_login(side.admin)
    page, field = "/workspace/classes/C101/scores/", f"score-{side.enrolment.pk}"
    assert "60 分及以上为合格" in client.get(page).content.decode()
    assert client.post(page, {field: "101"}).status_code == 422
    assert client.post(page, {field: "70"}).url == "/workspace/classes/C101/enrolments/"
    assert client.post(page, {field: "71"}).status_code == 409
    assert client.post(page, {field: "71", "reason": "笔误"}).status_code == 302
    rows = client.get("/workspace/classes/C101/enrolments/").content.decode()
    assert "71" in rows


def corrected(side, minutes) -> None:
    """The one record says so many minutes now, as a confirmed correction leaves it."""
    with acting_as(OWNER):
        proven(side.record, minutes, state="corrected")


def again(row, school) -> Enrolment:
    with acting_as(school.scope):
        perform(row, "reassess", actor=school, reason="补正确认")
        return Enrolment.objects.get(pk=row.pk)


def test_who_failed_completes_after_a_correction_and_the_first_outcome_is_kept(side, school):
    over(side, 143)
    row = complete(side, school)
    with pytest.raises(Refused) as refused:
        again(row, school)
    assert refused.value.code == "attendance_below_threshold"
    corrected(side, 144)
    done = again(row, school)
    assert (done.outcome, done.outcome_code, done.attended_minutes) == ("corrected", "", 144)
    assert certificate_of(row, school).facts["attended_minutes"] == 144
    with acting_as(school.scope):
        kept = Decision.objects.filter(object_id=row.pk, model="trainees.enrolment")
        assert sorted(kept.values_list("outcome", flat=True))[-2:] == ["granted", "refused"]
    with pytest.raises(Refused) as refused:
        again(done, school)
    assert refused.value.code == "wrong_state"


def test_nothing_is_assessed_again_once_the_class_is_archived(side, school):
    over(side, 143)
    row = complete(side, school)
    corrected(side, 180)
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(state="archived")
    with pytest.raises(Refused) as refused:
        again(row, school)
    assert refused.value.code == "wrong_state"
