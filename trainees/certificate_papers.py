"""Certificates of completion as PDF: a page each, from what was kept when they were issued."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.documents import in_words, make_pdf, qr_code
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.language import is_chinese
from core.punctuation import enumerated
from policies import rulebook
from trainees.models import CompletionCertificate

TEMPLATE = "documents/certificate.typ"
READERS = UNIT_ADMINS | CASE_READERS | {Role.DISTRICT_REVIEWER, Role.WORKER}


def check_address(certificate, site: str) -> str:
    """Where the code on the paper leads: the check with the number filled in, not the name."""
    return f"{site}{reverse('certificate-check', query={'number': certificate.number})}"


def certificates_pdf(certificates: list[CompletionCertificate], site: str) -> bytes:
    """A4 PDF in the active language; `site` begins the address the codes lead to."""
    pages = [page(row) for row in certificates]
    pictures = {f"qr{n}": qr_code(check_address(row, site)) for n, row in enumerate(certificates)}
    return make_pdf(TEMPLATE, {"chinese": is_chinese(), "pages": pages}, pictures=pictures)


def page(row: CompletionCertificate) -> dict:
    """Everything the layout prints of one, as text."""
    facts = row.facts
    issued_on = timezone.localtime(row.issued_at).date()
    return {
        "title": _("Certificate of completion"),
        "number": _("No. %(number)s") % {"number": row.number},
        "name": facts["name"],
        "identity": facts["masked_identity"],
        "text": words_of(row),
        "facts": [[label, value] for label, value in lines(row) if value],
        "institution": called(facts, "institution"),
        "on": in_words(issued_on),
        "seal": _("Place of the seal"),
        "check": _("Scan to check this certificate by its number and the name."),
        "note": _("It proves completed training; it is no certificate of a skill level."),
    }


def words_of(row) -> str:
    facts = row.facts
    said = {
        "first": in_words(date.fromisoformat(facts["starts_on"])),
        "last": in_words(date.fromisoformat(facts["ends_on"])),
        "programme": facts["programme"],
        "lessons": facts["lessons"],
    }
    words = _(
        "has taken part in “%(programme)s” (%(lessons)s lessons) from %(first)s to %(last)s, met "
        "the conditions of completion and is awarded this certificate."
    )
    return words % said


def lines(row) -> list[tuple[str, str]]:
    """(label, value) of what the sentence does not say."""
    facts = row.facts
    share = f"{facts['attended_minutes'] / facts['scheduled_minutes']:.1%}"
    clauses = [rulebook.clause(label) for label in facts["clauses"]]
    return [
        (_("Identity number"), facts["masked_identity"]),
        (_("Class"), f"{facts['class']} ({facts['class_number']})"),
        (_("Occupation or course"), called(facts, "occupation")),
        (_("Skill level"), row.level_label),
        (_("Attendance"), share),
        (_("Completion score"), facts["score"] or ""),
        (_("Clause"), enumerated([found.name for found in clauses if found])),
    ]


def called(facts, name) -> str:
    """A name in the reader's language, where it has one."""
    return facts[name] if is_chinese() else facts[f"{name}_en"] or facts[name]
