"""The quarterly reports of the demo's earlier quarters, each made and signed in its own time."""

from datetime import timedelta

from core import clock
from core.access import Actor
from core.enums import Role
from portal.demo.actors import of_the_city
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.services import lock_report, produce, schedule_report, submit
from supervision.services.schedule import SYSTEM

# After the end of the quarter: in its first night, then within the 20 days of the report.
MADE = timedelta(hours=2)
SUBMITTED = timedelta(days=8, hours=10)
LOCKED = timedelta(days=11, hours=15)
SIGNED = 5  # before the last full one: so each figure stands beside both it is compared with


def sign_earlier_reports(users, city) -> list[QuarterlyReport]:
    """The city's reports of the quarters before the last full one, the earliest first."""
    reviewer = of_the_city(users["municipal.reviewer"], city, Role.MUNICIPAL_REVIEWER)
    chief = of_the_city(users["municipal.chief"], city, Role.MUNICIPAL_CHIEF)
    return [signed(quarter, reviewer, chief) for quarter in signed_quarters()]


def signed_quarters() -> list[Quarter]:
    """The quarters before the last full one that have signed reports, the earliest first."""
    quarter, quarters = Quarter.last_full(clock.today()), []
    for _ in range(SIGNED):
        quarter = quarter.previous
        quarters.insert(0, quarter)
    return quarters


def signed(quarter: Quarter, reviewer: Actor, chief: Actor) -> QuarterlyReport:
    end = quarter.next.begin
    with clock.at(end + MADE):
        report = produce(schedule_report(actor=SYSTEM, quarter=str(quarter)))
    with clock.at(end + SUBMITTED):
        report = submit(report, actor=reviewer)
    with clock.at(end + LOCKED):
        return lock_report(report, actor=chief)
