"""The import of a checked roster: every step is one statement for all of its rows."""

from collections import Counter
from itertools import chain
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.refusals import Refused, raise_busy
from core.staging import staged
from policies.decisions import Check, require
from trainees.ages import MAJORITY, latest_birth
from trainees.enums import LIVE_STATES, EnrolmentSource, EnrolmentState, RosterState
from trainees.models import Enrolment, KeyGroup, RosterImport
from trainees.roster_rows import employed_in, in_house_of, seats_check
from trainees.services.people import CONSENT_VERSION
from trainees.services.roster import statements as sql
from trainees.services.roster.gate import (
    Report,
    check_classes,
    locked,
    require_whole,
    silent,
)
from trainees.services.roster.staging import COLUMNS, FOUND, Staging
from trainees.services.roster.telling import tell_enrolled

MOST_NAMED = 50  # rows that are good no longer, named one by one


def import_roster(roster: RosterImport, *, actor: Actor, report: Report = silent) -> RosterImport:
    """Enrol every good row, all or none: what the dry run found is looked at once more.

    `report` is told the rows done. Raises Refused: wrong_state, roster_empty, group_not_whole for
    the group of an enterprise of which a row is not good, enrolment_closed,
    class_full with figures, every row that is good no longer, busy when somebody made the same
    people or enrolments at this moment.
    """
    try:
        with transaction.atomic():
            return enter(roster, actor, report)
    except IntegrityError as error:
        raise_busy(error)


def enter(roster, actor, report) -> RosterImport:
    """Gate, lock, check, write, record, tell: in the transaction of the caller."""
    row = locked(roster, actor)
    if not row.good_count:
        raise Refused("roster_empty")
    require_whole(row, actor)
    groups = dict(KeyGroup.objects.values_list("code", "pk"))
    staging = Staging(row, groups, report)
    with staged(COLUMNS, staging.rows()) as rows, staged(FOUND, ()) as found:
        classes = check_classes(list(staging.wanted), actor)
        step = Step(rows, found, row, {"at": clock.now(), "consent": CONSENT_VERSION})
        find_people(step, classes)
        take_seats(classes, staging.wanted)
        step.run(sql.REGISTER)
        report(row.good_count * 6 // 10, row.good_count)
        step.run(sql.ENROL)
        step.run(sql.STATE_ACCOUNTS)
        report(row.good_count * 8 // 10, row.good_count)
        step.values["numbers"] = sql.numbers_of(classes)
        audit.record_select(actor, "enrol", Enrolment, sql.ENTRIES, step.values)
        tell_enrolled(classes, step)
        step.run(sql.KEEP_NEW_PEOPLE)
        del row.new_people  # written by the statement; read again when somebody asks
    finish(row, actor)
    report(row.good_count, row.good_count)
    return row


def find_people(step, classes) -> None:
    """Match and hold the people who are known, then look at every condition again.

    Raises Refused with every row that is good no longer.
    """
    step.run(sql.MATCH)
    step.run(sql.HOLD)
    births = [latest_birth(row.starts_on) for row in classes.values()]
    step.values |= {"classes": list(classes), "births": births}
    step.values["adults"] = latest_birth(clock.today(), MAJORITY)
    failures = {
        "real_name_not_verified": step.column(sql.CONFLICTS),
        "under_age": step.column(sql.TOO_YOUNG),
        "guardian_consent_missing": step.column(sql.NOT_AGREED),
        "not_employed": not_employed(step, classes),
        "already_enrolled": step.column(sql.ENROLLED),
        "overlapping_class": step.column(sql.BUSY),
    }
    named = chain.from_iterable(
        (failure(code, number) for number in rows[:MOST_NAMED]) for code, rows in failures.items()
    )
    require(list(named))


def not_employed(step, classes) -> list[int]:
    """Rows of in-house classes whose person does not work there on the first day."""
    in_house = in_house_of(classes)
    if not in_house:
        return []
    employed = employed_in(in_house)
    step.values["in_house"] = list(in_house)
    asked = step.rows(sql.OF_IN_HOUSE)
    return [row for row, key, person in asked if (key, person) not in employed]


def failure(code: str, number: int) -> Check:
    """A condition a row of the file does not meet any more."""
    row = _("row %(row)d") % {"row": number}
    return Check(code, passed=False, title=_("Good in the dry run, not any more"), detail=row)


def take_seats(classes: dict, wanted: Counter) -> None:
    """Seats for all or for none. Raises Refused: class_full with figures."""
    keys = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT take_seats(%s::bigint[], %s::int[])", [keys, [wanted[key] for key in keys]]
        )
        short = [classes[row[0]] for row in cursor.fetchall()]
    for training_class in short:
        training_class.refresh_from_db(fields=["state", "seats", "seats_taken"])
    require([seats_check(row, wanted[row.pk]) for row in short])
    if short:
        raise Refused("busy")


def finish(row, actor) -> None:
    """The roster is imported: its good rows are kept no longer; nor the bad ones it corrected."""
    before = audit.columns(row)
    row.state, row.good_rows = RosterState.IMPORTED, None
    row.imported_at, row.imported_count = clock.now(), row.good_count
    row.save(update_fields=["state", "good_rows", "imported_at", "imported_count"])
    if row.corrects_id:
        RosterImport.objects.filter(pk=row.corrects_id, state=RosterState.IMPORTED).update(
            bad_rows=None
        )
    audit.record(actor, "import", row, before=before)


class Step:
    """Runs the statements over the staged rows and the people found for them."""

    def __init__(self, rows, found, roster, values):
        self.tables = {"rows": rows, "found": found}
        self.values = {
            "roster": roster.pk,
            "organization": roster.organization_id,
            "district": roster.district_id,
            "live": [str(state) for state in LIVE_STATES],
            "source": str(EnrolmentSource.ROSTER),
            "state": str(EnrolmentState.CONFIRMED),
            "prefix": f"p{uuid4().hex[:8]}-",  # of the user names of new people
            **values,
        }

    def select(self, statement) -> tuple:
        """The composed statement and its parameters."""
        return statement.format(**self.tables), self.values

    def run(self, statement) -> None:
        with connection.cursor() as cursor:
            cursor.execute(*self.select(statement))

    def column(self, statement) -> list:
        """The first column of what a statement gives."""
        return [row[0] for row in self.rows(statement)]

    def rows(self, statement) -> list[tuple]:
        """What a statement gives."""
        with connection.cursor() as cursor:
            cursor.execute(*self.select(statement))
            return cursor.fetchall()
