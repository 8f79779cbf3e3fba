"""The corrections of an edition read back from its page and its files, in one form."""

import json

from tests.supervision.independent import Figure
from tests.supervision.reading import page_rows, pdf_rows, pdf_text, place_of, sheets, squeezed
from tests.supervision.showing import change, less, number, numbers, printed_change, words

HEADS = "指标 原值 现值 差额 原因"


def named(found) -> dict[tuple, tuple[Figure, Figure]]:
    """(place, indicator) to old and new figure, as a snapshot names them."""
    return {
        (place_of(item.dimension), item.indicator.id): tuple(
            Figure(cell.numerator, cell.denominator, cell.value) for cell in (item.before, item.now)
        )
        for item in found.corrections
    }


def in_json(content: bytes) -> list[tuple]:
    """Place, indicator, old, new, difference, reason, person."""
    names = ("indicator", "before", "now", "difference", "reason", "person")
    found = json.loads(content)["corrections"]
    return sorted((place_of(item), *(item[name] for name in names)) for item in found)


def in_workbook(content: bytes) -> list[list]:
    """Indicator, place, old, new, difference, reason, person."""
    return sorted([key, *rest] for key, _name, *rest in sheets(content)["更正"])


def check(found, differences, files, page, person) -> int:
    """Page and files of an edition tell exactly these differences; returns how many numbers."""
    reasons = {item.indicator.id: item.reason for item in found.corrections}
    names = {place_of(item.dimension): item.name for item in found.corrections}
    rows = [
        (place, key, old.value, new.value, less(new.value, old.value), reasons[key])
        for (place, key), (old, new) in differences.items()
    ]
    assert in_json(files["json"]) == sorted(
        (place, key, *map(number, figures), why, person) for place, key, *figures, why in rows
    )
    assert in_workbook(files["xlsx"]) == sorted(
        [key, code(place), *numbers(*figures), why, person] for place, key, *figures, why in rows
    )
    shown = [[text for text, _link in row] for row in page_rows(page, "corrections")]
    assert sorted(shown) == sorted(
        [
            names[place] or found.report.scope_name,
            words(key, old),
            words(key, new),
            change(key, less_),
            f"{why} {person}",
        ]
        for place, key, old, new, less_, why in rows
    )
    zh = {item.id: item.zh for item in found.indicators}
    totals = sorted(row for row in rows if not any(row[0]))
    printed = [
        (zh[key], words(key, old), words(key, new), printed_change(key, less_), why)
        for _place, key, old, new, less_, why in totals
    ]
    text = pdf_rows(pdf_text(files["pdf"]), HEADS, "填报人")
    assert text == squeezed("".join(map("".join, printed)))
    return 9 * len(rows) + 3 * len(totals)


def code(place) -> str:
    """The codes of a place as one cell of text; a dash alone is kept from being a formula."""
    told = " ".join(filter(None, place)) or "全部"
    return "'-" if told == "-" else told
