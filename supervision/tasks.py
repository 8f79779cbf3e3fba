"""Background work of supervision: reports are made by the system worker."""

from celery import shared_task

from supervision import services
from supervision.models import QuarterlyReport


@shared_task(name="supervision.system_generate_report")
def system_generate_report(report_id: int) -> str:
    """Make one report; returns its number and state."""
    report = services.produce(QuarterlyReport.objects.get(pk=report_id))
    return f"{report.number} {report.state}"


@shared_task(name="supervision.system_schedule_reports")
def system_schedule_reports() -> int:
    """By the timetable: schedule what is due and make what is not made; returns how many."""
    due = services.schedule_due()
    for report in due:
        services.produce(report)
    return len(due)


@shared_task(name="supervision.system_schedule_and_generate")
def system_schedule_and_generate(quarter: str, district_code: str = "") -> str:
    """On request of an operator: one report of the city or of a district."""
    report = services.produce(services.schedule_for(quarter, district_code))
    return f"{report} {report.get_state_display()}"
