"""What reports become when nobody disturbs them; run in `manage.py shell` as the system worker.

First everything the clock has passed is moved on, so that the records of the quarter stand still.
The reports are made in one transaction that is rolled back. Prints JSON: for every place what its
report is like, how many seconds it took, and the user ids of who is told of it.
"""

import json
import time

from django.db import transaction

from core.enums import Role
from core.outbox import users_in_role
from core.tenancy.scope import SYSTEM, acting_as
from organizations.tasks import system_advance as advance_people
from programs.tasks import system_advance as advance_classes
from supervision.models import ReportFigure
from supervision.services import produce, schedule_due
from supervision.services.delivery import recipients


def settle():
    """What has moved on may let other things move on."""
    while advance_classes.run() or advance_people.run():
        pass


def made(report) -> dict:
    begun = time.monotonic()
    report = produce(report)
    return {
        "code": report.figures_hash,
        "figures": ReportFigure.objects.filter(report=report, run=report.run).count(),
        "seconds": time.monotonic() - begun,
        "reviewers": sorted(users_in_role(Role.MUNICIPAL_REVIEWER)),
        "link": report.get_absolute_url(),
        "recipients": sorted(recipients(report)),
    }


@transaction.atomic
def undisturbed() -> dict:
    """By the code of the district; that of the city is empty."""
    due = schedule_due()
    found = {report.district.code if report.district else "": made(report) for report in due}
    transaction.set_rollback(True)
    return found


if __name__ != "tests.e2e.undisturbed":
    with acting_as(SYSTEM):
        settle()
        print(json.dumps(undisturbed()))
