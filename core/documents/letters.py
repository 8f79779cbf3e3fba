"""Letters: official papers with head, number, addressee, reasons, clauses, date and seal place."""

from dataclasses import dataclass
from datetime import date

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from core import clock
from core.documents.pdf import make_pdf
from core.language import is_chinese

TEMPLATE = "documents/letter.typ"
Line = tuple[str, str]


@dataclass(frozen=True)
class Letter:
    """What a paper says, in the language it is made in.

    `facts` are (label, value); `checks` are the conditions that were looked at, as (condition,
    result, figures, clause); `paragraphs` stand above the facts, `closing` below the conditions.
    """

    title: str
    number: str
    to: str
    sender: str
    on: date
    paragraphs: tuple[str, ...]
    facts: tuple[Line, ...] = ()
    checks: tuple[tuple[str, str, str, str], ...] = ()
    closing: tuple[str, ...] = ()


def letter_pdf(letter: Letter) -> bytes:
    """A4 PDF in the active language. Raises Refused: file_unreadable without the house's font."""
    return make_pdf(TEMPLATE, content(letter))


def content(letter: Letter) -> dict:
    """Everything the layout prints, as text."""
    made = timezone.localtime(clock.now())
    return {
        "chinese": is_chinese(),
        "title": letter.title,
        "number": _("No. %(number)s") % {"number": letter.number},
        "to": letter.to,
        "sender": letter.sender,
        "on": in_words(letter.on),
        "paragraphs": list(letter.paragraphs),
        "facts": [[label, value] for label, value in letter.facts if value],
        "conditions": _("Conditions checked by the platform"),
        "annex": _("Annex: %(title)s") % {"title": _("Conditions checked by the platform")},
        "heads": [_("Condition"), _("Result"), _("Finding"), _("Clause")],
        "checks": [list(check) for check in letter.checks],
        "closing": list(letter.closing),
        "seal": _("Place of the seal"),
        "made": _("Made from the record on %(at)s; the record in the platform decides.")
        % {"at": f"{made:%Y-%m-%d %H:%M}"},
    }


def in_words(day: date) -> str:
    """2026年11月24日, or 24 November 2026."""
    if is_chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return dateformat.format(day, "j F Y")
