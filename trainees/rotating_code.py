"""The six digits on the teacher's screen: they change every thirty seconds."""

import hashlib
import hmac
import unicodedata

from core import clock
from core.refusals import Refused

STEP_SECONDS = 30
DIGITS = 6


def rotating_code(session, *, step: int | None = None) -> str:
    """The code of a half minute, of this one unless said otherwise."""
    step = current_step() if step is None else step
    return f"{drawn(session, str(step)) % 10**DIGITS:0{DIGITS}d}"


def drawn(session, words: str) -> int:
    """A number below 2^64 that nobody can tell who does not know the secret of the session."""
    digest = hmac.new(session.secret.encode(), words.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8])


def current_step() -> int:
    return int(clock.now().timestamp()) // STEP_SECONDS


def check_code(session, code: str) -> None:
    """The code of the present step or of the last one. Raises Refused: checkin_code_invalid.

    Full-width digits, which Chinese keyboards write, are digits too.
    """
    step, given = current_step(), unicodedata.normalize("NFKC", code).strip().encode()
    fresh = (rotating_code(session, step=step), rotating_code(session, step=step - 1))
    if not any(hmac.compare_digest(given, known.encode()) for known in fresh):
        raise Refused("checkin_code_invalid")
