"""Quarterly reports with the rows behind each figure; appeals against decisions."""

from supervision.models.appeal import DecisionAppeal
from supervision.models.evidence import AppealEvidence
from supervision.models.figure import ReportFigure, ReportPack, ReportRow
from supervision.models.receipt import ReportReceipt
from supervision.models.report import QuarterlyReport
from supervision.models.restatement import RestatementReason

__all__ = [
    "AppealEvidence",
    "DecisionAppeal",
    "QuarterlyReport",
    "ReportFigure",
    "ReportPack",
    "ReportReceipt",
    "ReportRow",
    "RestatementReason",
]
