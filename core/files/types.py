"""What a file is by its first bytes; its name must agree, and decides nothing."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from core.punctuation import either
from core.refusals import Refused

HEAD = 64 * 1024
FOREIGN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b",
           b"MZ", b"\x7fELF", b"Rar!", b"GIF8", b"RIFF")  # fmt: skip
MARKUP = (b"<html", b"<!doc", b"<?xml", b"<svg", b"<script")


@dataclass(frozen=True)
class Type:
    """`matches(head, stream)` looks at the first 64 KB, and at the stream where it must."""

    name: str
    content_type: str
    suffixes: tuple[str, ...]
    matches: Callable


def starts_with(mark):
    return lambda head, stream: head.startswith(mark)


def is_webp(head, stream):
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def is_workbook(head, stream):
    """A ZIP that lists a workbook; one with macros is no `.xlsx`."""
    names = archive_names(head, stream)
    return "xl/workbook.xml" in names and "xl/vbaProject.bin" not in names


def is_archive(head, stream):
    return bool(archive_names(head, stream))


def archive_names(head, stream) -> set[str]:
    """The names in a ZIP's directory, read without unpacking anything."""
    if not head.startswith(b"PK\x03\x04"):
        return set()
    try:
        return set(zipfile.ZipFile(stream).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return set()


def is_text(head, stream):
    """Text of one of the encodings spreadsheets save; no mark-up and no NUL outside UTF-16."""
    start = head.lstrip(b" \t\r\n\xef\xbb\xbf").lower()
    if head.startswith(FOREIGN) or start.startswith(MARKUP):
        return False
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head


def is_json(head, stream):
    return is_text(head, stream) and head.lstrip()[:1] in (b"{", b"[")


PDF = Type("PDF", "application/pdf", (".pdf",), starts_with(b"%PDF-"))
JPEG = Type("JPEG", "image/jpeg", (".jpg", ".jpeg"), starts_with(b"\xff\xd8\xff"))
PNG = Type("PNG", "image/png", (".png",), starts_with(b"\x89PNG\r\n\x1a\n"))
WEBP = Type("WEBP", "image/webp", (".webp",), is_webp)
XLSX = Type(
    "XLSX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    (".xlsx",),
    is_workbook,
)
ZIP = Type("ZIP", "application/zip", (".zip",), is_archive)
CSV = Type("CSV", "text/csv", (".csv",), is_text)
JSON = Type("JSON", "application/json", (".json",), is_json)
PICTURES = (JPEG, PNG, WEBP)
TEXTS = (CSV, JSON)


def type_of(stream, name, allowed) -> Type:
    """The type among the allowed ones that the content has and the name agrees with.

    Raises Refused: upload_empty, upload_type_unsupported, upload_name_mismatch.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise Refused("upload_empty")
    suffix = PurePath(name).suffix.lower()
    fitting = [kind for kind in allowed if kind.matches(head, stream)]
    for kind in fitting:
        if suffix in kind.suffixes:
            return kind
    named = any(suffix in kind.suffixes for kind in allowed)
    if named or any(kind not in TEXTS for kind in fitting):  # any note is a text: that says little
        raise Refused("upload_name_mismatch")
    remedy = _("Upload a file of one of these types: %(types)s")
    types = either(kind.name for kind in allowed)
    raise Refused("upload_type_unsupported", remedy=remedy % {"types": types})
