"""Quarterly supervision reports: the report, its figures, the rows behind each figure."""

from supervision.models.figure import ReportFigure, ReportRow
from supervision.models.report import QuarterlyReport

__all__ = ["QuarterlyReport", "ReportFigure", "ReportRow"]
