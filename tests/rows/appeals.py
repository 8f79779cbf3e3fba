"""A refused programme of each side, and an appeal against it with a file."""

from datetime import timedelta

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.models import StoredFile
from core.models.owned import owner_columns
from programs.models import Programme
from supervision.models import AppealEvidence, DecisionAppeal
from tests import world


def lay_out(side, n):
    """The district's reviewer stands for who refused, so that anybody of the city may act."""
    own, now = {"organization": side.organization, "district": side.district}, clock.now()
    about = {
        name: getattr(side.programme, name)
        for name in ("training_type", "level", "textbook", "lessons", "occupation")
    }
    secret, decider = f"密{side.mark}", Actor(side.reviewer.pk, role=Role.MUNICIPAL_REVIEWER)
    for name, number in (("refused_programme", 3), ("appealed_programme", 4)):
        row = Programme.objects.create(
            **own, **about, number=f"P{n}0{number}", name=f"{secret}拒{number}", state="refused",
            submitted_at=now,
        )  # fmt: skip
        audit.record(decider, "refuse", row, reason="x", reason_code="textbook_missing")
        side.rows[name] = row
    facts = {
        **own, "kind": "programme", "record_id": row.pk, "record_number": row.number,
        "record_name": row.name, "entry_id": n, "decided_at": now,
        "decided_by": [side.reviewer.pk], "involved": [side.reviewer.pk, side.admin.pk],
        "appeal_until": clock.today() + timedelta(days=9), "ground": "facts",
        "text": f"{secret}理由", "submitted_at": now, "due_on": clock.today(),
    }  # fmt: skip
    side.rows["answered_appeal"] = DecisionAppeal.objects.create(
        **facts, number=f"AP{n}02", state="refused", reason_code="appeal_no_grounds",
        answered_at=now, answered_by=[side.worker.pk], answer=f"{secret}答复",
    )  # fmt: skip
    side.rows["appeal"] = appeal = DecisionAppeal.objects.create(**facts, number=f"AP{n}01")
    side.rows["appeal_file"] = file = StoredFile.objects.create(
        **owner_columns(world.unit_actor(side)), purpose="evidence", storage_name=f"appeal{secret}",
        size=1, sha256="x", original_name=f"{secret}证据.pdf", content_type="application/pdf",
        created_at=now,
    )  # fmt: skip
    side.rows["evidence"] = AppealEvidence.objects.create(**own, appeal=appeal, file=file)
