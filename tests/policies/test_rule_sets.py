"""Rule sets: what is wrong is named by row, another person publishes, the published stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, connection, transaction

from core import clock
from core.enums import Role
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import attach, perform
from policies.decisions import store
from policies.differences import differences, published_differences
from policies.models import DatedValue, PolicyDocument, RuleSet, TimeLimit
from policies.queries import value_on
from policies.services.publication import supersede_older
from policies.services.rule_sets import create_rule_set, update_rule_set
from policies.validation import faults_of
from tests import world as laid_out
from tests.policies.conftest import later, make, publish, row


def faults(author, *rows) -> list[str]:
    with acting_as(author.scope):
        return [fault.code for fault in faults_of(make(author, *rows), clock.today())]


def test_a_good_set_has_no_fault(author):
    assert faults(author, row("0.85", later()), row("55", later(), code="class_size_max",
                  unit="persons", slug="7")) == []  # fmt: skip


def test_an_empty_set_is_no_set(author):
    assert faults(author) == ["empty"]


def test_two_rows_of_the_same_days_overlap(author):
    rows = (row("0.85", later(), until=later(90)), row("0.90", later(90)))
    assert faults(author, *rows) == ["overlap"]


@pytest.mark.parametrize(
    ("figure", "unit", "fault"),
    [("1.01", "share", "wrong_figure"), ("-0.1", "share", "wrong_figure"),
     ("0.85", "minutes", "wrong_unit")],
)  # fmt: skip
def test_units_and_figures_are_looked_at(author, figure, unit, fault):
    assert faults(author, row(figure, later(), unit=unit)) == [fault]


def test_a_code_nobody_knows_dates_the_wrong_way_and_a_foreign_clause_are_named(author):
    assert faults(author, row("1", later(), code="nothing")) == ["unknown_code"]
    assert faults(author, row("0.85", later(), until=later(59))) == ["wrong_dates"]
    with acting_as(author.scope):
        foreign = row("0.85", later())
        foreign.clause = foreign.clause.__class__.objects.get(label="tl §2.3")
    assert faults(author, foreign) == ["wrong_clause"]


def test_a_row_that_would_hide_a_later_published_one_is_unreachable(author, publisher):
    publish(author, publisher, row("0.90", later(90)))
    assert "unreachable" in faults(author, row("0.85", later()))
    assert "unreachable" not in faults(author, row("0.85", later(), until=later(89)))


def test_days_without_a_figure_are_a_gap(author):
    """A first figure that ends leaves the days after it without one."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE policies_datedvalue DISABLE TRIGGER is_published")
        DatedValue.objects.filter(code="min_age").delete()
    assert faults(author, row("17", later(), code="min_age", unit="years", until=later(90),
                  slug="1")) == ["gap"]  # fmt: skip


def test_validation_refuses_with_every_fault_and_its_row(author):
    with acting_as(author.scope):
        rule_set = make(author, row("1.2", later()), row("0.9", later(70), until=later(60)))
        with pytest.raises(Refused) as refused:
            perform(rule_set, "validate", actor=author)
    assert refused.value.code == "ruleset_invalid"
    assert {fault.code for fault in refused.value.errors} >= {"wrong_figure", "wrong_dates"}
    assert all(fault.row.startswith("attendance_threshold") for fault in refused.value.errors)


def test_the_page_of_the_move_names_every_faulty_row(client, world, author):
    with acting_as(author.scope):
        rule_set = make(author, row("1.2", later()))
    with acting_as(AUTH):
        client.force_login(world["市"].rows[Role.POLICY_AUTHOR])
    answer = client.post(f"/moves/policies.ruleset/{rule_set.pk}/validate/")
    assert answer.status_code == 409
    assert f"attendance_threshold {later()}" in answer.content.decode()


def test_the_page_of_the_move_shows_what_would_change(client, world, author):
    with acting_as(author.scope):
        rule_set = make(author, row("0.85", later()))
    with acting_as(AUTH):
        client.force_login(world["市"].rows[Role.POLICY_AUTHOR])
    page = client.get(f"/moves/policies.ruleset/{rule_set.pk}/validate/").content.decode()
    for expected in ("出勤率标准", "80%", "85%", f"{later()} 起", "校验规则集"):
        assert expected in page


def test_a_validated_set_keeps_its_report_and_an_amended_one_loses_it(author):
    with acting_as(author.scope):
        rule_set = perform(make(author, row("0.85", later())), "validate", actor=author)
        assert (rule_set.report["rows"], rule_set.report["faults"]) == (1, [])
        with pytest.raises(Refused) as refused:
            update_rule_set(rule_set, actor=author, title="另一名称")
        assert refused.value.code == "wrong_state"
        amended = perform(rule_set, "amend", actor=author)
        assert (amended.state, amended.report) == ("draft", None)


