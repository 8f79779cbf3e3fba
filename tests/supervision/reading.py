"""A report read back: its page and its files as they stand, and the rows that each cell opens."""

import re
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

from django.db.models import Count, Sum, Value
from django.test.html import Element, parse_html
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from core.tenancy.scope import SYSTEM, acting_as
from supervision.filters import PLACES, rows_of, size_of
from supervision.indicators.declaration import indicator
from supervision.models import QuarterlyReport
from supervision.outputs import OUTPUTS, file_of
from tests.supervision.independent import CUTS, PLACE, SHARES, Figure, figure

ADDRESS = "http://x/"
FOOT = re.compile(r"快照码\w+报告编号\S+?第\d+页共\d+页")


def place_of(dimension: dict) -> tuple[str, ...]:
    return tuple(dimension.get(name, "") for name in PLACE)


def lines_of(found) -> list:
    """All lines of a snapshot: the total, each table, the crossed ones."""
    tables = (found.districts, found.training_types, found.institutions, found.occupations)
    return [found.totals, *(line for table in tables for line in table), *found.crossed]


def stored(found) -> dict[tuple, dict[str, Figure]]:
    """The cells of a snapshot by place and indicator."""
    return {
        place_of(line.dimension): {
            key: Figure(cell.numerator, cell.denominator, cell.value)
            for key, cell in line.cells.items()
        }
        for line in lines_of(found)
    }


def grouped(found) -> dict[tuple, dict[str, Figure]]:
    """Every cell as count or sum of the rows behind it, in a few statements.

    The rows that an indicator opens are grouped by the columns its drill-down filters by; where
    persons are counted, each cell is asked for by itself.
    """
    asked = {key: figures_of(found.report, key) for key in found.totals.cells}
    return {
        place_of(line.dimension): {key: give(line) for key, give in asked.items()}
        for line in lines_of(found)
    }


def figures_of(report, key):
    """A function that gives the figure of an indicator for a line."""
    if indicator(key).counts_persons:
        return lambda line: opened(report, key, line)
    sizes = {
        part: {place: number for cut in CUTS for place, number in sums(report, key, part, cut)}
        for part in parts_of(key)
    }
    return lambda line: figure(
        key, *(sizes[part].get(place_of(line.dimension), 0) for part in parts_of(key))
    )


def sums(report, key, part, cut):
    """Place and size of the rows, for the places told by the parts in `cut`."""
    rows = rows_of(report, key, {"part": part}).order_by()
    # a constant, so that without a place, too, there is something to group by
    grouped = rows.annotate(all=Value(1)).values("all", *(PLACES[name] for name in cut))
    for row in grouped.annotate(rows=Count("pk"), total=Sum("amount")):
        place = tuple(row[PLACES[name]] if name in cut else "" for name in PLACE)
        yield place, counted(key, row["rows"], row["total"])


def opened(report, key, line) -> Figure:
    """One cell as count or sum of the rows that its own drill-down gives."""
    asked = ({**line.dimension, "part": part} for part in parts_of(key))
    return figure(key, *(counted(key, *size_of(rows_of(report, key, one))) for one in asked))


def counted(key, rows, total) -> int:
    return int(total or 0) if indicator(key).adds_up else rows


def parts_of(key) -> tuple[str, ...]:
    return ("numerator", "denominator") if key in SHARES else ("numerator",)


def files(report) -> dict[str, bytes]:
    """The report's files, made now."""
    with acting_as(SYSTEM):
        row = QuarterlyReport.objects.get(pk=report.pk)
        return {form: file_of(row, form, ADDRESS) for form in OUTPUTS}


def page_rows(html: str, section="") -> list[list[tuple[str, str]]]:
    """The rows of all tables of a page, or of a section by its id.

    A cell is its text and where it leads, if anywhere.
    """
    root = parse_html(html)
    if section:
        sections = inside(root, "section")
        root = next(part for part in sections if ("id", section) in part.attributes)
    rows = [row for row in inside(root, "tr") if list(inside(row, "td"))]
    return [[(text(cell), link(cell)) for cell in inside(row, "td")] for row in rows]


def inside(element, name):
    """All elements of a name within another one, in their order."""
    for child in element.children:
        if isinstance(child, Element):
            if child.name == name:
                yield child
            yield from inside(child, name)


def text(element) -> str:
    """The words of an element, one blank between two parts; units are left out."""
    parts = (
        child if isinstance(child, str) else text(child)
        for child in element.children
        if isinstance(child, str) or ("class", "unit") not in child.attributes
    )
    return " ".join(" ".join(parts).split())


def link(cell) -> str:
    anchors = list(inside(cell, "a"))
    return dict(anchors[0].attributes)["href"] if anchors else ""


def asked_by(address: str) -> tuple[str, tuple[str, ...]]:
    """The indicator and the place an address of rows asks for."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return parts.path.split("/")[4], place_of(query)


def sheets(content: bytes) -> dict[str, list[list]]:
    """The rows of each sheet without its head; None where a dash says that there is no number."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: [
            [None if cell == "–" else cell for cell in row]
            for row in book.get_sheet_by_name(name).to_python()[1:]
        ]
        for name in book.sheet_names
    }


def pdf_text(content: bytes) -> str:
    """All text of a PDF in its order, without blanks, feet of pages and the mark of a draft."""
    pages = PdfReader(BytesIO(content)).pages
    text = "".join(FOOT.sub("", squeezed(page.extract_text())) for page in pages)
    return text.replace("草稿", "")


def pdf_rows(words: str, head: str, end: str) -> str:
    """The rows of a table in the text of a PDF: after its head, which each page repeats."""
    _before, *parts = words.split(squeezed(head))
    return "".join(parts).partition(squeezed(end))[0]


def squeezed(words: str) -> str:
    return "".join(words.split())
