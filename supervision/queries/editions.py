"""The reports around a report: its other editions, and those its figures are compared with."""

from dataclasses import dataclass

from supervision.enums import ReportState
from supervision.models import QuarterlyReport
from supervision.periods import Quarter

FINAL = (ReportState.LOCKED, ReportState.RESTATED)


@dataclass(frozen=True)
class Kin:
    """A report among those of its place, for its own quarter, the one before and a year before.

    A locked edition never changes; a correction is an edition 版次 of its own that follows it.
    """

    report: QuarterlyReport
    found: list[QuarterlyReport]  # the newest edition first

    @property
    def others(self) -> list[QuarterlyReport]:
        """The other editions of the same report."""
        own = self.report
        return [row for row in self.found if row.quarter == own.quarter and row.pk != own.pk]

    @property
    def earlier(self) -> QuarterlyReport | None:
        """The locked edition this one corrects; None for a first one."""
        edition = self.report.edition
        before = (row for row in self.others if row.edition < edition and row.state in FINAL)
        return next(before, None)

    @property
    def later(self) -> QuarterlyReport | None:
        """The newest locked edition that corrects this one."""
        edition = self.report.edition
        after = (row for row in self.others if row.edition > edition and row.state in FINAL)
        return next(after, None)

    def locked_in(self, quarter: Quarter) -> QuarterlyReport | None:
        """The newest edition of a quarter, of those locked when this report was made.

        So nothing that is locked later changes what stands beside the figures.
        """
        made = self.report.as_of
        locked = (
            row
            for row in self.found
            if row.quarter == str(quarter) and row.state in FINAL and row.locked_at <= made
        )
        return next(locked, None)


def kin_of(report: QuarterlyReport) -> Kin:
    """The reports around this one, in one query."""
    own = Quarter.parse(report.quarter)
    quarters = [str(quarter) for quarter in (own, own.previous, own.year_ago)]
    found = QuarterlyReport.objects.filter(**report.place, quarter__in=quarters)
    return Kin(report, list(found.select_related("district", "organization").order_by("-edition")))


def edition_shown(found: list[QuarterlyReport]) -> QuarterlyReport | None:
    """Of the editions of one report the one to show: the newest locked one, else the newest."""
    newest_first = sorted(found, key=lambda report: -report.edition)
    locked = (report for report in newest_first if report.state == ReportState.LOCKED)
    return next(locked, None) or next(iter(newest_first), None)
