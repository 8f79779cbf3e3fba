"""How a caller declares a sheet: columns with two headers, a parser and rules."""

from collections.abc import Callable
from dataclasses import dataclass

from core.language import is_chinese
from core.punctuation import enumerated
from core.spreadsheets.parsers import text

MOST_NAMED = 200  # choices


@dataclass(frozen=True)
class Choice:
    """One allowed value: what is stored and how it reads in both languages."""

    value: str
    zh: str
    en: str

    @property
    def label(self):
        """The words of the current language."""
        return self.zh if is_chinese() else self.en


@dataclass(frozen=True)
class Column:
    """One column: matched by its Chinese or English header, in any place.

    `parse` takes the non-empty cell (text, number or date; identifiers are always text) and
    returns the value or raises a ValueError with `code` and `message`. An identifier is
    refused when its cell is a number. `hint` and `example` go into the template.
    """

    key: str
    zh: str
    en: str
    required: bool = False
    parse: Callable = text()  # noqa: RUF009 - makes a function, no shared state
    is_identifier: bool = False
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    example: str = ""

    @property
    def header(self):
        """The header in the current language."""
        return self.zh if is_chinese() else self.en

    @property
    def choice_names(self):
        """The choices in words; of a long list the first ones."""
        words = enumerated(choice.label for choice in self.choices[:MOST_NAMED])
        return f"{words}…" if len(self.choices) > MOST_NAMED else words


@dataclass(frozen=True)
class Sheet:
    """A declared sheet.

    `unique` names groups of keys that must not repeat within a file. `check` takes the values
    of one row (None where empty or refused) and yields `(key, code, message)` for what is wrong
    between cells; it may replace values by their normal form. `check_many` takes the values of
    the good rows of a batch and yields `(place, key, code, message)`: what only the database
    knows, in a few statements for all of them. `row_rule` says in the template what one row is.
    """

    zh: str
    en: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    check: Callable | None = None
    check_many: Callable | None = None
    row_rule: str = ""

    @property
    def title(self):
        """The title in the current language."""
        return self.zh if is_chinese() else self.en

    def column(self, key):
        """Return the column of a key; raises KeyError."""
        return {column.key: column for column in self.columns}[key]
