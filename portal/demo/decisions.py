"""The decisions of the demo's filings and outcomes, as the services would have kept them."""

from django.db import connection

from policies.decisions import decide
from policies.decisions.records import kept
from policies.models import Decision
from portal.demo.attendance import Rules
from portal.demo.copying import copy_into, run, without_indexes
from portal.demo.courses import Course
from programs.checks import FILING
from programs.checks.facts import filing_facts, filing_rules
from programs.checks.teaching import Held
from trainees.completion_checks import COMPLETION, PASS_MARK, THRESHOLD, points
from trainees.models import Enrolment


def keep_filings(courses: list[Course], held: Held) -> None:
    """The decision of every filing, made of the timetable it was filed with.

    `held` are the qualifications of the teachers.
    """
    Decision.objects.bulk_create(
        (filing(course, held) for course in courses if course.row.filed_at), batch_size=1000
    )


def filing(course: Course, held: Held) -> Decision:
    row, on = course.row, course.row.filed_on
    facts = filing_facts(row, course.sessions, on, held=held, in_scope=True)
    decided = decide(FILING, facts, filing_rules(course.sessions, on, on))
    return kept(row, decided, row.filed_at, on)


def keep_outcomes(rules: list[Rules]) -> None:
    """The decision of every outcome.

    The same minutes under the same threshold are decided with the same words: each is decided
    once, in Python, and kept for everybody it fits.
    """
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT)
        different = cursor.fetchall()
    copy_into("demo_verdict", VERDICT, (verdict(rules, *facts) for facts in different))
    with without_indexes("policies_decision"):
        run(INSERT_DECISIONS)


def verdict(
    rules: list[Rules], rule: int, attended: int, scheduled: int, score, needs_plan: bool
) -> tuple:
    """One line of `demo_verdict`; `score` is None of whoever took no final test."""
    facts = {"attended": attended, "scheduled": scheduled}
    if score is not None:
        facts |= {"has_final_test": True, "score": points(score)}
    if needs_plan:  # whoever attended has one that passed (portal.demo.start_ups)
        facts |= {"needs_plan": True, "plan_passed": attended > 0}
    named = dict(zip((THRESHOLD, PASS_MARK), rules[rule], strict=False))
    decided = decide(COMPLETION, facts, named)
    made = kept(Enrolment(), decided, None, None)
    keys = "{" + ",".join(made.rules) + "}"
    return (
        rule, attended, scheduled, score, needs_plan, made.version, made.outcome, made.reason, keys,
        made.record, made.digest,
    )  # fmt: skip


VERDICT = {
    "rule": "integer", "attended": "integer", "scheduled": "integer", "score": "numeric",
    "needs_plan": "boolean", "version": "integer",
    "outcome": "text", "reason": "text", "rules": "text[]", "record": "text", "digest": "text",
}  # fmt: skip
DIFFERENT = """
SELECT DISTINCT r.rule, e.attended_minutes, e.scheduled_minutes, e.score, p.needs_business_plan
FROM trainees_enrolment e JOIN demo_rule r ON r.class_id = e.training_class_id
JOIN programs_trainingclass c ON c.id = e.training_class_id
JOIN programs_programme p ON p.id = c.programme_id WHERE e.outcome_at IS NOT NULL
"""
INSERT_DECISIONS = f"""
INSERT INTO policies_decision (process, version, model, object_id, organization_id, district_id,
    trainee_user_id, decided_at, known_on, outcome, reason, rules, record, digest)
SELECT '{COMPLETION.name}', v.version, '{Enrolment._meta.label_lower}', e.id, e.organization_id,
    e.district_id, e.trainee_user_id, e.outcome_at,
    (e.outcome_at AT TIME ZONE 'Asia/Shanghai')::date, v.outcome, v.reason, v.rules, v.record,
    v.digest
FROM trainees_enrolment e
JOIN demo_rule r ON r.class_id = e.training_class_id
JOIN programs_trainingclass c ON c.id = e.training_class_id
JOIN programs_programme p ON p.id = c.programme_id
JOIN demo_verdict v ON v.rule = r.rule AND v.needs_plan = p.needs_business_plan
    AND v.attended = e.attended_minutes
    AND v.scheduled = e.scheduled_minutes AND v.score IS NOT DISTINCT FROM e.score
WHERE e.outcome_at IS NOT NULL ORDER BY e.outcome_at, e.id
"""  # noqa: S608 - our own words
