"""Bank accounts in the demo: in use, to be confirmed after a roster, and one card of two people."""

from datetime import time

from core import clock
from core.identifiers import AccountType
from core.identifiers.accounts import luhn_sum
from portal.demo.actors import worker_of
from portal.demo.history import record_first
from portal.demo.timetable import moment, working_day_ago
from trainees.banks import bank_of
from trainees.enums import AccountSource, AccountState
from trainees.models import BankAccount, Guardianship, Trainee
from trainees.services.accounts import account_of

# user name, number of the card, days since it was stated; the last two share one
STORY = (
    ("worker.1", 1, 30), ("worker.2", 2, 21), ("worker.7", 3, 16), ("worker.12", 4, 12),
    ("worker.13", 4, 11),
)  # fmt: skip
STATED_BY_A_ROSTER = ("worker.3", 5, 8)
OF_A_MINOR = ("minor.1", 6, 5)


def make_accounts() -> None:
    """Everybody's own, but for the minor, who uses the guardian's."""
    for username, card, days in STORY:
        store(username, card, days)
    row = store(*STATED_BY_A_ROSTER)
    row.state, row.source, row.confirmed_at = AccountState.STATED, AccountSource.ROSTER, None
    row.save()
    row = store(*OF_A_MINOR)
    row.guardianship = Guardianship.objects.agreed().get(trainee=row.trainee)
    row.holder_name = row.guardianship.guardian_name
    row.save()


def store(username, card, days) -> BankAccount:
    person = Trainee.objects.select_related("user").get(user__username=username)
    day, number = working_day_ago(days), invented_card(card)
    with clock.at(moment(day, time(19, 40))):
        kind = AccountType.PERSONAL_CARD
        given = {"account_type": kind, "holder_name": person.name, "bank": bank_of(number)}
        row = account_of(person, number, **given)
        row.save()
    record_first(worker_of(person), "set_account", row, row.stated_at)
    return row


def invented_card(order) -> str:
    """A well-formed card number for the n-th account."""
    body = f"621700{9_000_000_000 + order:012d}"
    return body + next(str(d) for d in range(10) if luhn_sum(f"{body}{d}") % 10 == 0)
