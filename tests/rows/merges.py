"""Two records of one worker of each side, merged and undone again; what moved is in the list."""

from datetime import date

from core import clock
from core.models import StoredFile
from core.models.owned import owner_columns
from core.privacy import keyed_hash
from organizations.models import User
from tests import world
from trainees.models import MergedRecord, PersonMerge, Trainee


def lay_out(side, n):
    secret, now = f"密{side.mark}", clock.now()
    user = User.objects.create(username=f"double.{n}", name=f"{secret}重复", password="!")
    side.rows["double"] = double = Trainee.objects.create(
        user=user, name=f"{secret}重复", document_type="hmt_residence_permit",
        identity_number=f"8300001970010{n}", identity_hash=keyed_hash(f"double{n}"),
        birth_on=date(1970, 1, n), sex="male", phone=f"1370000000{n}", district=side.district,
        consent_version="t", registered_at=now,
    )  # fmt: skip
    side.rows["merge_file"] = file = StoredFile.objects.create(
        **owner_columns(world.district_actor(side)), purpose="merge_proof", size=1, sha256="x",
        storage_name=f"merge{secret}", original_name=f"{secret}证明.pdf",
        content_type="application/pdf", created_at=now,
    )  # fmt: skip
    city = User.objects.get(username="city.municipal_reviewer")
    side.rows["person_merge"] = merge = PersonMerge.objects.create(
        number=f"RH{secret}{n}", district=side.district, kept=side.trainee, merged=double,
        facts={"kept": {}, "merged": {}, "same": []}, reason=f"{secret}同一人", proof=file,
        state="undone", proposed_by=side.reviewer, proposed_at=now, decided_by=city,
        decided_at=now, undo_until=date(2099, 12, 31), undone_by=side.admin, undone_at=now,
    )  # fmt: skip
    side.rows["merged_record"] = MergedRecord.objects.create(
        merge=merge, district=side.district, table_name="trainees_trainee", row_key=f"{double.pk}"
    )
