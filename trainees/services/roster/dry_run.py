"""The dry run of a roster: every error of every row, and nobody stored."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.privacy import Pack, frames
from core.refusals import Refused
from core.spreadsheets import Limits, Reading, SheetResult, error_workbook
from policies.decisions import failed
from programs.models import TrainingClass
from trainees import roster_pack
from trainees.enums import RosterState
from trainees.models import RosterImport
from trainees.permissions import is_own_unit_admin
from trainees.roster_rows import PeopleCheck, seats_check, shown, shown_check
from trainees.roster_sheet import roster_sheet
from trainees.services.roster.gate import Report, check_class, classes_taking, locked, silent

LIMITS = Limits(rows=100_000)
SHOWN_ERRORS = 500  # on the page; the error workbook holds them all


def check_roster(
    training_class: TrainingClass | None,
    *,
    actor: Actor,
    data: bytes,
    file_name: str,
    corrects: RosterImport | None = None,
    report: Report = silent,
) -> RosterImport:
    """Dry run of a file for one class, or, without one, for the classes its rows name.

    Every error of every row is found; nobody is stored, the good rows wait encrypted. `corrects`
    is the earlier file whose error workbook this one is. No transaction is held while the file is
    read; `report` is told the rows done. Raises Refused: not_allowed, enrolment_closed,
    file_unreadable (with what is wrong).
    """
    found = read_roster(
        training_class,
        actor=actor,
        data=data,
        file_name=file_name,
        corrects=corrects,
        report=report,
    )
    return keep_roster(found, actor=actor)


def read_roster(
    training_class, *, actor, data, file_name, corrects=None, report=silent
) -> RosterImport:
    """The first half of `check_roster`: the roster with all its rows, not stored yet."""
    classes = classes_for(training_class, actor)
    check_corrected(corrects, training_class, actor)
    dry_run = DryRun(classes, training_class)
    dry_run.read(data, file_name, report)
    return RosterImport(
        training_class=training_class,
        corrects=corrects,
        organization_id=actor.organization_id,
        district_id=actor.district_id,
        file_name=file_name[-120:],
        checked_by_id=actor.user_id,
        **dry_run.result(),
    )


@transaction.atomic
def keep_roster(roster: RosterImport, *, actor: Actor) -> RosterImport:
    """The second half: store what was read, to be decided on."""
    roster.checked_at = clock.now()
    roster.save()
    audit.record(actor, "check", roster)
    return roster


def classes_for(training_class, actor) -> dict[int, TrainingClass]:
    """The classes whose rows may be imported, by key. Raises Refused."""
    if training_class is None:
        return classes_taking(actor)
    check_class(training_class, actor)
    return {training_class.pk: training_class}


def check_corrected(corrects, training_class, actor) -> None:
    """A corrected file is of the same unit and for the same class. Raises Refused."""
    if corrects is None:
        return
    same_class = corrects.training_class_id == getattr(training_class, "pk", None)
    if not (same_class and is_own_unit_admin(actor, corrects)):
        raise Refused("not_allowed")


class DryRun:
    """One reading of a file: good and bad rows packed as they come, counts, and some errors."""

    def __init__(self, classes, training_class):
        self.classes = classes
        self.key = training_class and training_class.pk
        self.people = PeopleCheck(classes)
        self.good, self.bad = Pack(), Pack()
        self.errors, self.wanted = [], Counter()

    def read(self, data, file_name, report) -> None:
        """Read all rows. Raises Refused: file_unreadable."""
        total = data.count(b"\n")  # of a text file; a guess that `report` may show
        report(0, 0)  # a large workbook gives its first rows only after some seconds
        reading = Reading(data, file_name, self.sheet(), limits=LIMITS)
        for rows in reading:
            self.take(rows)
            report(reading.count, max(total, reading.count))
        if reading.file_errors:
            words = " ".join(error.message for error in reading.file_errors)
            raise Refused("file_unreadable", words, remedy=_("Correct the file and send it again."))

    def sheet(self):
        return roster_sheet(None if self.key else numbers(self.classes))

    def take(self, rows) -> None:
        """Check the people of one batch and keep its rows."""
        if self.key:
            for row in rows:
                row.values["class_id"] = self.key
        self.people.look_at([row for row in rows if not row.errors])
        for row in rows:
            if row.errors:
                self.bad.add(roster_pack.bad(row))
                self.errors += map(shown, row.errors[: SHOWN_ERRORS - len(self.errors)])
            else:
                self.good.add(roster_pack.good(row))
                self.wanted[row.values["class_id"]] += 1

    def result(self) -> dict:
        """The columns of the roster."""
        checks = [seats_check(self.classes[key], number) for key, number in self.wanted.items()]
        return {
            "good_rows": self.good.content(),
            "bad_rows": self.bad.content(),
            "errors": [*map(shown_check, failed(checks)), *self.errors],
            "good_count": self.good.count,
            "bad_count": self.bad.count,
            "class_count": len(self.wanted),
        }


def numbers(classes: dict[int, TrainingClass]) -> dict[str, int]:
    return {row.number.upper(): key for key, row in classes.items()}


def errors_of(roster: RosterImport) -> bytes:
    """The workbook of the bad rows, to be corrected and sent back."""
    packed = (item for frame in frames(roster.bad_rows) for item in frame)
    rows = [roster_pack.bad_row(*item) for item in packed]
    sheet = roster_sheet(None if roster.training_class_id else {})
    return error_workbook(sheet, SheetResult(rows=rows))


@transaction.atomic
def discard_roster(roster: RosterImport, *, actor: Actor) -> RosterImport:
    """Throw the file away; nothing of it is kept."""
    row = locked(roster, actor)
    before = audit.columns(row)
    row.state, row.good_rows, row.bad_rows = RosterState.DISCARDED, None, None
    row.save()
    audit.record(actor, "discard", row, before=before)
    return row
