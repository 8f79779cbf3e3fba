"""The account of each side's worker, which waits to be confirmed; the one before it has ended."""

from core import clock
from core.privacy import keyed_hash
from trainees.models import BankAccount


def lay_out(side, n):
    now = clock.now()
    own = {
        "trainee": side.trainee, "trainee_user": side.worker, "district": side.district,
        "account_type": "personal_card", "holder_name": side.trainee.name, "stated_at": now,
        "bank": f"密{side.mark}银行",
    }  # fmt: skip
    number = f"621700000000000{n}"
    sealed = {"number": number, "number_hash": keyed_hash(number)}
    side.rows["bank_account"] = BankAccount.objects.create(
        **own, **sealed, source="roster", state="stated"
    )
    side.rows["ended_account"] = BankAccount.objects.create(
        **own, **sealed, source="self", state="ended", confirmed_at=now, ended_at=now
    )
