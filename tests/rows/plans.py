"""A plan that each side's people may read, with a target of its district."""

from datetime import timedelta

from core import clock
from programs.models import AnnualPlanVersion, PlanComment, Target


def lay_out(side, n):
    """In consultation, and a draft that no district sees.

    The district's reviewer wrote both, so that anybody of the city may act.
    """
    year = 2030 + n
    side.rows["annual_plan"] = plan = AnnualPlanVersion.objects.create(
        number=f"P{year}-v1", year=year, version=1, state="in_consultation",
        author=side.reviewer, written_by=[side.reviewer.pk],
        consultation_ends_on=clock.today() + timedelta(days=5),
    )  # fmt: skip
    draft = AnnualPlanVersion.objects.create(
        number=f"P{year + 10}-v1", year=year + 10, version=1, author=side.reviewer,
        written_by=[side.reviewer.pk],
    )  # fmt: skip
    Target.objects.create(
        plan=draft, district=side.district, training_type="enterprise", indicator="I06", figure=8
    )
    side.rows["target"] = Target.objects.create(
        plan=plan, district=side.district, training_type="enterprise", indicator="I06", figure=9
    )
    PlanComment.objects.create(
        plan=plan, organization=side.bureau, district=side.district, text=f"密{side.mark}意见",
        made_by=side.reviewer, made_at=clock.now(),
    )  # fmt: skip
