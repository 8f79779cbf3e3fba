"""Ready parsers for columns: text, day, whole number, amount; identifiers bring their own."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from core.spreadsheets.faults import CellRefused
from core.spreadsheets.messages import CELL

DAY_FORM = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
NUMBER_FORM = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
CENT = Decimal("0.01")


def refuse(code, **details):
    """Raise `CellRefused` with the words of a code."""
    raise CellRefused(code, CELL[code] % details)


def text(limit=200):
    """A parser of text of at most `limit` characters; a number gives its plain digits."""

    def parse(value):
        words = as_text(value)
        return words if len(words) <= limit else refuse("cell_too_long", limit=limit)

    return parse


def as_text(value):
    """Return a cell as people read it: 5 rather than 5.0, 2025-03-31 for a date."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def day(value):
    """Parse a date cell, or 2025-03-31, 2025/3/31, 2025.3.31, 2025年3月31日, 20250331."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    words = as_text(value)
    match = DAY_FORM.fullmatch(words)
    if not match:
        refuse("date_invalid" if isinstance(value, str) else "date_is_number")
    try:
        return date(*(int(part) for part in match.groups() if part))
    except ValueError:
        refuse("date_invalid")


def whole_number(lowest=0, highest=999_999_999):
    """A parser of whole numbers from `lowest` to `highest`."""

    def parse(value):
        number = _decimal(value)
        if number is None or number != number.to_integral() or not lowest <= number <= highest:
            refuse("number_invalid", lowest=lowest, highest=highest)
        return int(number)

    return parse


def amount(lowest=Decimal("0.00"), highest=Decimal("9999999999.99")):
    """A parser of CNY amounts as Decimal with two places; thousands commas may stand."""

    def parse(value):
        number = _decimal(value)
        is_fine = number is not None and lowest <= number <= highest
        if not is_fine or number != number.quantize(CENT):
            refuse("amount_invalid", lowest=lowest, highest=highest)
        return number.quantize(CENT)

    return parse


def _decimal(value):
    """Return the cell as Decimal, or None. A float is taken as it prints, not as it is stored."""
    words = as_text(value)
    if isinstance(value, str) and not NUMBER_FORM.fullmatch(words):
        return None
    try:
        number = Decimal(words.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
