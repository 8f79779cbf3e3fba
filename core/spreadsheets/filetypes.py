"""Tells from name and first bytes what a file is, before anything opens it."""

from pathlib import PurePath

from core.spreadsheets.faults import FileRefused
from core.spreadsheets.limits import MEGABYTE

ZIP_MARK = b"PK\x03\x04"
OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
FOREIGN_MARKS = (ZIP_MARK, OLD_OFFICE_MARK, b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")


def kind_of(data, filename, limits):
    """Return `xlsx` or `csv`; raises `FileRefused` for anything else, empty or too big."""
    if len(data) > limits.size:
        size = -(-len(data) // MEGABYTE)
        raise FileRefused("file_too_big", size=size, limit=limits.size // MEGABYTE)
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise FileRefused("file_empty")
    suffix = PurePath(filename).suffix.lower()
    if suffix not in {".xlsx", ".csv"}:
        raise FileRefused(_unsupported(data))
    return _workbook(data) if suffix == ".xlsx" else _text(data)


def _unsupported(data):
    if data.startswith(OLD_OFFICE_MARK):
        return _old_office(data)
    return "file_type_unsupported"


def _old_office(data):
    return "file_encrypted" if ENCRYPTED_MARK in data else "file_old_excel"


def _workbook(data):
    if data.startswith(OLD_OFFICE_MARK):
        raise FileRefused(_old_office(data))
    if not data.startswith(ZIP_MARK):
        raise FileRefused("file_type_mismatch")
    return "xlsx"


def _text(data):
    if data.startswith(FOREIGN_MARKS) or data.lstrip()[:9].lower().startswith((b"<html", b"<!doc")):
        raise FileRefused("file_type_mismatch")
    return "csv"
