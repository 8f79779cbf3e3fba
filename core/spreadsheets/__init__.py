"""Spreadsheets in and out: declared columns, every error of every row, nothing executed."""

from core.spreadsheets.columns import Choice, Column, Sheet
from core.spreadsheets.corrections import error_workbook
from core.spreadsheets.engine import Reading, read
from core.spreadsheets.faults import CellRefused
from core.spreadsheets.limits import Limits
from core.spreadsheets.results import CellError, FileError, Row, SheetResult
from core.spreadsheets.templates import template
from core.spreadsheets.writing import Table, save_workbook, write_csv, write_workbook

__all__ = [
    "CellError",
    "CellRefused",
    "Choice",
    "Column",
    "FileError",
    "Limits",
    "Reading",
    "Row",
    "Sheet",
    "SheetResult",
    "Table",
    "error_workbook",
    "read",
    "save_workbook",
    "template",
    "write_csv",
    "write_workbook",
]
