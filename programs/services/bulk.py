"""Many classes of a file at once: drafts with their timetables, filed where it says so."""

from django.db import IntegrityError, transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.numbers import next_serials
from core.outbox import users_in_role
from core.refusals import Refused
from policies.decisions import require, store
from policies.queries import last_moment
from programs.bulk import Filing, failures, filing_of
from programs.checks import decide_planned
from programs.enums import ClassState
from programs.models import Session, Teacher, TrainingClass, Venue
from programs.permissions import may_edit_class
from programs.services.classes import tell_filed
from programs.services.timetable import CLASHES


@clock.kept()
@transaction.atomic
def create_filings(rows: list[dict], *, actor: Actor) -> list[TrainingClass]:
    """A class with its sessions for each row, all or none; those that say so are filed.

    In a constant number of statements beside the messages. Raises Refused: not_allowed,
    teacher_double_booked, room_double_booked, every failed condition of the first such row.
    """
    hold(rows)
    filings = [filing_of(values) for values in rows]
    for filing in filings:
        if not may_edit_class(actor, filing.row):
            raise Refused("not_allowed")
        require(failures(filing, clock.today()))
    number(filings)
    TrainingClass.objects.bulk_create(filing.row for filing in filings)
    book(filings)
    made = [(row, None) for f in filings for row in (f.row, *f.sessions)]
    audit.record_all(actor, "create", made)
    file_all([filing for filing in filings if filing.is_filed], actor)
    return [filing.row for filing in filings]


def hold(rows) -> None:
    """Teachers, then rooms, in the order of their keys: as whoever plans one session does."""
    for model, name in ((Teacher, "teacher"), (Venue, "venue")):
        keys = {values[name].pk for values in rows}
        list(model.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def number(filings: list[Filing]) -> None:
    """A number for each, of the series of its district."""
    if not filings:
        return
    code = filings[0].row.district.code.replace("-", "")
    prefix = f"C{clock.today().year}-{code}"
    for filing, serial in zip(filings, next_serials(prefix, len(filings)), strict=True):
        filing.row.number = f"{prefix}-{serial:06d}"


def book(filings: list[Filing]) -> None:
    """Store all sessions. Raises Refused when somebody has taken a teacher or room meanwhile."""
    sessions = [session for filing in filings for session in filing.sessions]
    for filing in filings:
        for session in filing.sessions:
            session.training_class = filing.row
    try:
        with transaction.atomic():
            Session.objects.bulk_create(sessions, batch_size=1000)
    except IntegrityError as error:
        name = getattr(error.__cause__.diag, "constraint_name", "")
        if name not in CLASHES:
            raise
        raise Refused(CLASHES[name][0]) from None


def file_all(filings: list[Filing], actor: Actor) -> None:
    """The filing of all of them, as `file_class` files one."""
    today, now = clock.today(), clock.now()
    before = [audit.columns(filing.row) for filing in filings]
    due = last_moment("tl_filing_reply", today)
    decided = [(f.row, decide_planned(f.row, f.sessions, today)) for f in filings]
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
