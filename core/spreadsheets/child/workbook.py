"""Rows of an XLSX workbook: the declared sheet by its title, else the first visible one."""

import io
from datetime import date, datetime
from itertools import chain, repeat

import python_calamine
from archive import open_archive, worksheets
from faults import Fault
from scan import Scan


def rows(data, job):
    """Yield the sheet's description, then `[number, cells]` for every row that is not empty."""
    archive = open_archive(data, job)
    try:
        visible = [(name, part) for name, part, is_visible in worksheets(archive) if is_visible]
        name, part = chosen(visible, job["titles"])
        scan = Scan(archive, part, job)
    except (AttributeError, KeyError, ValueError) as error:
        # Attributes that are absent or no numbers and references.
        raise Fault("file_damaged") from error
    others = not any(title == name for title in job["titles"]) and len(visible) > 1
    yield {"sheet": name, "others": others, "hidden_columns": scan.hidden_columns}
    yield from filled_rows(values(data, name), scan)


def chosen(visible, titles):
    if not visible:
        raise Fault("sheet_missing")
    return next((sheet for sheet in visible if sheet[0] in titles), visible[0])


def values(data, name):
    """Yield the cells of each row of the sheet, from row 1 and column 1."""
    try:
        sheet = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name(name)
        offset = [""] * (sheet.start[1] if sheet.start else 0)
        for cells in sheet.iter_rows():
            yield offset + cells
    except python_calamine.PasswordError as error:
        raise Fault("file_encrypted") from error
    except MemoryError:
        raise
    except BaseException as error:
        # A panic of the native reader is no Exception; whatever it is, the file is at fault.
        if isinstance(error, GeneratorExit):
            raise
        raise Fault("file_damaged") from error


def filled_rows(cells_of_rows, scan):
    flaws = scan.all_flaws()
    widths = {}
    for row, column in flaws:
        widths[row] = max(widths.get(row, 0), column)
    padded = chain(cells_of_rows, repeat([]))
    for number, cells in zip(range(1, scan.last_row + 1), padded, strict=False):
        coded = [code(cell) for cell in cells]
        if number in widths:
            mark(coded, number, widths[number], flaws)
        if any(cell is not None for cell in coded):
            yield [number, coded, *(["row_hidden"] if number in scan.hidden_rows else [])]


def mark(coded, number, width, flaws):
    coded.extend([None] * (width - len(coded)))
    for place in range(width):
        flaw = flaws.get((number, place + 1))
        if flaw:
            coded[place] = ["flaw", flaw]


def code(cell):
    """Return what JSON can carry; a whole number read as a float becomes an integer again."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool | int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, date):
        is_day = isinstance(cell, datetime) and cell.time() == datetime.min.time()
        return ["date", (cell.date() if is_day else cell).isoformat()]
    return str(cell)
