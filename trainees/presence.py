"""Presence: from what proves that somebody was there to the minutes that count.

Pure functions of instants. Between a sign-in and the next sign-out a person is taken to be there,
inside the hours of the session. A re-check in the middle that was not answered takes away what lies
between the proof before it and the proof after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.ranges import Stretches
from trainees.enums import CheckInKind

K = CheckInKind
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Proof:
    """What proves at one instant that somebody was there."""

    at: datetime
    kind: str


def presence(hours: tuple, proofs: Iterable[Proof], rechecks: Stretches = ()) -> Stretches:
    """The stretches somebody was there, in order, apart from each other, inside `hours`.

    `hours` are begin and end of the session; `rechecks` are called and closed re-checks. A sign-in
    without a sign-out proves nothing. The order in which proofs arrive does not matter.
    """
    known = sorted(set(proofs))
    found = [inside(hours, span) for span in spans(known)]
    for recheck in rechecks:
        lost = unproven(recheck, known)
        found = [rest for span in found for rest in without(span, lost)] if lost else found
    return joined(span for span in found if span[0] < span[1])


def spans(proofs: list[Proof]) -> Stretches:
    """From each sign-in to the sign-out after it; a second sign-in in between changes nothing."""
    found, begin = [], None
    for proof in proofs:
        if proof.kind == K.SIGN_IN and begin is None:
            begin = proof.at
        elif proof.kind == K.SIGN_OUT and begin is not None:
            found.append((begin, proof.at))
            begin = None
    return found


def unproven(recheck: tuple, proofs: list[Proof]) -> tuple | None:
    """What a re-check takes away: from the proof before to the one after; None if answered."""
    if is_answered(recheck, proofs):
        return None
    called, closed = recheck
    before = [proof.at for proof in proofs if proof.at < called]
    after = [proof.at for proof in proofs if proof.at > closed]
    return (before[-1], after[0]) if before and after else None


def is_answered(recheck: tuple, proofs: list[Proof]) -> bool:
    """Whether anything proves the person while a re-check could be answered."""
    called, closed = recheck
    return any(called <= proof.at <= closed for proof in proofs)


def inside(hours: tuple, span: tuple) -> tuple:
    return max(span[0], hours[0]), min(span[1], hours[1])


def without(span: tuple, lost: tuple) -> Stretches:
    """What is left of a span."""
    left = [(span[0], min(span[1], lost[0])), (max(span[0], lost[1]), span[1])]
    return [rest for rest in left if rest[0] < rest[1]]


def joined(found: Iterable[tuple]) -> Stretches:
    """In order, and as one where they touch or overlap."""
    kept: Stretches = []
    for begin, end in sorted(found):
        if kept and begin <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((begin, end))
    return kept


def minus(stretches: Stretches, others: Stretches) -> Stretches:
    """What of some stretches is in none of the others: nobody is in two places at once."""
    for other in others:
        stretches = [rest for span in stretches for rest in without(span, other)]
    return stretches


def minutes_of(stretches: Stretches) -> int:
    """Whole minutes of the sum, as PostgreSQL counts them for the record (`presence_minutes`)."""
    return sum((end - begin for begin, end in stretches), timedelta()) // MINUTE
