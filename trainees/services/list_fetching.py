"""Lists are asked for at their addresses: by the clock, one asker at a time, all or nothing.

A fetch belongs to whoever holds its lease; it renews the lease with every page. Nothing is stored
before the last page has come and fits the others, so a killed worker or half an answer leaves no
trace but what the row says of it.
"""

import logging
from collections import deque
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit, clock, tasks
from core.access import system_actor
from core.enums import Role
from core.outbox import english, notify, users_in_role
from core.refusals import Refused
from core.spool import Spool
from core.spreadsheets.rows import RowReader
from trainees.enums import FetchFault, FetchOutcome
from trainees.list_http import About, Faulty, Page, pages, place
from trainees.list_kinds import kind_of
from trainees.list_sheets import FORMS
from trainees.messages import ListNotFetched
from trainees.models import ListSource, ReferenceList
from trainees.services.reference_lists import Digests, Head, load_lists

logger = logging.getLogger(__name__)
SYSTEM = system_actor("timetable")
LEASE = timedelta(minutes=10)  # longer than a page may take with all its tries
AGAIN = timedelta(hours=1)  # after a failure
ROWS = 1000  # read at a time


class LeaseLost(Exception):
    """Another worker asks by now; this one writes nothing."""


def ring_due() -> int:
    """Ring for every list with an address that is due; returns how many."""
    from trainees.tasks import system_fetch_list

    known = {row.kind: row for row in ListSource.objects.all()}
    for kind in settings.LIST_SOURCES:
        if kind not in known:
            known[kind] = ListSource.objects.create(kind=kind, due_at=clock.now())
    due = [kind for kind in settings.LIST_SOURCES if is_free(known[kind])]
    for kind in due:
        tasks.ring(system_fetch_list, kind)
    return len(due)


def is_free(row: ListSource) -> bool:
    """Due, and nobody at it."""
    is_asked = row.leased_until is not None and row.leased_until > timezone.now()
    return row.due_at <= clock.now() and not is_asked


def fetch(kind: str) -> str:
    """Ask one address now; returns the outcome, empty where there is nothing to do."""
    row = claim(kind) if kind in settings.LIST_SOURCES else None
    if row is None:
        return ""
    try:
        with Spool() as spool:
            about = gathered(row, spool)
            return kept(row, about, spool)
    except Faulty as faulty:
        return failed(row, faulty)
    except LeaseLost:
        logger.info("list %s: another worker asks by now", kind)
        return ""
    except Exception:  # noqa: BLE001 - whatever an answer leads to, the lease is given back
        # The words of an error may hold values of a row: the log says which list, no more.
        logger.error("list %s: an answer could not be handled", kind)  # noqa: TRY400
        return failed(row, Faulty(FetchFault.NOT_DESCRIBED))


@transaction.atomic
def claim(kind: str) -> ListSource | None:
    """Take a list that is due and that nobody asks for; of a lost worker's it is told."""
    free = ListSource.objects.select_for_update(of=("self",), skip_locked=True)
    row = free.filter(kind=kind).first()
    if row is None or not is_free(row):
        return None
    if row.leased_until is not None:
        logger.warning("list %s: the worker that asked was lost", kind)
    row.attempt += 1
    row.leased_until = timezone.now() + LEASE
    row.save(update_fields=["attempt", "leased_until"])
    return row


def own(row: ListSource):
    """The row while it is this attempt's."""
    return ListSource.objects.filter(pk=row.pk, attempt=row.attempt, leased_until__isnull=False)


def gathered(row: ListSource, spool: Spool) -> About:
    """Every row of the answer, read as the sheet says, on the disk of this machine.

    Raises Faulty, LeaseLost.
    """
    about, reader = None, Reader(row.kind)
    source = settings.LIST_SOURCES[row.kind]
    for page in pages(**source, megabytes=settings.LIST_MEGABYTES):
        about = about or begun(row, page.about)
        if page.about != about:
            raise Faulty(FetchFault.PAGES_DIFFER)
        spool.add(
            (about.kind, f"{about.as_of}", about.source, *values) for values in reader.of(page)
        )
        if spool.count > about.total:
            raise Faulty(FetchFault.INCOMPLETE)
        if not own(row).update(leased_until=timezone.now() + LEASE):
            raise LeaseLost
    if spool.count != about.total:
        raise Faulty(FetchFault.INCOMPLETE)
    return about


