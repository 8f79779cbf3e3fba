"""PDFs: refused when they are encrypted, broken, or do more than show pages."""

import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from core.refusals import Refused

MOST_OBJECTS = 100_000
# /AA, /OpenAction to a page and /URI links only move the reader about; these do more.
ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/RichMediaContent", "/XFA"}
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/RichMedia",
                  "/FileAttachment", "/Movie", "/Rendition"}  # fmt: skip
NAMED = re.compile(rb"/(JavaScript|EmbeddedFile|Launch)\b")
BROKEN = (PyPdfError, OSError, ValueError, KeyError, TypeError, IndexError, AttributeError,
          RecursionError, AssertionError, NotImplementedError)  # fmt: skip


def check_pdf(stream) -> None:
    """Raises Refused: upload_pdf_encrypted, upload_pdf_active, upload_damaged."""
    stream.seek(0)
    data = stream.read()
    if NAMED.search(data):  # also in a part the table of objects does not name
        raise Refused("upload_pdf_active")
    stream.seek(0)
    try:
        check_objects(PdfReader(stream))
    except BROKEN:
        raise Refused("upload_damaged") from None


def check_objects(reader) -> None:
    """Every object of the file, also those packed into object streams."""
    if reader.is_encrypted:
        raise Refused("upload_pdf_encrypted")
    if len(reader.pages) == 0:
        raise Refused("upload_damaged")
    keys = object_keys(reader)
    if len(keys) > MOST_OBJECTS:
        raise Refused("upload_too_big")
    for number, generation in keys:
        found = reader.get_object(IndirectObject(number, generation, reader))
        if found is not None and is_active(found):
            raise Refused("upload_pdf_active")


def object_keys(reader) -> list[tuple[int, int]]:
    """(number, generation) of every object the file's tables name."""
    plain = [(n, generation) for generation, table in reader.xref.items() for n in table if n]
    return [*plain, *((number, 0) for number in reader.xref_objStm)]


def is_active(found) -> bool:
    """Whether an object or a direct part of it does more than show."""
    if isinstance(found, DictionaryObject):
        if ACTIVE_KEYS & set(found) or ("/S" in found and found["/S"] in ACTIVE_ACTIONS):
            return True
        return any(is_active(part) for part in direct(found.values()))
    return isinstance(found, ArrayObject) and any(is_active(part) for part in direct(found))


def direct(parts):
    """The parts that stand in the object itself; what is referred to is an object of its own."""
    return [part for part in parts if isinstance(part, DictionaryObject | ArrayObject)]
