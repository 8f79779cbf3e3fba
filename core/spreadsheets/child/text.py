"""Rows of a CSV file in UTF-8, with or without mark, or GB18030."""

import csv
import io

from faults import ROWS_ABOVE, Fault, check_size

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ",\t;"
LONGEST_CELL = 32_767  # as in a workbook


def rows(data, job):
    """Yield the sheet's description, then `[number, cells]` for every row that is not empty."""
    words = decode(data)
    yield {"sheet": "", "others": False, "hidden_columns": []}
    csv.field_size_limit(LONGEST_CELL)
    if words.count("\n") > job["rows"] + ROWS_ABOVE:
        # Nobody should check a hundred thousand rows to hear at the end that there are too many.
        for number, cells in filled_rows(words):
            check_size(job, number, filled(cells))
    for number, cells in filled_rows(words):
        check_size(job, number, filled(cells))
        yield [number, [cell_of(cell) for cell in cells]]


def filled_rows(words):
    """Yield `(number, cells)` of every row that is not empty; raises `Fault`."""
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter(words), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                yield number, cells
    except csv.Error:
        raise Fault("csv_malformed", row=number + 1) from None


def decode(data):
    if data.startswith(UTF16_MARKS):
        raise Fault("file_utf16")
    if b"\0" in data:
        # UTF-16 without its mark shows as a NUL beside nearly every Latin letter.
        raise Fault("file_utf16" if data.count(b"\0") * 4 > len(data) else "file_nul")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Fault("file_encoding")


def delimiter(words):
    """Return the delimiter that occurs most in the first line, a comma by default."""
    first = words.lstrip("\r\n").split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def filled(cells):
    return max(place for place, cell in enumerate(cells, start=1) if cell)


def cell_of(cell):
    return ["flaw", "cell_formula"] if cell.lstrip().startswith("=") else cell or None
