"""A share link and a correction request of each side's worker."""

from datetime import date

from core import clock
from core.models import StoredFile
from core.models.owned import owner_columns
from core.privacy import keyed_hash
from tests import world
from trainees.models import CorrectionRequest, ShareLink


def lay_out(side, n):
    secret, now = f"密{side.mark}", clock.now()
    own = {"trainee": side.trainee, "trainee_user": side.worker}
    side.rows["share"] = ShareLink.objects.create(
        **own, number=f"FX{secret}{n}", token_hash=keyed_hash(f"token{n}"), note=f"{secret}单位",
        created_at=now, valid_until=date(2099, 12, 31),
    )  # fmt: skip
    columns = owner_columns(world.worker_actor(side)) | {
        "district_id": side.district.pk, "organization_id": side.organization.pk,
    }  # fmt: skip
    side.rows["correction_file"] = file = StoredFile.objects.create(
        **columns, purpose="correction_proof", storage_name=f"correction{secret}", size=1,
        sha256="x", original_name=f"{secret}证件.pdf", content_type="application/pdf",
        created_at=now,
    )  # fmt: skip
    side.rows["correction"] = CorrectionRequest.objects.create(
        **own, number=f"GZ{secret}{n}", masked_name=f"{secret}**", district=side.district,
        organization=side.organization, enrolment=side.enrolment, field="enrolment_name",
        old_value=f"{secret}旧", new_value=f"{secret}新", grounds=f"{secret}事由", proof=file,
        submitted_at=now, reply_due_on=date(2099, 12, 31),
    )  # fmt: skip
