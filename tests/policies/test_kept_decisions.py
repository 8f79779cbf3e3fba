"""Filings and completions keep their decisions: shown with links, decided again to the byte."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.calendar import is_working_day
from core.identifiers.documents import check_character
from core.models import AuditEntry
from core.privacy import keyed_hash
from core.refusals import Refused
from core.tenancy.scope import AUTH, acting_as
from core.workflow import move_all, perform
from organizations.models import User
from policies.decisions import replay
from policies.models import Clause, DatedValue, Decision
from programs.models import TrainingClass
from programs.services.classes import create_class
from programs.services.timetable import plan_sessions
from tests import world as laid_out
from tests.presence import at_first, proven
from trainees.models import AttendanceRecord, Enrolment, Trainee
from trainees.services.completion import SYSTEM


def finish(side, minutes=143):
    """The session is sealed, the class finished; the one trainee was there so long."""
    now = clock.now()
    proven(side.record, minutes)
    Enrolment.objects.filter(pk=side.enrolment.pk).update(state="attending", first_signed_in_at=now)
    side.session.state, side.session.sealed_at = "sealed", now
    side.session.save()
    TrainingClass.objects.filter(pk=side.training_class.pk).update(state="finished")


def more_trainees(side, count):
    """So many more people who attended half of it."""
    own = {"organization": side.organization, "district": side.district}
    now = clock.now()
    for n in range(count):
        body = f"210203198001{n // 99 + 10:02d}{n % 99 + 100:03d}"
        number = body + check_character(body)
        user = User.objects.create(username=f"more.{n}", name="学员", password="!")
        trainee = Trainee.objects.create(
            user=user, name="学员", document_type="citizen_id", identity_number=number,
            identity_hash=keyed_hash(number), birth_on=date(1980, 1, 1), sex="male",
            phone=f"1390000{n:04d}", district=side.district, consent_version="t",
            registered_at=now,
        )  # fmt: skip
        enrolment = Enrolment.objects.create(
            **own, training_class=side.training_class, trainee=trainee, trainee_user=user,
            name="学员", masked_identity="x", source="self", enrolled_at=now, state="attending",
            first_signed_in_at=now,
        )  # fmt: skip
        AttendanceRecord.objects.create(
            **own, session=side.session, enrolment=enrolment, trainee_user=user, state="partial",
            presence=at_first(side.session, 90), signed_in_at=now,
        )  # fmt: skip


def complete(side):
    school = laid_out.unit_actor(side)
    with acting_as(school.scope):
        perform(side.training_class, "complete", actor=school)


def latest(side) -> Decision:
    return Decision.objects.filter(object_id=side.enrolment.pk).first()


def test_a_completion_keeps_facts_rule_row_and_reason(side):
    finish(side)
    complete(side)
    kept = latest(side)
    row = DatedValue.objects.get(code="attendance_threshold")
    assert (kept.process, kept.outcome, kept.reason) == (
        "completion", "refused", "attendance_below_threshold",
    )  # fmt: skip
    assert kept.rules == [f"dated_value:{row.pk}"]
    assert (kept.trainee_user_id, kept.organization_id) == (
        side.worker.pk, side.organization.pk,
    )  # fmt: skip
    assert replay(kept).same


def test_as_known_then_stays_the_same_after_a_later_correction(side):
    finish(side)
    complete(side)
    before = latest(side).record
    clause = Clause.objects.get(label="gen §4")
    DatedValue.objects.create(
        code="attendance_threshold", value=Decimal("0.5"), unit="share", clause=clause.label,
        cited_clause=clause, valid_from=date(2020, 1, 1), known_from=clock.today(),
        source_standing="illustrative",
    )  # fmt: skip
    kept = Decision.objects.get(pk=latest(side).pk)
    assert (kept.record, replay(kept).same) == (before, True)


def test_a_changed_row_is_found_by_deciding_again(side):
    finish(side)
    complete(side)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE policies_datedvalue DISABLE TRIGGER is_published")
    DatedValue.objects.filter(code="attendance_threshold").update(value=Decimal("0.7"))
    found = replay(latest(side))
    assert (found.same, found.differences) == (False, ("attendance_threshold", "attendance"))


@pytest.mark.parametrize(
    "verb", ["UPDATE policies_decision SET reason = 'x'", "DELETE FROM policies_decision"]
)
def test_nobody_changes_a_decision(side, verb):
    """Its owner's statement finds no row; every other role is denied by the matrix of isolation."""
    with connection.cursor() as cursor:
        cursor.execute(verb)
        assert cursor.rowcount == 0
    assert Decision.objects.filter(pk=side.decision.pk, reason="").exists()


