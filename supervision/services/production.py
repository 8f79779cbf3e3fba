"""The work itself, by the system worker: computed in one transaction, or failed with the error."""

import logging

from django.db import transaction

from core import clock
from core.enums import Role
from core.messages import WorkNew
from core.outbox import notify, users_in_role
from core.workflow import lock, moving, perform
from policies.queries import last_moment, rules_token
from supervision.computation import compute
from supervision.enums import ReportState
from supervision.messages import ReportFailed
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.services.schedule import SYSTEM

logger = logging.getLogger(__name__)


def produce(report: QuarterlyReport) -> QuarterlyReport:
    """Make a report that is not made yet; nothing half made is ever seen.

    Two workers at once: the second waits for the lock and finds the report made. A killed worker
    leaves the report `generating`, and the next call makes it from the beginning. An error is
    kept on the report and raised.
    """
    begun = begin(report)
    if begun.state != ReportState.GENERATING:
        return begun
    try:
        with transaction.atomic():
            row = lock(begun)
            return finish(row) if row.state == ReportState.GENERATING else row
    except Exception as error:
        logger.exception("report %s failed", report)
        fail(begun, error)
        raise


@transaction.atomic
def begin(report) -> QuarterlyReport:
    """Show that work has begun; of two workers the second finds it begun."""
    row = lock(report)
    if row.state not in QuarterlyReport.MOVES["generate"].sources:
        return row
    with moving(row, "generate", actor=SYSTEM, error="") as begun:
        return begun


def finish(row: QuarterlyReport) -> QuarterlyReport:
    """Compute and make the report a draft that waits for its reviewer."""
    now, run = clock.now(), row.run + 1
    code = compute(row, run)
    made = {
        "run": run,
        "as_of": now,
        "generated_at": now,
        "names": row.names,
        "targets": row.targets,
        "figures_hash": code,
        "rules_token": rules_token(),
    }
    done = perform(row, "finish", actor=SYSTEM, **made)
    notify(
        WorkNew,
        users_in_role(Role.MUNICIPAL_REVIEWER),
        about=done,
        occasion=str(done.run),
        link=done.get_absolute_url(),
        kind="quarterly report",
        number=done.number,
        due=last_moment("tl_report_due", Quarter.parse(done.quarter).last),
    )
    return done


@transaction.atomic
def fail(report, error) -> None:
    """Keep the error, so that an operator sees why; told once a day, however often it fails."""
    row = lock(report)
    if row.state != ReportState.GENERATING:
        return
    perform(row, "fail", actor=SYSTEM, error=f"{type(error).__name__}: {error}"[:500])
    notify(
        ReportFailed,
        users_in_role(Role.SYSTEM_ADMINISTRATOR),
        about=row,
        occasion=str(clock.today()),
        link=row.get_absolute_url(),
        kind="quarterly report",
        number=row.number,
    )
