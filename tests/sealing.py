"""The audit trail sealed as the system worker does it, beside other tests."""

import time

from core.audit import sealing
from core.models import AuditSeal
from core.tenancy.scope import OWNER, SYSTEM, acting_as

PATIENCE = 120


def seal_until(entries):
    """Seal so many entries; a transaction of another test may hold the boundary back."""
    end = time.monotonic() + PATIENCE
    while True:
        with acting_as(SYSTEM):
            sealing.seal()
        with acting_as(OWNER):
            sealed = sum(len(seal.entries) for seal in AuditSeal.objects.all())
        if sealed >= entries or time.monotonic() > end:
            assert sealed == entries
            return
        time.sleep(0.1)
