"""A list of another authority for each side, with somebody nobody knows on it."""

from datetime import date

from core import clock
from core.privacy import keyed_hash
from trainees.models import ReferenceEntry, ReferenceList


def lay_out(side, n):
    side.rows["reference_list"] = made = ReferenceList.objects.create(
        number=f"L{side.mark}{n}", kind="detained", as_of=date(2026, 1, n),
        source=f"密{side.mark}来源", people=1, loaded_at=clock.now(), loaded_by=side.reviewer,
    )  # fmt: skip
    side.rows["reference_entry"] = ReferenceEntry.objects.create(
        reference_list=made, document_type="citizen_id", identity_hash=keyed_hash(f"nobody{n}")
    )