def test_publication_writes_the_rows_tells_everybody_and_names_the_clause(
    author, publisher, side, world
):
    limit = row("12", later(), code="tl_filing_lead", unit="wd", slug="7")
    rule_set = publish(author, publisher, row("0.85", later()), limit)
    with acting_as(OWNER):
        made = DatedValue.objects.get(rule_set=rule_set)
        assert (made.value, made.clause, made.known_from) == (
            Decimal("0.85"), "gen §4", clock.today(),
        )  # fmt: skip
        made = TimeLimit.objects.get(rule_set=rule_set)
        assert (made.number, made.zh, made.direction) == (12, "开班备案提前期", "before")
        assert (made.en, made.process_zh) == ("Notice before the first session", "2.3 开班备案")
        told = Notification.objects.filter(code="rules_published")
        assert {n.recipient_id for n in told} >= {side.admin.pk, side.reviewer.pk}
        assert told.first().link == f"/policies/rule-sets/{rule_set.number}/"


@pytest.mark.parametrize("who", ["author", "co_author"])
def test_whoever_wrote_on_a_set_never_publishes_it(author, publisher, who):
    """By the service: the author, and somebody who only changed a row of it."""
    with acting_as(author.scope):
        rule_set = make(author, row("0.85", later()))
    writer = author
    if who == "co_author":
        writer = author.__class__(**{**author.__dict__, "user_id": publisher.user_id})
        with acting_as(writer.scope):
            update_rule_set(rule_set, actor=writer, title="改")
    with acting_as(author.scope):
        rule_set = perform(rule_set, "validate", actor=author)
    forged = publisher.__class__(**{**publisher.__dict__, "user_id": writer.user_id})
    with acting_as(forged.scope), pytest.raises(Refused) as refused:
        perform(rule_set, "publish", actor=forged)
    assert refused.value.code == "same_author_publisher"


def test_the_author_has_no_way_to_publish_by_page_admin_or_api(client, world, author, publisher):
    with acting_as(author.scope):
        rule_set = perform(make(author, row("0.85", later())), "validate", actor=author)
    with acting_as(AUTH):
        client.force_login(world["市"].rows[Role.POLICY_AUTHOR])
    page = f"/moves/policies.ruleset/{rule_set.pk}/publish/"
    assert client.post(page).status_code == 404
    action = {"action": "move_publish", "_selected_action": [rule_set.pk]}
    client.post("/admin/policies/ruleset/", action)
    change = f"/admin/policies/ruleset/{rule_set.pk}/change/"
    assert client.post(change, {"state": "published"}).status_code == 403
    for address in ("rule-sets", "rulesets", "policies/rule-sets"):
        posted = client.post(f"/api/v1/{address}/{rule_set.number}/moves/publish/")
        assert posted.status_code == 404
    with acting_as(OWNER):
        assert RuleSet.objects.get(pk=rule_set.pk).state == "validated"
    with acting_as(AUTH):
        client.force_login(world["市"].rows[Role.POLICY_PUBLISHER])
    assert client.post(page).status_code == 302
    with acting_as(OWNER):
        assert RuleSet.objects.get(pk=rule_set.pk).state == "published"


def test_plain_sql_cannot_make_the_author_the_publisher(author):
    with acting_as(author.scope):
        rule_set = perform(make(author, row("0.85", later())), "validate", actor=author)
        sql = (
            "UPDATE policies_ruleset SET state = 'published', published_by_id = author_id,"
            " published_at = now(), known_from = now() WHERE id = %s"
        )
        with pytest.raises(IntegrityError, match="rule_set_published_by_another"):
            run(sql, rule_set.pk)
        with pytest.raises(Error, match="who wrote a rule set is kept"):
            run("UPDATE policies_ruleset SET edited_by = ARRAY[0] WHERE id = %s", rule_set.pk)
        with pytest.raises(Error, match="comes from a published rule set"):
            run(
                "INSERT INTO policies_datedvalue (code, value, unit, clause, valid_from,"
                " known_from, source_standing, rule_set_id) VALUES ('min_age', 1, 'years', 'x',"
                " '2020-01-01', '2026-01-01', 'x', %s)",
                rule_set.pk,
            )


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE policies_datedvalue SET value = 0.1 WHERE rule_set_id = %s",
        "UPDATE policies_datedvalue SET valid_from = '2020-01-01' WHERE rule_set_id = %s",
        "DELETE FROM policies_datedvalue WHERE rule_set_id = %s",
        "UPDATE policies_ruleset SET title = 'x' WHERE id = %s",
        "DELETE FROM policies_ruleset WHERE id = %s",
        "UPDATE policies_rulechange SET figure = 1 WHERE rule_set_id = %s",
    ],
)
def test_what_is_published_is_never_edited_not_even_by_the_owner(author, publisher, sql):
    rule_set = publish(author, publisher, row("0.85", later()))
    with acting_as(OWNER), pytest.raises(Error):
        run(sql, rule_set.pk)


