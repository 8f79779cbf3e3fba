"""Identity documents of people: citizen number, residence permit, permanent residence card.

GB 11643-1999 for all three. Only the checksum and the date are checked: area codes were changed
many times, and numbers were given out from the mid-1980s on to people born long before, so a
rule "the area existed in the birth year" would refuse real workers.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.identifiers.errors import IdentifierError
from core.identifiers.normalise import compact

LENGTH = 18
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
FORM = re.compile(r"[0-9]{17}[0-9X]")


class DocumentType(TextChoices):
    """The identity documents a person may register with."""

    CITIZEN_ID = "citizen_id", _("Resident identity card")
    HMT_RESIDENCE_PERMIT = (
        "hmt_residence_permit",
        _("Residence permit for Hong Kong, Macao and Taiwan residents"),
    )
    PERMANENT_RESIDENCE_CARD = (
        "permanent_residence_card",
        _("Foreigner's permanent residence card"),
    )


class Sex(TextChoices):
    """Sex as the order digits of the number state it."""

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


# A residence permit begins with 81, 82 or 83, a permanent residence card with 9 (form of 2023).
PREFIXES = {
    DocumentType.CITIZEN_ID: re.compile(r"(?!8[123]|9)"),
    DocumentType.HMT_RESIDENCE_PERMIT: re.compile(r"8[123]"),
    DocumentType.PERMANENT_RESIDENCE_CARD: re.compile(r"9"),
}


@dataclass(frozen=True)
class Identity:
    """A well-formed number and what it states; the number stays out of `repr` and so of logs."""

    number: str = field(repr=False)
    birth_on: date
    sex: Sex


def check_document(document_type, number):
    """Return the `Identity` a document number states (GB 11643-1999).

    Accepts spaces, hyphens, full-width digits and a lower-case x. Raises `IdentifierError`
    with `id_type_unsupported` or `id_checksum_failed`; the date is checked before the checksum.
    """
    number = document_number(document_type, number)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return Identity(number, _birth_on(number[6:14]), sex)


def document_number(document_type, number):
    """Return a document number in its normal form: `check_document` for who needs no more."""
    kind = _supported(document_type)
    number = compact(number).upper()
    _check_form(number)
    _check_prefix(kind, number)
    _birth_on(number[6:14])
    _check_digit(number)
    return number


def check_character(first_seventeen):
    """Return the 18th character that belongs to seventeen digits (MOD 11-2)."""
    area, day, order = first_seventeen[:6], first_seventeen[6:14], first_seventeen[14:]
    return CHECK_CHARACTERS[(_weighed(area, 0) + _weighed(day, 6) + _weighed(order, 14)) % 11]


@lru_cache(65_536)
def _weighed(digits, place):
    """The weighed sum of the digits from a place on; people of a file share areas and days."""
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS[place:], strict=False))


def _supported(document_type):
    try:
        return DocumentType(document_type)
    except ValueError:
        raise IdentifierError(
            "id_type_unsupported",
            _(
                "This document type is not accepted. Choose a resident identity card, a residence "
                "permit for Hong Kong, Macao and Taiwan residents, or a foreigner's permanent "
                "residence card."
            ),
        ) from None


def _check_form(number):
    if len(number) != LENGTH:
        raise IdentifierError(
            "id_checksum_failed",
            _(
                "The identity number has %(length)d characters; it must have 18. "
                "Compare it with the document."
            )
            % {"length": len(number)},
        )
    if not FORM.fullmatch(number):
        raise IdentifierError(
            "id_checksum_failed",
            _(
                "The identity number may hold only digits, and an X only in the last place. "
                "Compare it with the document."
            ),
        )


def _check_prefix(kind, number):
    if PREFIXES[kind].match(number):
        return
    raise IdentifierError(
        "id_type_unsupported",
        _(
            "The first digits of the identity number do not belong to the document type "
            "“%(type)s”. Check the document type, then the number."
        )
        % {"type": kind.label},
    )


@lru_cache(65_536)
def _birth_on(digits):
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdentifierError(
            "id_checksum_failed",
            _(
                "Digits 7 to 14 of the identity number are not a date of the calendar. "
                "Compare them with the date of birth on the document."
            ),
        ) from None


def _check_digit(number):
    if check_character(number[:17]) != number[17]:
        raise IdentifierError(
            "id_checksum_failed",
            _(
                "The last character of the identity number does not fit the others, so at least "
                "one of them is wrong. Compare every digit with the document."
            ),
        )
