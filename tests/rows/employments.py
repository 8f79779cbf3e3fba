"""The employment of each side's worker, ended long ago, as the unit states it."""

from datetime import date

from core import clock
from trainees.models import Employment


def lay_out(side, n):
    side.rows["employment"] = Employment.objects.create(
        organization=side.organization, district=side.district, trainee=side.trainee,
        trainee_user=side.worker, name=side.trainee.name, masked_identity="x",
        department=f"密{side.mark}车间", since=date(2001, 1, 1), until=date(2002, 1, n),
        recorded_at=clock.now(),
    )  # fmt: skip
