"""Background work of supervision: reports are made by the system worker."""

from celery import shared_task

from core.tasks import ring
from supervision import services
from supervision.models import QuarterlyReport, ReportFigure
from supervision.services.schedule import SYSTEM


@shared_task(name="supervision.system_generate_report")
def system_generate_report(report_id: int) -> dict:
    """Make one report; returns what was made, as `made` tells it."""
    return made(services.produce(QuarterlyReport.objects.get(pk=report_id)))


@shared_task(name="supervision.system_schedule_reports")
def system_schedule_reports() -> int:
    """By the timetable: schedule what is due, wake a task for each; one that fails stops no other.

    Returns how many are to be made.
    """
    due = services.schedule_due()
    for report in due:
        ring(system_generate_report, report.pk)
    return len(due)


@shared_task(name="supervision.system_schedule_and_generate")
def system_schedule_and_generate(quarter: str, code: str = "") -> dict:
    """On request of an operator: one report, of the city or of the place with this code."""
    place = services.place_of(code)
    report = services.schedule_report(actor=SYSTEM, quarter=quarter, **place)
    return made(services.produce(report))


def made(report) -> dict:
    """What an operator wants to read: number, scope, state, how many figures."""
    figures = ReportFigure.objects.filter(report=report, run=report.run)
    return {
        "number": report.number,
        "scope": report.scope_name,
        "state": str(report.get_state_display()),
        "figures": figures.count(),
    }
