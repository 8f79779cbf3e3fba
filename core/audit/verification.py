"""Verification: every entry and every seal recomputed; the first that does not fit is named."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from django.utils import timezone

from core.audit.canonical import HASH_BYTES, digest, seal_digest
from core.audit.sealing import FOREVER, entries_between
from core.models import AuditSeal

SKEW = timedelta(minutes=2)  # by which the clocks of hosts may differ


@dataclass(frozen=True)
class Fault:
    """The first thing that does not fit: an entry, or a seal."""

    what: str
    number: int
    why: str

    def __str__(self):
        return f"{self.what} {self.number}: {self.why}"


@dataclass
class Verdict:
    """What was checked; `days` maps a day to (root, entries): the root is its last seal's hash."""

    seals: int = 0
    entries: int = 0
    waiting: int = 0
    days: dict = field(default_factory=dict)
    fault: Fault | None = None


class Verifier:
    """Walks along the chain once, one seal at a time in memory."""

    def __init__(self):
        self.verdict = Verdict()
        self.marks = {}  # era -> (next transaction, time) of its seals, ascending

    def run(self) -> Verdict:
        """Check everything up to the first fault."""
        ceilings = _ceilings()
        last = None
        for seal in AuditSeal.objects.order_by("pk").iterator(chunk_size=50):
            fault = _broken_link(last, seal) or self._wrong_entry(seal, ceilings[seal.after_id])
            if fault:
                self.verdict.fault = fault
                return self.verdict
            self._count(seal)
            last = seal
        self._check_waiting(last)
        return self.verdict

    def _count(self, seal):
        self.verdict.seals += 1
        self.verdict.entries += len(seal.entries)
        day = timezone.localdate(seal.taken_at)
        _root, entries = self.verdict.days.get(day, ("", 0))
        self.verdict.days[day] = (seal.hash, entries + len(seal.entries))
        self.marks.setdefault(seal.after_id, []).append((seal.next_xid, seal.taken_at))

    def _wrong_entry(self, seal, until_id) -> Fault | None:
        rows = entries_between(seal.from_xid, seal.to_xid, seal.after_id, until_id)
        found = {row[0]: row for row in rows}
        hashes = bytes(seal.hashes)
        for place, number in enumerate(seal.entries):
            sealed = hashes[place * HASH_BYTES : (place + 1) * HASH_BYTES]
            row = found.pop(number, None)
            if row is None:
                return Fault("entry", number, f"missing, though sealed by seal {seal.pk}")
            if digest(row[3]) != sealed:
                return Fault("entry", number, f"changed since seal {seal.pk}")
            if self._is_too_old(row, seal.after_id):
                return Fault("entry", number, "inserted with an old time")
        if found:
            return Fault("entry", min(found), f"inserted after seal {seal.pk}")
        return None

    def _is_too_old(self, row, era) -> bool:
        """Whether it claims a time before a seal that its transaction came after."""
        _number, xid, at, _content = row
        marks = self.marks.get(era, [])
        place = bisect_right(marks, xid, key=lambda mark: mark[0])
        return place > 0 and at < marks[place - 1][1] - SKEW

    def _check_waiting(self, last):
        """Entries no seal covers yet: they may be new, never older than the last seal."""
        after_id, start = (last.after_id, last.to_xid) if last else (0, 0)
        rows = entries_between(start, FOREVER, after_id)
        self.verdict.waiting = len(rows)
        old = [row[0] for row in rows if self._is_too_old(row, after_id)]
        if old:
            self.verdict.fault = Fault("entry", min(old), "inserted with an old time")


def verify() -> Verdict:
    """Recompute everything as whoever may read all entries and seals."""
    return Verifier().run()


def _ceilings() -> dict[int, int]:
    """Era (the entry it begins after) -> its last entry's number."""
    eras = sorted(AuditSeal.objects.values_list("after_id", flat=True).distinct().order_by())
    return dict(pairwise([*eras, FOREVER]))


def _broken_link(last, seal) -> Fault | None:
    """Whether a seal was changed, removed, or does not follow the one before."""
    number, previous = (last.pk + 1, last.hash) if last else (1, "")
    start = last.to_xid if last and last.after_id == seal.after_id else 0
    if seal.pk != number:
        return Fault("seal", number, "missing")
    if (seal.previous, seal.from_xid) != (previous, start) or seal_digest(seal) != seal.hash:
        return Fault("seal", seal.pk, "changed")
    if len(seal.entries) * HASH_BYTES != len(bytes(seal.hashes)):
        return Fault("seal", seal.pk, "changed")
    return None
