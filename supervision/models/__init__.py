"""Quarterly supervision reports: the report, its figures, the rows behind each figure."""

from supervision.models.figure import ReportFigure, ReportPack, ReportRow
from supervision.models.receipt import ReportReceipt
from supervision.models.report import QuarterlyReport
from supervision.models.restatement import RestatementReason

__all__ = [
    "QuarterlyReport",
    "ReportFigure",
    "ReportPack",
    "ReportReceipt",
    "ReportRow",
    "RestatementReason",
]
