"""A voucher each side's worker has used for the enrolment there is; and the issue it is of."""

from datetime import date

from core import clock
from trainees.models import KeyGroup, Voucher, VoucherIssue


def lay_out(side, n):
    now, until = clock.now(), date(2099, 12, 31)
    group = KeyGroup.objects.get(code="hard_to_employ")
    side.rows["voucher_issue"] = issue = VoucherIssue.objects.create(
        number=f"VI密{side.mark}{n}", organization=side.bureau, district=side.district,
        group=group, training_type="key_group", valid_until=until, issued_at=now,
        issued_by=side.reviewer, people=1, left_out=0,
    )  # fmt: skip
    side.rows["voucher"] = Voucher.objects.create(
        number=f"PQ密{side.mark}{n}", issue=issue, trainee=side.trainee,
        trainee_user=side.worker, masked_name=side.trainee.masked_name, district=side.district,
        organization=side.organization, enrolment=side.enrolment, training_type="key_group",
        state="settled", issued_at=now, claimed_at=now, held_at=now, verified_at=now, ended_at=now,
        valid_until=until,
    )  # fmt: skip
