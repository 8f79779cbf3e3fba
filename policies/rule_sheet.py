"""The rows of a rule set as a declared sheet: written out, and read back with every error."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import translation
from django.utils.translation import gettext as _

from core.calendar import Unit as ClockUnit
from core.spreadsheets import CellRefused, Choice, Column, Sheet
from core.spreadsheets.parsers import as_text, day
from policies.enums import Unit
from policies.models import Clause, PolicyDocument, RuleChange, RuleSet
from policies.rows import kinds, unit_until_now
from policies.validation import FAULTS, own_faults

PLACES = Decimal("0.0001")
MOST = Decimal(99_999_999)
KEY_OF = {
    "unknown_code": "what",
    "wrong_unit": "unit",
    "wrong_figure": "figure",
    "wrong_dates": "valid_to",
    "wrong_clause": "clause",
}


def in_both(words: Callable[[], Iterable[tuple[str, str]]]) -> tuple[Choice, ...]:
    """Choices of (value, name) pairs that are asked for once in each language."""
    found = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.append({value: str(name) for value, name in words()})
    chinese, english = found
    return tuple(Choice(value, chinese[value], english[value]) for value in chinese)


def codes() -> list[tuple[str, str]]:
    """(kind:code, name) of everything a set may change."""
    return [
        (f"{one.name}:{code}", name)
        for one in kinds().values()
        for code, name in one.codes().items()
    ]


def figure(cell) -> Decimal:
    """A number with at most four decimals, or a share as per cent."""
    words = as_text(cell).replace(",", "").replace("％", "%")
    try:
        number = Decimal(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) > MOST:
        raise not_a_figure()
    if number != number.quantize(PLACES):
        raise not_a_figure()
    return number


def not_a_figure() -> CellRefused:
    words = _("Write a number with at most four decimals, such as 0.85 or 85%.")
    return CellRefused("figure_invalid", words)


def rule_sheet(document: PolicyDocument) -> Sheet:
    """The sheet of a set under a document; choices are asked anew, because they are dated data."""
    clauses = {row.pk: row for row in document.clauses.order_by("ordinal")}
    places = in_both(lambda: [(row.label, str(row)) for row in clauses.values()])
    units = in_both(lambda: [*Unit.choices, *ClockUnit.choices])
    by_label = {row.label: row for row in clauses.values()}
    return Sheet(
        zh="规则集",
        en="Rule set",
        columns=(
            Column("what", "内容", "What", required=True, choices=in_both(codes)),
            Column(
                "figure", "数值", "Figure", required=True, parse=figure, example="0.85",
                hint=_("A number with at most four decimals; a share as 0.85 or 85%."),
            ),
            Column(
                "unit", "单位", "Unit", choices=units, hint=_("Empty: the unit it has until now."),
            ),
            Column("clause", "条款", "Clause", required=True, choices=places),
            Column("valid_from", "生效日期", "Valid from", required=True, parse=day,
                   example="2027-01-01"),
            Column(
                "valid_to", "失效日期", "Valid to", parse=day,
                hint=_("The last day; empty when it stays in force."),
            ),
        ),
        unique=(("what", "valid_from"),),
        check=lambda values: check_row(values, document, by_label),
    )  # fmt: skip


def check_row(values: dict, document: PolicyDocument, clauses: dict[str, Clause]):
    """What is wrong with a row by itself, by the rules of the validation of a set."""
    if None in (values["what"], values["figure"], values["clause"], values["valid_from"]):
        return
    name, _colon, code = values["what"].partition(":")
    values["unit"] = values["unit"] or unit_until_now(name, code)
    for fault in own_faults(change_of(values, clauses), RuleSet(document=document)):
        detail = fault.detail if fault.code != "wrong_clause" else ""
        words = " ".join(filter(None, (str(FAULTS[fault.code]), detail)))
        yield KEY_OF[fault.code], fault.code, words


def change_of(values: dict, clauses: dict[str, Clause]) -> RuleChange:
    """An unstored row from the values of one line."""
    name, _colon, code = values["what"].partition(":")
    return RuleChange(
        kind=name, code=code, figure=values["figure"], unit=values["unit"],
        clause=clauses[values["clause"]], valid_from=values["valid_from"],
        valid_to=values["valid_to"],
    )  # fmt: skip


def written(sheet: Sheet, change: RuleChange) -> dict[str, str]:
    """One stored row as it is written out, by the keys of the sheet."""
    return {
        "what": label(sheet, "what", f"{change.kind}:{change.code}"),
        "figure": f"{change.figure.normalize():f}",
        "unit": label(sheet, "unit", change.unit),
        "clause": label(sheet, "clause", change.clause.label),
        "valid_from": iso(change.valid_from),
        "valid_to": iso(change.valid_to),
    }


def label(sheet: Sheet, key: str, value: str) -> str:
    """A choice in the reader's language; the value itself where it is a choice no longer."""
    return {choice.value: choice.label for choice in sheet.column(key).choices}.get(value, value)


def iso(on: date | None) -> str:
    return on.isoformat() if on else ""
