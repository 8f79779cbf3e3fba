"""The same day gives the same demo city, and its audit trail can be sealed and verified."""

from datetime import datetime, time

import time_machine
from django.db import transaction
from django.utils import timezone

from core.audit.verification import verify
from core.models import AuditEntry
from core.tenancy.scope import OWNER, acting_as
from portal.demo.seed import seed
from tests.portal.cities import SIZE, fingerprint
from tests.sealing import seal_until


def hour(number):
    """The clock stands at an hour of today."""
    moment = timezone.make_aware(datetime.combine(timezone.localdate(), time(number)))
    return time_machine.travel(moment, tick=False)


def test_two_seeds_of_one_day_are_the_same_city_and_its_trail_verifies(
    transactional_db, record_counts
):
    dawn = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    with acting_as(OWNER), transaction.atomic(), hour(7):
        seed(SIZE)
        first = fingerprint(dawn)
        transaction.set_rollback(True)
    with acting_as(OWNER), transaction.atomic(), hour(21):
        seed(SIZE)
        assert fingerprint(dawn) == first
    with acting_as(OWNER):
        entries = AuditEntry.objects.count()
    seal_until(entries)
    with acting_as(OWNER):
        verdict = verify()
    assert verdict.fault is None
    assert (verdict.entries, verdict.waiting) == (entries, 0)
    rows = sum(amount for amount, _hash in first.values())
    record_counts(f"demo city twice: {rows} equal rows; {entries} audit entries verify")
