"""The business plan of each side's worker, which the institution has recorded."""

from core import clock
from trainees.models import BusinessPlan


def lay_out(side, n):
    side.rows["business_plan"] = BusinessPlan.objects.create(
        enrolment=side.enrolment, organization=side.organization, district=side.district,
        trainee_user=side.worker, result="submitted", remark=f"密{side.mark}意见",
        recorded_at=clock.now(),
    )  # fmt: skip
