"""The demo city can be laid out at any time of any day, and is good for the tour then."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from core import clock
from core.models import AuditEntry
from core.tenancy.scope import OWNER, acting_as
from portal.demo.seed import seed
from portal.demo.sizes import SMALL
from programs.models import TrainingClass
from tests.sizes import size
from trainees.models import Enrolment, LateException

MIDNIGHT = datetime.fromisoformat("2026-12-01T00:00:10+08:00")
DAYS = [MIDNIGHT + timedelta(days=13 * n) for n in range(size(1, 26))]


@pytest.mark.parametrize("moment", DAYS, ids=str)
def test_a_demo_of_any_day_begins_with_the_tour_and_tells_nothing_of_the_future(
    django_db_setup, django_db_blocker, moment
):
    with django_db_blocker.unblock(), transaction.atomic(), acting_as(OWNER):
        with time_machine.travel(moment):
            seed(SMALL)
            assert to_come() == []
            assert whole() == {"offered": 1, "waitlisted": 2, "late": True}
            assert free("DL-06") != [], "somebody without a key group can enrol there"
        transaction.set_rollback(True)


def to_come() -> list[str]:
    return [str(entry) for entry in AuditEntry.objects.filter(at__gt=clock.now())]


def whole() -> dict:
    """What the stories of the demo leave; every enrolment tells how it began."""
    begun = AuditEntry.objects.filter(verb__in=["enrol", "join_waitlist"])
    assert begun.values("object_id").distinct().count() == Enrolment.objects.count()
    assert Enrolment.objects.filter(trainee__user__username="minor.1").count() == 1
    counts = {
        state: Enrolment.objects.filter(state=state).count() for state in ("offered", "waitlisted")
    }
    return {**counts, "late": LateException.objects.exists()}


def free(district: str) -> list[TrainingClass]:
    rows = TrainingClass.objects.filter(
        state="open", district__code=district, programme__key_groups=[], programme__setting=""
    )
    return [row for row in rows if row.seats_free]
