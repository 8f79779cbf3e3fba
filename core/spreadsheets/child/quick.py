"""The plain sheet, which nearly every file is: no formula, nothing merged, nothing hidden.

Asking every element costs more than all the rest of the reading, so a sheet is first searched as
bytes for anything that could be more than values. Only when nothing is found the answer is given
here; else the exact pass over the XML follows.
"""

import re
from itertools import pairwise
from xml.parsers import expat

from faults import ROWS_ABOVE, Fault

LARGEST = 64 * 1024 * 1024
# Literals are found at memory speed. A comment, a prefix, a character reference could hide what
# the other words look for, so they end the quick pass as well.
MORE_THAN_VALUES = (
    b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/", b"mergeCell", b'"e"', b"'e'", b"hidden",
    b"<!", b"&#",
)  # fmt: skip
CELL = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
ROW = re.compile(rb'<row r="([0-9]{1,7})"')


def last_row_of(archive, part, job):
    """Return the last row of a plain sheet inside the limits, else None. Raises `Fault`."""
    if archive.getinfo(part).file_size > LARGEST:
        return None
    content = archive.read(part)
    rows, columns = ROW.findall(content), CELL.findall(content)
    if not rows or any(mark in content for mark in MORE_THAN_VALUES):
        return None
    if content.count(b"<row") != len(rows) or content.count(b"<c ") != len(columns):
        return None
    numbers = list(map(int, rows))
    if numbers[-1] > job["rows"] + ROWS_ABOVE or max(map(number_of, set(columns))) > job["columns"]:
        return None  # the exact pass tells empty cells from filled ones
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return None
    check_form(content)
    return numbers[-1]


def number_of(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def check_form(content):
    """Prove that the XML is well-formed; without handlers this costs next to nothing."""
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError as error:
        raise Fault("file_damaged") from error
