"""The kinds of messages: one table, `core/data/messages.csv`, holds words, channels and rules."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.language import is_chinese
from core.refusals import reasons

FILE = Path(__file__).parent.parent / "data" / "messages.csv"
TRANSLATED = ("kind", "state", "result", "role")
SIGNATURE = "【大连职培】"
# Longest value of a placeholder in a text message, in Chinese and in English: words that are
# translated take more letters there. What is longer is cut, so that a message keeps its length.
LONGEST = {
    **dict.fromkeys(("kind", "state", "result", "role"), (8, 20)),
    **dict.fromkeys(("number", "class"), (16, 16)),
    **dict.fromkeys(("place", "unit"), (14, 14)),
    **dict.fromkeys(("code", "count", "grade", "year", "period", "name"), (8, 8)),
    **dict.fromkeys(("date", "due", "amount"), (10, 10)),
    "reason": (14, 40),
    "time": (5, 5),
    "link": (20, 20),
}


class Topic(models.TextChoices):
    """What messages are about: the groups in which a person chooses channels."""

    TASK = "task", _("Tasks and deadlines")
    RECORD = "record", _("Applications and answers")
    UNIT = "unit", _("Units, members and bookings")
    CLASS = "class", _("Classes and enrolment")
    EXAM = "exam", _("Exams and certificates")
    MONEY = "money", _("Vouchers, subsidies and payments")
    OVERSIGHT = "oversight", _("Inspections, complaints and reports")
    ACCOUNT = "account", _("Account and personal data")


class Given(dict):
    """Values of placeholders; one that an older message was stored without reads as a dash."""

    def __missing__(self, name):
        return "–"


@dataclass(frozen=True)
class Kind:
    """One row of the table.

    `is_mandatory`: SMS and e-mail may not be switched off; `is_urgent`: goes out in quiet hours,
    too; `is_digestible`: may come once a day in one e-mail.
    """

    code: str
    topic: str
    channels: tuple[str, ...]
    zh: str
    en: str
    is_mandatory: bool
    is_urgent: bool
    is_digestible: bool
    name_zh: str
    name_en: str

    def __str__(self):
        return self.name_zh if is_chinese() else self.name_en

    def text(self, context: dict, language: str | None = None) -> str:
        """The words for a reader of this language (the active one by default).

        `kind`, `state`, `result` and `role` are stored in English and translated here, `reason` is
        a code of the reason list: one stored message is read in two languages.
        """
        language = language or translation.get_language() or "zh-hans"
        return capfirst(self.template(language).format(**words(context, language)))

    def shown(self, context: dict) -> str:
        """The same in the inbox, where a value that the message was stored without is a dash."""
        language = translation.get_language() or "zh-hans"
        return capfirst(self.template(language).format_map(Given(words(context, language))))

    def short_text(self, context: dict, language: str) -> str:
        """The same for a text message, signed, with every value at most `LONGEST`."""
        words = self.template(language).format(**short_words(context, language))
        return SIGNATURE + capfirst(words)

    def template(self, language: str) -> str:
        return self.zh if is_chinese(language) else self.en


def english(choice: models.Choices) -> str:
    """A state, role or fault as a message stores it: in English, whoever writes."""
    with translation.override("en"):
        return str(choice.label)


def words(context: dict, language: str) -> dict[str, str]:
    """The values of the placeholders as a reader of this language reads them."""
    with translation.override(language):
        return {name: _in_words(name, value) for name, value in context.items()}


def _in_words(name, value) -> str:
    if name == "reason" and value in reasons():
        return str(reasons()[value])
    return translation.gettext(value) if name in TRANSLATED and value else str(value)


def short_words(context: dict, language: str) -> dict[str, str]:
    """The same, cut to what a text message holds."""
    column = 0 if is_chinese(language) else 1
    return {name: _cut(name, value, column) for name, value in words(context, language).items()}


def _cut(name, value, column) -> str:
    """A link is never cut: half a link opens nothing, so such a message may take two parts."""
    if name == "link":
        return value
    most = LONGEST[name][column] if name in LONGEST else len(value)
    return value if len(value) <= most else f"{value[: most - 1]}…"


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of the file."""
    with FILE.open(encoding="utf-8") as file:
        return {row["code"]: _kind(row) for row in csv.DictReader(file)}


def _kind(row: dict) -> Kind:
    return Kind(
        code=row["code"],
        topic=Topic(row["topic"]),
        channels=tuple(row["channels"].split()),
        zh=row["zh"],
        en=row["en"],
        is_mandatory=row["mandatory"] == "yes",
        is_urgent=row["urgent"] == "yes",
        is_digestible=row["digestible"] == "yes",
        name_zh=row["name_zh"],
        name_en=row["name_en"],
    )


def kind_of(code: str) -> Kind:
    """Raises KeyError for a code that is not in the table."""
    if code not in kinds():
        raise KeyError(f"no message is called {code}: add its row to {FILE.name}")
    return kinds()[code]


def codes(**wanted) -> list[str]:
    """Codes of the kinds with these values: `codes(is_urgent=True)`."""
    return [
        kind.code
        for kind in kinds().values()
        if all(getattr(kind, name) == value for name, value in wanted.items())
    ]


class Message:
    """The name by which services send a kind: a class that states its `code` and for whom it is."""

    code = ""
    kind: Kind

    def __init_subclass__(cls):
        cls.kind = kind_of(cls.code)