def test_too_late_needs_a_reason_and_a_correction_names_what_it_corrects(author, publisher):
    start = clock.today() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        publish(author, publisher, row("0.85", start))
    assert refused.value.code == "ruleset_late"
    first = value_on("attendance_threshold", date(2026, 1, 5))
    publish(author, publisher, row("0.82", date(2020, 1, 1)), correction_reason="原文核对有误")
    now = clock.today()
    corrected = value_on("attendance_threshold", date(2026, 1, 5), known_on=now)
    assert (corrected.value, corrected.replaces_id) == (Decimal("0.82"), first.pk)
    then = value_on("attendance_threshold", date(2026, 1, 5), known_on=now - timedelta(days=1))
    assert then.pk == first.pk


def test_a_second_publication_of_the_same_days_waits_for_tomorrow(author, publisher):
    publish(author, publisher, row("0.85", later()))
    with pytest.raises(Refused) as refused:
        publish(author, publisher, row("0.86", later()))
    assert refused.value.errors[0].code == "same_day"


def test_a_revoked_set_was_never_known(author, publisher):
    rule_set = publish(author, publisher, row("0.85", later()))
    with acting_as(publisher.scope):
        perform(rule_set, "revoke", actor=publisher, reason="上级暂缓")
    assert value_on("attendance_threshold", later(), known_on=later()).value == Decimal("0.80")
    publish(author, publisher, row("0.90", later()))
    assert value_on("attendance_threshold", later(), known_on=later()).value == Decimal("0.90")


def test_a_set_that_a_decision_used_is_not_revoked(author, publisher, side):
    from policies.decisions import cite, decide
    from trainees.completion_checks import COMPLETION, THRESHOLD

    rule_set = publish(author, publisher, row("0.85", later()))
    with acting_as(OWNER):
        used = cite(DatedValue.objects.get(rule_set=rule_set))
        decided = decide(COMPLETION, {"attended": 1, "scheduled": 1}, {THRESHOLD: used})
        store([(side.enrolment, decided)])
    with acting_as(publisher.scope), pytest.raises(Refused) as refused:
        perform(rule_set, "revoke", actor=publisher, reason="x")
    assert refused.value.code == "ruleset_in_use"


def test_a_set_ends_when_later_ones_hold_in_its_place(author, publisher):
    from core import clock as house_clock

    older = publish(author, publisher, row("0.85", later()))
    with acting_as(OWNER):
        house_clock.move(actor=author, by=timedelta(days=1))
    newer = publish(author, publisher, row("0.90", later(60)))
    with acting_as(OWNER):
        assert RuleSet.objects.get(pk=older.pk).state == "published", "it still holds"
        house_clock.move(actor=author, by=timedelta(days=70))
        supersede_older()
        ended = RuleSet.objects.get(pk=older.pk)
    assert (ended.state, ended.superseded_by_id) == ("superseded", newer.pk)


def test_a_copy_takes_the_rows_of_a_published_set_only(author, publisher):
    published = publish(author, publisher, row("0.85", later()))
    with acting_as(author.scope):
        document = PolicyDocument.objects.get(short="gen")
        copy = create_rule_set(actor=author, title="副本", document=document, copied_from=published)
        assert copy.changes.count() == 1
        with pytest.raises(Refused) as refused:
            create_rule_set(actor=author, title="副本", document=document, copied_from=copy)
    assert refused.value.code == "wrong_state"


def test_the_difference_shows_old_new_day_and_clause(author, publisher):
    with acting_as(author.scope):
        rule_set = make(author, row("0.85", later()))
        (found,) = differences(rule_set, clock.today())
    assert (found.name, found.old, found.new) == ("出勤率标准", "80%", "85%")
    assert (found.way, found.valid_from) == ("raised", later())
    assert found.clause == "《职业技能培训补贴一般规定（示例）》第四条"
    published = publish(author, publisher, row("0.85", later()))
    with acting_as(OWNER):
        assert published_differences(published)[0].way == "raised"


def test_a_higher_app_can_hold_a_publication_up(author, publisher, monkeypatch):
    from core import workflow

    def refuse(rule_set, actor):
        raise Refused("busy")

    monkeypatch.setitem(workflow._guards, (RuleSet, "publish"), [])
    attach(RuleSet, "publish", guard=refuse)
    with pytest.raises(Refused) as refused:
        publish(author, publisher, row("0.85", later()))
    assert refused.value.code == "busy"


def test_only_authors_write(world, publisher):
    reviewer = laid_out.city_actor(world["市"], Role.MUNICIPAL_REVIEWER)
    for actor in (publisher, reviewer):
        with acting_as(actor.scope), pytest.raises(Refused) as refused:
            make(actor)
        assert refused.value.code == "not_allowed"
