"""A late enrolment that waits for its district."""

from datetime import date

from core import clock
from trainees.models import LateException


def lay_out(side, n):
    """Of each side's worker; the class of the other tests has not begun, so nobody can use it."""
    side.rows["late"] = LateException.objects.create(
        organization=side.organization, district=side.district, training_class=side.training_class,
        trainee=side.trainee, trainee_user=side.worker, name=side.trainee.name,
        masked_identity="x", age=50, grounds=f"密{side.mark}事由", number=f"LE密{side.mark}{n}",
        requested_at=clock.now(), requested_by=side.admin, reply_due_on=date(2099, 12, 31),
    )  # fmt: skip
