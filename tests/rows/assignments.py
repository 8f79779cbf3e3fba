"""Work that an officer of each side's bureau looks after."""

from core import clock
from core.models import Assignment


def lay_out(side, n):
    """The draft programme of the side, in the hands of its reviewer."""
    side.rows["assignment"] = Assignment.objects.create(
        organization_id=side.bureau.pk, district_id=side.district.pk,
        model="programs.programme", object_id=side.draft_programme.pk,
        assignee_id=side.reviewer.pk, assignee_role="district_reviewer",
        assigned_by_id=side.reviewer.pk, assigned_at=clock.now(),
    )  # fmt: skip
