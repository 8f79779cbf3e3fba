"""Many classes of a file at once: drafts with their timetables, filed where it says so."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.numbers import next_serials
from core.outbox import users_in_role
from core.refusals import Refused
from policies.decisions import require, store
from policies.queries import last_moment
from programs.bulk import Filing, Known, failures, filing_of
from programs.enums import ClassState
from programs.models import TrainingClass
from programs.permissions import may_edit_class
from programs.services.bookings import book, held_staff
from programs.services.classes import tell_filed


@clock.kept()
@transaction.atomic
def create_filings(rows: list[dict], *, actor: Actor) -> list[TrainingClass]:
    """A class with its sessions for each row, all or none; those that say so are filed.

    In a constant number of statements beside the messages. Raises Refused: not_allowed,
    teacher_double_booked, room_double_booked, every failed condition of the first such row.
    """
    teachers, venues = ({values[name].pk for values in rows} for name in ("teacher", "venue"))
    held_staff(teachers, venues)
    known = Known.of(teachers)
    filings = [filing_of(values) for values in rows]
    for filing in filings:
        if not may_edit_class(actor, filing.row):
            raise Refused("not_allowed")
        require(failures(filing, known))
    number(filings)
    TrainingClass.objects.bulk_create(filing.row for filing in filings)
    book_all(filings)
    made = [(row, None) for f in filings for row in (f.row, *f.sessions)]
    audit.record_all(actor, "create", made)
    file_all([filing for filing in filings if filing.is_filed], known, actor)
    return [filing.row for filing in filings]


def number(filings: list[Filing]) -> None:
    """A number for each, of the series of its district."""
    if not filings:
        return
    code = filings[0].row.district.code.replace("-", "")
    prefix = f"C{clock.today().year}-{code}"
    for filing, serial in zip(filings, next_serials(prefix, len(filings)), strict=True):
        filing.row.number = f"{prefix}-{serial:06d}"


def book_all(filings: list[Filing]) -> None:
    """Store all sessions. Raises Refused when somebody has taken a teacher or room meanwhile."""
    for filing in filings:
        for session in filing.sessions:
            session.training_class = filing.row
    book([session for filing in filings for session in filing.sessions])


def file_all(filings: list[Filing], known: Known, actor: Actor) -> None:
    """The filing of all of them, as `file_class` files one."""
    today, now = clock.today(), clock.now()
    before = [audit.columns(filing.row) for filing in filings]
    due = last_moment("tl_filing_reply", today)
    decided = [(filing.row, known.decide(filing)) for filing in filings]
    for filing in filings:
        row = filing.row
        row.state, row.filed_on, row.filed_at = ClassState.FILED, today, now
        row.filed_by_id, row.reply_due_on = actor.user_id, due
    rows = [filing.row for filing in filings]
    names = ("state", "filed_on", "filed_at", "filed_by", "reply_due_on")
    TrainingClass.objects.bulk_update(rows, names, batch_size=200)
    store(decided)
    audit.record_all(actor, "file", zip(rows, before, strict=True))
    reviewers = users_in_role(Role.DISTRICT_REVIEWER, actor.district_id) if rows else []
    for row in rows:
        tell_filed(row, reviewers)
