"""Looks at a workbook as a ZIP archive before anything unpacks it for good."""

import io
import posixpath
import zipfile
from xml.parsers import expat

from faults import Fault

MEGABYTE = 1024 * 1024
MOST_PARTS = 2_000
WORKBOOK = "xl/workbook.xml"
MACROS = "xl/vbaProject.bin"
DEFINITIONS = (b"<!DOCTYPE", b"<!ENTITY")
OVERLAP = max(len(mark) for mark in DEFINITIONS)


def open_archive(data, job):
    """Return the checked archive; raises `Fault`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        check_parts(archive, job["unpacked"])
        for part in archive.infolist():
            check_content(archive, part)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise Fault("file_damaged") from error
    except Exception as error:
        # zlib.error and lzma.LZMAError have no common base.
        if isinstance(error, (Fault, MemoryError)):
            raise
        raise Fault("file_damaged") from error
    return archive


def check_parts(archive, limit):
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Fault("file_encrypted")
    if sum(part.file_size for part in parts) > limit or len(parts) > MOST_PARTS:
        raise Fault("file_bomb", limit=limit // MEGABYTE)
    names = archive.namelist()
    if MACROS in names:
        raise Fault("file_macros")
    if WORKBOOK not in names:
        raise Fault("file_type_mismatch")


def check_content(archive, part):
    """Unpack a part once, which proves its checksum, and look for definitions of XML."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(MEGABYTE):
            piece = tail + chunk
            if any(mark in piece for mark in DEFINITIONS):
                raise Fault("file_dtd")
            tail = chunk[-OVERLAP:]


def worksheets(archive):
    """Return `(name, part, is_visible)` of every worksheet in the workbook's order."""
    targets = {
        row["Id"]: row["Target"]
        for row in elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
        if row.get("Type", "").endswith("/worksheet")
    }
    return [
        (row["name"], part_of(targets[row["r:id"]]), row.get("state", "visible") == "visible")
        for row in elements(archive, WORKBOOK, "sheet")
        if row.get("r:id") in targets
    ]


def part_of(target):
    return posixpath.normpath(posixpath.join("xl", target)).lstrip("/")


def elements(archive, part, tag):
    """Return the attributes of every element with this tag; the prefix r: is made uniform."""
    found = []

    def start(name, attributes):
        if name.rpartition(":")[2] == tag:
            link = [value for key, value in attributes.items() if key.endswith(":id")]
            found.append({**attributes, **({"r:id": link[0]} if link else {})})

    parse(archive, part, start)
    return found


def parse(archive, part, start, end=None):
    """Run a part of the archive through the XML parser; raises `Fault`."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        with archive.open(part) as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, KeyError) as error:
        raise Fault("file_damaged") from error
