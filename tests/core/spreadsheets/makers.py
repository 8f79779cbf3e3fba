"""Makes the bad files of the corpus byte by byte or with a writer that allows anything."""

import io
import re
import struct
import zipfile
import zlib

import xlsxwriter

from tests.core.spreadsheets.declared import GOOD, HEADERS, workbook

SHEET_PART = "xl/worksheets/sheet1.xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def drawn(draw, **options):
    """Return a workbook with headers and one good row after `draw(book, page)` changed it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options) as book:
        page = book.add_worksheet("学员名册")
        for place, (header, cell) in enumerate(zip(HEADERS, GOOD, strict=True)):
            page.write_string(0, place, header)
            page.write_string(1, place, cell)
        draw(book, page)
    return stream.getvalue()


def repacked(change, data=None, **added):
    """Return a workbook whose parts went through `change(name, content)`; None drops a part."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or workbook(GOOD))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in added.items():
            new.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return stream.getvalue()


def with_part(part, old, new):
    """Return the good workbook with some text of one part replaced."""

    def change(name, content):
        return re.sub(old, new, content, count=1, flags=re.DOTALL) if name == part else content

    return repacked(change)


def without_part(part):
    return repacked(lambda name, content: None if name == part else content)


def bomb(megabytes=300):
    """Return a small file whose sheet unpacks to many megabytes, and says so."""
    stream = io.BytesIO(without_part(SHEET_PART))
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(SHEET_PART, "w") as part,
    ):
        part.write(b"<worksheet><!--")
        for _number in range(megabytes):
            part.write(b" " * 1024 * 1024)
        part.write(b"--></worksheet>")
    return stream.getvalue()


def lying_bomb(megabytes=300):
    """Return the bomb with a small size declared in the directory and the local header."""
    data = bytearray(bomb(megabytes))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        true = struct.pack("<I", archive.getinfo(SHEET_PART).file_size)
    return bytes(data.replace(true, struct.pack("<I", 4096)))


def wrong_checksum():
    """Return a workbook whose sheet does not fit its checksum."""
    data = workbook(GOOD)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        crc = struct.pack("<I", archive.getinfo(SHEET_PART).CRC)
    return data.replace(crc, struct.pack("<I", zlib.crc32(b"other")))


def flagged_encrypted():
    """Return a workbook whose ZIP entries say that they are encrypted."""
    data = bytearray(workbook(GOOD))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + offset] |= 1
    return bytes(data)


def many_strings(rows=20_000, length=30_000):
    """Return a small workbook in which every row shows the same very long shared text."""
    cells = "".join(
        f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(2, rows + 2)
    )
    parts = {
        SHEET_PART: re.compile(rb"</sheetData>"),
        "xl/sharedStrings.xml": re.compile(rb"<si>"),
    }
    long = b"<si><t>" + b"x" * length + b"</t></si><si>"

    def change(name, content):
        if name not in parts:
            return content
        new = cells.encode() + b"</sheetData>" if name == SHEET_PART else long
        return parts[name].sub(lambda _match: new, content, count=1)

    return repacked(change, drawn(lambda _book, _page: None))
