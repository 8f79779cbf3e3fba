"""Unified social credit code of units (GB 32100-2015)."""

import re

from django.utils.translation import gettext_lazy as _

from core.identifiers.errors import IdentifierError
from core.identifiers.normalise import compact

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
FORM = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def check_uscc(code):
    """Return the code in capital letters; raises `IdentifierError` with `uscc_invalid`."""
    code = compact(code).upper()
    if not FORM.fullmatch(code):
        raise IdentifierError(
            "uscc_invalid",
            _(
                "The unified social credit code must have 18 digits and capital letters; "
                "the letters I, O, S, V and Z do not occur. Compare it with the certificate."
            ),
        )
    if check_character(code[:17]) != code[17]:
        raise IdentifierError(
            "uscc_invalid",
            _(
                "The last character of the unified social credit code does not fit the others. "
                "Compare every character with the certificate."
            ),
        )
    return code


def check_character(first_seventeen):
    """Return the 18th character that belongs to the first seventeen."""
    total = sum(
        ALPHABET.index(character) * weight
        for character, weight in zip(first_seventeen, WEIGHTS, strict=True)
    )
    return ALPHABET[(31 - total % 31) % 31]


def has_valid_organisation_code(code):
    """Say whether the inner organisation code holds (GB 11714). A hint, never a refusal."""
    inner = check_uscc(code)[8:17]
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(inner[:8], ORGANISATION_WEIGHTS, strict=True)
    )
    return inner[8] == "0123456789X0"[11 - total % 11]
