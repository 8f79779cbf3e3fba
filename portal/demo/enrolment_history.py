"""How the demo's enrolments came to be, told inside PostgreSQL: four entries each at the most."""

from core.audit import record_past_select
from core.enums import Role
from organizations.enums import OrganizationKind
from trainees.enums import EnrolmentSource, EnrolmentState
from trainees.models import Enrolment
from trainees.services import attendance, completion, enrolment

S = EnrolmentState
OTHER_WORK = "工作安排有变，不能参加。（演示内容）"


def tell_enrolments() -> None:
    """Enrolled, then left, or learnt up to an outcome; in the order of time."""
    record_past_select(HISTORY.format(**WORDS))


def state(value: EnrolmentState) -> str:
    """SQL of the values before or after a move."""
    return f"""'{{"state": "{value.value}"}}'::jsonb"""


WORDS = {
    "model": Enrolment._meta.label_lower,
    "worker": Role.WORKER.value,
    "unit": Role.INSTITUTION_ADMIN.value,
    "enterprise": Role.ENTERPRISE_ADMIN.value,
    "system": Role.SYSTEM.value,
    "kind": OrganizationKind.ENTERPRISE.value,
    "by_self": EnrolmentSource.SELF.value,
    "by_attendance": attendance.SYSTEM.name,
    "by_completion": completion.SYSTEM.name,
    "by_enrolment": enrolment.SYSTEM.name,
    "other_work": OTHER_WORK,
    "completed": S.COMPLETED.value,
    "confirmed": state(S.CONFIRMED),
    "attending": state(S.ATTENDING),
    "withdrawn": state(S.WITHDRAWN),
}
HISTORY = """
SELECT h.at, h.actor, NULL, h.unit, h.role, h.name, h.verb, '{model}', e.id::text,
    c.number || ' ' || w.masked_name, h.before, h.after, '', h.reason, e.organization_id,
    e.district_id, e.trainee_user_id
FROM demo_place p
JOIN demo_person w ON w.user_id = p.user_id
JOIN trainees_enrolment e ON e.id = p.enrolment_id
JOIN programs_trainingclass c ON c.id = e.training_class_id
JOIN organizations_organization o ON o.id = c.organization_id
CROSS JOIN LATERAL (SELECT e.source = '{by_self}' AS by_self, e.first_signed_in_at IS NULL AS new,
    CASE WHEN o.kind = '{kind}' THEN '{enterprise}' ELSE '{unit}' END AS unit) k
CROSS JOIN LATERAL (VALUES
    (e.enrolled_at, CASE WHEN k.by_self THEN e.trainee_user_id ELSE c.filed_by_id END,
        CASE WHEN NOT k.by_self THEN e.organization_id END,
        CASE WHEN k.by_self THEN '{worker}' ELSE k.unit END, '', 'enrol',
        '{{}}'::jsonb, {confirmed}, ''),
    (e.first_signed_in_at, NULL, NULL, '{system}', '{by_attendance}', 'begin',
        {confirmed}, {attending}, ''),
    (e.withdrawn_at, CASE WHEN NOT p.by_system THEN e.trainee_user_id END, NULL,
        CASE WHEN p.by_system THEN '{system}' ELSE '{worker}' END,
        CASE WHEN p.by_system THEN '{by_enrolment}' ELSE '' END, 'withdraw',
        CASE WHEN k.new THEN {confirmed} ELSE {attending} END, {withdrawn},
        CASE WHEN p.by_system THEN c.number || ' ' || c.name ELSE '{other_work}' END),
    (e.outcome_at, NULL, NULL, '{system}', '{by_completion}',
        CASE WHEN k.new THEN 'miss' WHEN e.state = '{completed}' THEN 'complete' ELSE 'fail' END,
        CASE WHEN k.new THEN {confirmed} ELSE {attending} END,
        jsonb_build_object('state', e.state), '')
) h (at, actor, unit, role, name, verb, before, after, reason)
WHERE h.at IS NOT NULL ORDER BY h.at, p.n, h.verb
"""