def test_many_moves_are_all_made_or_none(side):
    """One of the rows is in a state the move does not start from."""
    people = Enrolment.objects.filter(training_class=side.training_class)
    more_trainees(side, 2)
    with pytest.raises(Refused) as refused:
        move_all(people, "fail", actor=SYSTEM, changes=lambda row: {})
    assert refused.value.code == "wrong_state"
    assert set(people.values_list("state", flat=True)) == {"confirmed", "attending"}
    finish(side)
    complete(side)
    entries = AuditEntry.objects.filter(model="trainees.enrolment", verb="fail")
    assert (entries.count(), entries.first().actor_name) == (3, "completion")


def queries_of_completion(side, count) -> int:
    finish(side)
    more_trainees(side, count)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        complete(side)
    told = [q for q in captured if "core_notification" in q["sql"]]
    clocks = [q for q in captured if "core_clockoffset" in q["sql"]]
    assert Decision.objects.filter(process="completion").count() >= count + 1
    return len(captured) - len(told) - len(clocks)


def test_completing_many_takes_as_many_queries_as_completing_few(side, record_counts):
    """Besides the message to each person (and the demo clock each message asks).

    The first round only asks for the rules, which the transaction then remembers.
    """
    for _round in range(2):
        with transaction.atomic():
            few = queries_of_completion(side, 2)
            transaction.set_rollback(True)
    many = queries_of_completion(side, 40)
    record_counts(f"completion of 3 people: {few} queries, of 41: {many}, besides their messages")
    assert many == few


@pytest.mark.parametrize(("language", "words"), [
    ("zh-hans", "再增加 1 分钟"), ("en", "With 1 more minutes (144 in all)"),
])  # fmt: skip
def test_the_trainee_reads_every_step_clause_and_remedy(client, side, language, words):
    finish(side)
    complete(side)
    with acting_as(AUTH):
        client.force_login(side.worker)
    client.cookies["django_language"] = language
    page = client.get(f"/account/enrolments/{side.enrolment.pk}/").content.decode()
    assert words in page
    address = Clause.objects.get(label="gen §4").get_absolute_url()
    named = {
        "zh-hans": "《职业技能培训补贴一般规定（示例）》第四条",
        "en": "General conditions of subsidised vocational training (illustrative), clause 4",
    }[language]
    assert f'<a href="{address}">{named}</a>' in page
    assert "gen §" not in page


def test_the_filing_is_kept_and_its_page_links_the_clauses(client, side):
    school = laid_out.unit_actor(side)
    with acting_as(school.scope):
        draft = create_class(
            actor=school, programme=side.programme, name="班", venue=side.venue, seats=20
        )
        plan_sessions(
            draft, actor=school, first_day=monday(), weekdays=range(5),
            times=[time(9), time(13, 30)], lessons=4, teacher=side.teacher, venue=side.venue,
        )  # fmt: skip
        perform(draft, "file", actor=school, undertaking=True)
    kept = Decision.objects.get(model="programs.trainingclass", object_id=draft.pk)
    assert (kept.outcome, len(kept.rules)) == ("granted", 4)
    assert replay(kept).same
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = client.get(f"/workspace/classes/{draft.number}/").content.decode()
    for label, place in (("gen §7", "第七条"), ("gen §4", "第四条")):
        address = Clause.objects.get(label=label).get_absolute_url()
        assert f'<a href="{address}">《职业技能培训补贴一般规定（示例）》{place}</a>' in page
    named = "《职业技能培训办理时限目录（示例）》第2.3条 · 开班备案提前期 10个工作日"
    address = Clause.objects.get(label="tl §2.3").get_absolute_url()
    assert f'<a href="{address}">{named}</a>' in page
    assert not any(code in page for code in ("gen §", "tl §", "tl_"))
    assert "系统自动核验" in page
    with acting_as(AUTH):
        client.force_login(side.reviewer)
    record = f'<a href="/admin/programs/trainingclass/{draft.pk}/change/">{draft}</a>'
    for place in ("", f"{kept.pk}/change/"):
        page = client.get(f"/admin/policies/decision/{place}").content.decode()
        assert record in page
        assert "开班备案" in page
        assert ">class_filing<" not in page


def monday() -> date:
    day = clock.today() + timedelta(days=40)
    day += timedelta(days=-day.weekday() % 7)
    while not all(is_working_day(day + timedelta(days=n)) for n in range(5)):
        day += timedelta(days=7)
    return day


def test_the_command_decides_all_again(side, capsys):
    finish(side)
    complete(side)
    call_command("replay_decisions")
    assert capsys.readouterr().out.strip().endswith("0 differ")
