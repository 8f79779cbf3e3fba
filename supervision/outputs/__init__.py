"""The report as JSON, XLSX and PDF: three faces of one frozen snapshot."""

from supervision.outputs.json_file import json_file
from supervision.outputs.pdf_file import pdf_file
from supervision.outputs.xlsx_file import xlsx_file

OUTPUTS = {
    "json": (json_file, "application/json"),
    "xlsx": (
        xlsx_file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pdf": (pdf_file, "application/pdf"),
}

__all__ = ["OUTPUTS", "json_file", "pdf_file", "xlsx_file"]
