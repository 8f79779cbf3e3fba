"""Certificate numbers. None carries a check digit: only the issued list proves a number."""

import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.identifiers.errors import IdentifierError
from core.identifiers.levels import SkillLevel
from core.identifiers.normalise import compact

FREE_TEXT_LENGTH = 64


class CertificateKind(TextChoices):
    """The certificates whose numbers are recorded; the kind decides the form of the number."""

    SKILL_LEVEL = "skill_level", _("Vocational skill level certificate")
    SPECIAL_MASTER = "special_master", _("Special-grade technician certificate")
    QUALIFICATION = "qualification", _("Vocational qualification certificate")
    SPECIAL_SKILL = "special_skill", _("Special-skill certificate")
    COMPLETION = "completion", _("Completion certificate")


# Letter, body code 4, province 2, body serial 6, year 2, level 1, sequence 6.
SKILL_LEVEL_FORM = re.compile(r"[YSJ][0-9]{12}(?P<year>[0-9]{2})(?P<level>[1-5])[0-9]{6}")
FREE_FORM = re.compile(rf"\S.{{0,{FREE_TEXT_LENGTH - 1}}}")
FORMS = {
    CertificateKind.SKILL_LEVEL: SKILL_LEVEL_FORM,
    CertificateKind.SPECIAL_MASTER: re.compile(r"[A-Z]{2}[0-9]{20}"),
    CertificateKind.QUALIFICATION: re.compile(r"[0-9]{16}"),
    CertificateKind.SPECIAL_SKILL: FREE_FORM,
    CertificateKind.COMPLETION: FREE_FORM,
}


@dataclass(frozen=True)
class CertificateNumber:
    """A well-formed number; `year` (four digits) and `level` only where the form states them."""

    number: str
    year: int | None = None
    level: SkillLevel | None = None


def check_certificate(kind, number):
    """Return the `CertificateNumber`; raises `IdentifierError`, code `certificate_malformed`."""
    kind = CertificateKind(kind)
    form = FORMS[kind]
    number = number.strip() if form is FREE_FORM else compact(number).upper()
    match = form.fullmatch(number)
    if not match:
        raise IdentifierError("certificate_malformed", _explain(kind))
    parts = match.groupdict()
    if not parts:
        return CertificateNumber(number)
    return CertificateNumber(number, 2000 + int(parts["year"]), SkillLevel(parts["level"]))


def certificate_contradictions(certificate, *, issued_on, level):
    """Return which claims the number speaks against: `year`, `level`, both or none."""
    contradictions = []
    if certificate.year and certificate.year != issued_on.year:
        contradictions.append("year")
    if certificate.level and certificate.level != level:
        contradictions.append("level")
    return contradictions


def _explain(kind):
    return {
        CertificateKind.SKILL_LEVEL: _(
            "A skill level certificate number has 22 characters: Y, S or J and 21 digits, with "
            "the level 1 to 5 in place 16. Compare it with the certificate."
        ),
        CertificateKind.SPECIAL_MASTER: _(
            "This certificate number has 2 letters and 20 digits. Compare it with the certificate."
        ),
        CertificateKind.QUALIFICATION: _(
            "A qualification certificate number has 16 digits. Compare it with the certificate."
        ),
    }.get(kind, _("The certificate number must have 1 to 64 characters on one line."))
