"""Bank accounts: personal cards by Luhn, corporate accounts and passbooks by length only."""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.identifiers.errors import IdentifierError
from core.identifiers.normalise import compact

CARD_FORM = re.compile(r"[0-9]{16,19}")
OTHER_FORM = re.compile(r"[0-9]{9,30}")
# ASCII digits to their values, and to the digit sums of their doubles.
PLAIN = bytes.maketrans(b"0123456789", bytes(range(10)))
DOUBLED = bytes.maketrans(b"0123456789", bytes(sum(divmod(2 * digit, 10)) for digit in range(10)))


class AccountType(TextChoices):
    """The kind of account; only a personal card carries a check digit."""

    PERSONAL_CARD = "personal_card", _("Personal bank card")
    PASSBOOK = "passbook", _("Passbook")
    CORPORATE = "corporate", _("Corporate account")


def check_account(account_type, number):
    """Return the digits of an account; raises `IdentifierError` with `account_invalid`."""
    if AccountType(account_type) is AccountType.PERSONAL_CARD:
        return check_bank_card(number)
    digits = compact(number)
    if OTHER_FORM.fullmatch(digits):
        return digits
    raise IdentifierError(
        "account_invalid",
        _("The account number must have 9 to 30 digits. Compare it with the bank's paper."),
    )


def check_bank_card(number):
    """Return the 16 to 19 digits of a personal card whose last digit holds (Luhn)."""
    digits = compact(number)
    if not CARD_FORM.fullmatch(digits):
        raise IdentifierError(
            "account_invalid",
            _("The bank card number must have 16 to 19 digits. Compare it with the card."),
        )
    if luhn_sum(digits) % 10:
        raise IdentifierError(
            "account_invalid",
            _(
                "The last digit of the bank card number does not fit the others. "
                "Compare every digit with the card."
            ),
        )
    return digits


def luhn_sum(digits):
    """Return the Luhn sum: every second digit from the right doubled, its digits added."""
    plain, doubled = digits.encode().translate(PLAIN), digits.encode().translate(DOUBLED)
    return sum(plain[-1::-2]) + sum(doubled[-2::-2])