def begun(row: ListSource, about: About) -> About:
    """What the first page says of the list. Raises Faulty."""
    if about.kind != row.kind:
        raise Faulty(FetchFault.NOT_DESCRIBED)
    if about.as_of > clock.today():
        raise Faulty(FetchFault.AHEAD)
    if about.total < 1:  # a source out of order; "nobody is on it" would let everybody pass
        raise Faulty(FetchFault.EMPTY)
    newest = ReferenceList.objects.newest(row.kind)
    if newest and about.as_of < newest.as_of:
        raise Faulty(FetchFault.OLDER)
    return about


class Reader:
    """Reads the rows of an answer by the columns a file would have."""

    def __init__(self, kind: str):
        self.form = FORMS[kind_of(kind).shape]
        sheet = self.form.sheet()
        self.keys = [column.key for column in sheet.columns]
        self.rows = RowReader(sheet, {key: place for place, key in enumerate(self.keys)})
        self.count = 0

    def of(self, page: Page) -> Iterator[tuple]:
        """The rows as they are stored. Raises Faulty with the place of a wrong one."""
        for start in range(0, len(page.rows), ROWS):
            batch = [
                [self.count + n, [self.cell(row.get(key)) for key in self.keys]]
                for n, row in enumerate(page.rows[start : start + ROWS], start=1)
            ]
            self.count += len(batch)
            found = self.rows.read(batch)
            wrong = next((row for row in found if row.errors), None)
            if wrong or len(found) < len(batch):
                words = f"{wrong.number}: {wrong.errors[0].code}" if wrong else ""
                raise Faulty(FetchFault.ROW_WRONG, words)
            yield from (self.form.stored(row.values) for row in found)

    @staticmethod
    def cell(value) -> str | None:
        """Text or nothing, as a text file would hold it. Raises Faulty for anything else."""
        if value is None or isinstance(value, str):
            return value
        raise Faulty(FetchFault.NOT_DESCRIBED)


def kept(row: ListSource, about: About, spool: Spool) -> str:
    """Store the list, unless the one that counts is the same. Raises Faulty, LeaseLost."""
    try:
        with transaction.atomic():
            locked = own(row).select_for_update(of=("self",)).first()
            if locked is None:
                raise LeaseLost
            newest = ReferenceList.objects.newest(row.kind)
            head = Head(about.kind, f"{about.as_of}", about.source)
            if newest and (newest.as_of, newest.digest) == (about.as_of, digest_of(spool, head)):
                return ended(locked, FetchOutcome.UNCHANGED)
            shape, adapter = kind_of(row.kind).shape, place(settings.LIST_SOURCES[row.kind]["url"])
            load_lists(shape, spool, actor=SYSTEM, adapter=adapter)
            return ended(locked, FetchOutcome.STORED)
    except Refused:
        raise Faulty(FetchFault.REPEATED) from None


def digest_of(spool: Spool, head: Head) -> str:
    """The hash the list would have; one answer holds one list."""
    digests = Digests()
    deque(digests.watched(spool), maxlen=0)
    return digests.of(head)


@transaction.atomic
def failed(row: ListSource, faulty: Faulty) -> str:
    """Note the fault; whoever runs it is told of the first one in a row."""
    locked = own(row).select_for_update(of=("self",)).first()
    if locked is None:
        return ""
    outcome = ended(locked, FetchOutcome.FAILED, faulty)
    if locked.failures == 1:
        tell(locked)
    return outcome


def ended(row: ListSource, outcome: FetchOutcome, faulty: Faulty | None = None) -> str:
    """Give the lease back and say what came of it, in the transaction of the caller."""
    before = audit.columns(row)
    row.outcome, row.asked_at, row.leased_until = outcome, clock.now(), None
    row.fault, row.detail = (faulty.fault, faulty.detail[:80]) if faulty else ("", "")
    row.failures = row.failures + 1 if faulty else 0
    row.due_at = clock.now() + (AGAIN if faulty else timedelta(hours=settings.LIST_HOURS))
    row.save()
    audit.record(SYSTEM, "fetch_list", row, before=before)
    return outcome.value


def tell(row: ListSource) -> None:
    """Who loads lists, and who looks after the servers."""
    roles = (Role.MUNICIPAL_REVIEWER, Role.SYSTEM_ADMINISTRATOR)
    people = {key for role in roles for key in users_in_role(role)}
    kind = kind_of(row.kind).in_words("en")
    link = reverse("admin:trainees_referencelist_changelist")
    told = {"kind": kind, "state": english(FetchFault(row.fault))}
    notify(ListNotFetched, sorted(people), about=row, link=link, **told)
