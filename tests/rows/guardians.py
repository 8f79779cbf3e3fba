"""Each side's worker as the guardian of a minor, and as a ward; and a minor's own statement."""

from datetime import date

from core import clock
from core.identifiers.documents import check_character
from core.models import StoredFile
from core.models.owned import owner_columns
from core.privacy import keyed_hash
from organizations.models import User
from tests import world
from trainees.consents import GUARDIAN, OWN_INCOME
from trainees.models import Guardianship, IncomeStatement, Trainee


def lay_out(side, n):
    """The worker is guardian of somebody else, who asked and has an answer; and asks one."""
    secret, now = f"密{side.mark}", clock.now()
    minor = other_person(side, n)
    own = owner_columns(world.worker_actor(side)) | {"district_id": side.district.pk}
    side.rows["guardian_file"] = file = StoredFile.objects.create(
        **own, purpose="guardian_paper", storage_name=f"guardian{secret}", size=1, sha256="x",
        original_name=f"{secret}户口簿.pdf", content_type="application/pdf", created_at=now,
    )  # fmt: skip
    asked = {
        "district": side.district, "guardian_name": f"{secret}监护", "invited_at": now,
        "guardian_phone": f"1380000001{n}", "due_on": date(2099, 12, 31),
    }  # fmt: skip
    side.rows["wardship"] = Guardianship.objects.create(
        **asked, number=f"JH{secret}{n}", trainee=minor, trainee_user=minor.user,
        masked_name=f"{secret}**", guardian=side.trainee, guardian_user=side.worker,
        token_hash=f"{n:064d}", state="consented", answered_at=now, relation="parent",
        consent_version=GUARDIAN, purposes=["training"], paper=file,
    )  # fmt: skip
    side.rows["guardianship"] = Guardianship.objects.create(
        **asked, number=f"JH{secret}{n}1", trainee=side.trainee, trainee_user=side.worker,
        masked_name=f"{secret}**", token_hash=f"{n + 2:064d}",
    )  # fmt: skip
    side.rows["statement"] = IncomeStatement.objects.create(
        number=f"SR{secret}{n}", trainee=side.trainee, trainee_user=side.worker,
        masked_name=f"{secret}**", district=side.district, employer=f"{secret}摊点",
        since=date(2026, 1, 1), version=OWN_INCOME, stated_at=now,
    )  # fmt: skip


def other_person(side, n) -> Trainee:
    body = f"21020{n + 1}2010010{n}00{n}"
    number = body + check_character(body)
    user = User.objects.create(username=f"minor.{n}", name=f"密{side.mark}小", password="!")
    return Trainee.objects.create(
        user=user, name=f"密{side.mark}小", document_type="citizen_id", identity_number=number,
        identity_hash=keyed_hash(number), birth_on=date(2010, 1, n), sex="male",
        phone=f"1380000002{n}", district=side.district, consent_version="t",
        registered_at=clock.now(),
    )  # fmt: skip
