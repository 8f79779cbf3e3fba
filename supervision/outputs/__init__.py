"""The report as JSON, XLSX and PDF: three faces of one frozen snapshot."""

from django.utils import translation

from supervision.models import QuarterlyReport
from supervision.outputs.json_file import json_file
from supervision.outputs.pdf_file import pdf_file
from supervision.outputs.xlsx_file import xlsx_file
from supervision.queries import snapshot

OUTPUTS = {
    "json": (json_file, "application/json"),
    "xlsx": (
        xlsx_file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pdf": (pdf_file, "application/pdf"),
}

__all__ = ["OUTPUTS", "file_of", "json_file", "pdf_file", "xlsx_file"]


def file_of(report: QuarterlyReport, form: str, address: str) -> bytes:
    """One of OUTPUTS; it is in Chinese whoever asks, so that a locked report has one file of each.

    `address` is the public page that verifies it. Raises Refused: file_unreadable when a font is
    missing.
    """
    make, _content_type = OUTPUTS[form]
    with translation.override("zh-hans"):
        return make(snapshot(report), address)
