"""A list of another authority for each side, with somebody nobody knows on it; an address."""

from datetime import date

from core import clock
from core.privacy import keyed_hash
from trainees.models import ListSource, ReferenceEntry, ReferenceList, ReferenceUnit

KINDS = ("detained", "business", "insured")  # one for each side


def lay_out(side, n):
    side.rows["reference_list"] = made = ReferenceList.objects.create(
        number=f"L{side.mark}{n}", kind="detained", as_of=date(2026, 1, n),
        source=f"密{side.mark}来源", people=1, loaded_at=clock.now(), loaded_by=side.reviewer,
        digest=f"{n:064d}",
    )  # fmt: skip
    side.rows["reference_entry"] = ReferenceEntry.objects.create(
        reference_list=made, document_type="citizen_id", identity_hash=keyed_hash(f"nobody{n}")
    )
    side.rows["reference_unit"] = ReferenceUnit.objects.create(
        reference_list=made, uscc=f"{n:018d}", name=f"密{side.mark}单位", is_in_business=True
    )
    side.rows["list_source"] = ListSource.objects.create(kind=KINDS[n - 1], due_at=clock.now())
