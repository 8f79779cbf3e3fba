"""A business of each side's worker, and the two times it is asked after."""

from datetime import timedelta

from core import clock
from trainees.models import StartUp, StartUpFollowUp


def lay_out(side, n):
    own = {
        "organization": side.organization, "district": side.district, "trainee_user": side.worker,
    }  # fmt: skip
    today = clock.today()
    business = StartUp.objects.create(
        **own, number=f"CY-{n}", enrolment=side.enrolment, uscc=f"9121020000000000{n}X",
        name=f"密{side.mark}企业", registered_on=today, linked_at=clock.now(),
    )  # fmt: skip
    side.rows["start_up"] = business
    for month, state in ((6, "due"), (12, "planned")):
        side.rows[f"follow_up_{month}"] = StartUpFollowUp.objects.create(
            **own,
            start_up=business,
            month=month,
            due_on=today + timedelta(days=month),
            state=state,
            asked_on=today if state == "due" else None,
        )
