"""Rosters: a dry run that stores nobody, then all good rows in one step."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.identifiers import IdentifierError
from core.refusals import Refused
from core.spreadsheets import CellError, Limits, Row, SheetResult, error_workbook, read
from policies.decisions import failed, require
from trainees.checks import ROSTERING, close_check, open_check
from trainees.enums import EnrolmentSource, RosterState
from trainees.models import KeyGroup, RosterImport, Trainee
from trainees.permissions import is_own_unit_admin
from trainees.roster_rows import (
    changed_since,
    check_person,
    match,
    packed,
    seats_check,
    shown,
    shown_check,
)
from trainees.roster_sheet import roster_sheet
from trainees.services.enrolment import enrolment_of, store, take_seat
from trainees.services.people import Person, find_or_make, hold_people

LIMITS = Limits(rows=2000)


@transaction.atomic
def check_roster(training_class, *, actor: Actor, data: bytes, file_name: str) -> RosterImport:
    """Dry run: every error of every row; nobody is stored, the rows wait encrypted.

    Raises Refused: not_allowed, enrolment_closed, file_unreadable (with what is wrong).
    """
    check_class(training_class, actor)
    result = read(data, file_name, roster_sheet(), limits=LIMITS)
    if result.file_errors:
        words = " ".join(error.message for error in result.file_errors)
        raise Refused("file_unreadable", words, remedy=_("Correct the file and send it again."))
    for row in result.good_rows:
        check_person(row, training_class)
    short = failed([seats_check(training_class, len(result.good_rows))])
    roster = RosterImport(
        training_class=training_class,
        organization_id=training_class.organization_id,
        district_id=training_class.district_id,
        file_name=file_name[:120],
        rows=json.dumps(packed(result), ensure_ascii=False),
        errors=[*map(shown_check, short), *map(shown, result.errors)],
        good_count=len(result.good_rows),
        bad_count=len(result.bad_rows),
        checked_at=clock.now(),
        checked_by_id=actor.user_id,
    )
    roster.save()
    audit.record(actor, "check", roster)
    return roster


def check_class(training_class, actor) -> None:
    """The class is the actor's and takes a roster today."""
    if not is_own_unit_admin(actor, training_class):
        raise Refused("not_allowed")
    for check in (open_check(training_class, ROSTERING), close_check(training_class)):
        if not check.passed:
            raise Refused(check.code, check.detail, clause=check.clause, remedy=check.remedy)


def errors_of(roster: RosterImport) -> bytes:
    """The workbook of the bad rows, to be corrected and sent back."""
    rows = [
        Row(item["number"], {}, [CellError(**error) for error in item["errors"]], item["cells"])
        for item in json.loads(roster.rows or '{"bad": []}')["bad"]
    ]
    return error_workbook(roster_sheet(), SheetResult(rows=rows))


@transaction.atomic
def import_roster(roster: RosterImport, *, actor: Actor) -> RosterImport:
    """Enrol every good row, all or none: what the dry run found is looked at once more.

    Raises Refused: wrong_state, class_full with figures, or every row that is good no longer.
    """
    row = locked(roster, actor)
    check_class(row.training_class, actor)
    good = json.loads(row.rows)["good"]
    require([seats_check(row.training_class, len(good))])
    hold_people(filter(None, (match(item["values"])[1] for item in good)))
    require(list(changed_since(good, row.training_class)))
    take_seats(row.training_class, len(good))
    groups = {group.code: group for group in KeyGroup.objects.all()}
    for item in good:
        enrol_row(row, item["values"], groups, actor)
    before = audit.columns(row)
    row.state, row.rows = RosterState.IMPORTED, None
    row.imported_at, row.imported_count = clock.now(), len(good)
    row.save()
    audit.record(actor, "import", row, before=before)
    return row


def take_seats(training_class, wanted: int) -> None:
    """Seats for all or for none. Raises Refused: class_full with figures."""
    for taken in range(wanted):
        if not take_seat(training_class):
            training_class.refresh_from_db()
            training_class.seats_taken -= taken
            require([seats_check(training_class, wanted)])
            raise Refused("busy")


def enrol_row(roster, values, groups, actor) -> None:
    """One person of a roster: record found or made, seat taken already."""
    person = Person(
        document_type=values["document_type"],
        number=values["identity_number"],
        name=values["name"],
        phone=values["phone"],
        district_id=roster.district_id,
        education=values.get("education") or "",
    )
    try:
        trainee_id, user_id, _is_new = find_or_make(person)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    stated = Trainee(
        pk=trainee_id,
        user_id=user_id,
        name=person.name,
        identity_number=person.number,
        phone=person.phone,
        education=person.education,
    )
    group = groups.get(values.get("key_group"))
    facts = {"key_group": group, "remark": values.get("remark") or ""}
    source = EnrolmentSource.ROSTER
    store(enrolment_of(stated, roster.training_class, source=source, **facts), actor)


@transaction.atomic
def discard_roster(roster: RosterImport, *, actor: Actor) -> RosterImport:
    """Throw the file away; nothing of it is kept."""
    row = locked(roster, actor)
    before = audit.columns(row)
    row.state, row.rows = RosterState.DISCARDED, None
    row.save()
    audit.record(actor, "discard", row, before=before)
    return row


def locked(roster, actor) -> RosterImport:
    """The roster, locked, if it still waits for this actor."""
    row = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if not is_own_unit_admin(actor, row):
        raise Refused("not_allowed")
    if row.state != RosterState.CHECKED:
        raise Refused("wrong_state", row.get_state_display())
    return row
