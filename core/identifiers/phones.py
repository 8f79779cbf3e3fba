"""Mobile phone numbers of mainland China."""

import re

from django.utils.translation import gettext_lazy as _

from core.identifiers.errors import IdentifierError
from core.identifiers.normalise import compact

FORM = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")


def check_phone(number):
    """Return the eleven digits of a mainland mobile number; +86, spaces and hyphens may stand.

    Raises `IdentifierError` with `phone_invalid`.
    """
    match = FORM.fullmatch(compact(number))
    if match:
        return match[1]
    raise IdentifierError(
        "phone_invalid",
        _(
            "A mobile number of mainland China has 11 digits and begins with 13 to 19. "
            "Check the number; leave out extensions and landlines."
        ),
    )
