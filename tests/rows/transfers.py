"""A transfer that each side's unit proposed to its worker."""

from core import clock
from trainees.models import Transfer


def lay_out(side, n):
    """There is one public class: it stands for both, since nobody carries it out here."""
    side.rows["transfer"] = Transfer.objects.create(
        organization=side.organization, district=side.district, enrolment=side.enrolment,
        target=side.training_class, trainee_user=side.worker, name=side.trainee.name,
        grounds=f"密{side.mark}事由", state="proposed", number=f"TF密{side.mark}{n}",
        asked_at=clock.now(), asked_by=side.admin,
    )  # fmt: skip
