"""A unit of each side that asks for an account."""

from datetime import date

from core import clock
from core.identifiers.uscc import check_character
from core.privacy import keyed_hash
from organizations.models import UnitRegistration


def lay_out(side, n):
    """Handed in and not answered."""
    body = f"91210200MA0000{n:03d}"
    side.rows["registration"] = UnitRegistration.objects.create(
        number=f"RG{n}01", kind="enterprise", name=f"密{side.mark}公司", short_name="公司",
        uscc=body + check_character(body), district=side.district, address="路",
        contact_name=f"密{side.mark}联系", phone=f"1390000000{n}",
        phone_hash=keyed_hash(f"1390000000{n}"), code_hash=keyed_hash(f"CODE000{n}"),
        site="https://training.example/", consent_at=clock.now(), submitted_at=clock.now(),
        reply_due_on=date(2099, 1, 5),
    )  # fmt: skip
