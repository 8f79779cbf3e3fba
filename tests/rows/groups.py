"""The proof of a sensitive key group of each side's worker, returned for completion."""

from core import clock
from core.models import StoredFile
from core.models.owned import owner_columns
from tests import world
from trainees.models import GroupMembership, KeyGroup


def lay_out(side, n):
    secret, now = f"密{side.mark}", clock.now()
    own = owner_columns(world.worker_actor(side)) | {"district_id": side.district.pk}
    side.rows["group_file"] = file = StoredFile.objects.create(
        **own, purpose="group_proof", storage_name=f"group{secret}", size=1, sha256="x",
        original_name=f"{secret}证明.pdf", content_type="application/pdf", created_at=now,
    )  # fmt: skip
    side.rows["group_proof"] = GroupMembership.objects.create(
        number=f"G{secret}{n}", trainee=side.trainee, trainee_user=side.worker,
        district=side.district, group=KeyGroup.objects.get(code="hard_to_employ"), proof=file,
        submitted_at=now, state="returned", replied_at=now, reviewed_by=side.reviewer,
    )  # fmt: skip
