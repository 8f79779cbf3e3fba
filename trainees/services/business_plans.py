"""Business plans of start-up courses: recorded by the institution, a condition of completion."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.refusals import Refused
from core.workflow import lock
from trainees.enums import STUDYING
from trainees.models import BusinessPlan, Enrolment
from trainees.permissions import is_own_unit_admin


@transaction.atomic
def record_plan(
    enrolment: Enrolment, *, actor: Actor, result: str, remark: str = ""
) -> BusinessPlan:
    """Whether the plan was handed in, passed or not; a later result takes the place of it.

    Until the class is completed. Raises Refused: not_allowed, business_plan_not_asked, wrong_state.
    """
    row = lock(enrolment)
    if not is_own_unit_admin(actor, row):
        raise Refused("not_allowed")
    if not row.training_class.programme.needs_business_plan:
        raise Refused("business_plan_not_asked")
    if row.state not in STUDYING:
        raise Refused("wrong_state", row.get_state_display())
    plan = BusinessPlan.objects.filter(enrolment=row).first()
    before = audit.columns(plan) if plan else None
    plan = plan or BusinessPlan(
        enrolment=row, organization_id=row.organization_id, district_id=row.district_id,
        trainee_user_id=row.trainee_user_id,
    )  # fmt: skip
    plan.result, plan.remark, plan.recorded_at = result, remark, clock.now()
    plan.save()
    audit.record(actor, "update" if before else "create", plan, before=before)
    return plan
