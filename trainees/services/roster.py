"""Rosters: a dry run that stores nobody, then all good rows in one step."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.identifiers import IdentifierError, check_document, mask_identity
from core.refusals import Refused, reason
from core.spreadsheets import CellError, Limits, Row, SheetResult, error_workbook, read
from organizations.models import District
from policies.decisions import failed
from trainees.checks import ROSTERING, age_check, close_check, once_check, open_check, overlap_check
from trainees.enums import EnrolmentSource, RosterState
from trainees.models import Enrolment, KeyGroup, RosterImport
from trainees.permissions import is_own_unit_admin
from trainees.queries import match_person
from trainees.roster_sheet import roster_sheet
from trainees.services.enrolment import store, take_seat
from trainees.services.people import Person, find_or_make

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
    roster = RosterImport(
        training_class=training_class,
        organization_id=training_class.organization_id,
        district_id=training_class.district_id,
        file_name=file_name[:120],
        rows=json.dumps(packed(result), ensure_ascii=False),
        errors=[shown(error) for error in result.errors],
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


def check_person(row: Row, training_class) -> None:
    """What the file alone cannot tell: known under another name, age, already there, overlap."""
    values = row.values
    kind, number, name = (values[key] for key in ("document_type", "identity_number", "name"))
    verdict, trainee_id = match_person(kind, number, name)
    if verdict == "conflict":
        add(row, "real_name_not_verified", str(reason("real_name_not_verified")))
    birth_on = check_document(kind, number).birth_on
    checks = (
        age_check(birth_on, training_class),
        once_check(trainee_id, training_class),
        overlap_check(trainee_id, training_class),
    )
    for check in failed(checks):
        add(row, check.code, check.message)


def add(row: Row, code: str, message: str) -> None:
    header = roster_sheet().column("identity_number").header
    row.errors.append(CellError(row.number, "identity_number", header, code, message))
    row.cells = row.cells or dict(row.values)


def packed(result: SheetResult) -> dict:
    """What is kept until the roster is imported: good values, bad cells and their errors."""
    return {
        "good": [row.values for row in result.good_rows],
        "bad": [
            {
                "number": row.number,
                "cells": {key: str(value) for key, value in row.cells.items() if value is not None},
                "errors": [shown(error) for error in row.errors],
            }
            for row in result.bad_rows
        ],
    }


def shown(error: CellError) -> dict:
    names = ("row", "key", "column", "code", "message")
    return {name: str(getattr(error, name)) for name in names} | {"row": error.row}


def errors_of(roster: RosterImport) -> bytes:
    """The workbook of the bad rows, to be corrected and sent back."""
    rows = [
        Row(item["number"], {}, [CellError(**error) for error in item["errors"]], item["cells"])
        for item in json.loads(roster.rows or '{"bad": []}')["bad"]
    ]
    return error_workbook(roster_sheet(), SheetResult(rows=rows))


@transaction.atomic
def import_roster(roster: RosterImport, *, actor: Actor) -> RosterImport:
    """Enrol every good row, all or none. Raises Refused: wrong_state, class_full with figures."""
    row = locked(roster, actor)
    check_class(row.training_class, actor)
    good = json.loads(row.rows)["good"]
    groups = {group.code: group for group in KeyGroup.objects.all()}
    home = District.objects.get(pk=row.district_id)
    for values in good:
        if not take_seat(row.training_class):
            raise seats_short(row.training_class, len(good))
        enrol_row(row, values, groups, home, actor)
    before = audit.columns(row)
    row.state, row.rows = RosterState.IMPORTED, None
    row.imported_at, row.imported_count = clock.now(), len(good)
    row.save()
    audit.record(actor, "import", row, before=before)
    return row


def seats_short(training_class, wanted) -> Refused:
    training_class.refresh_from_db()
    free = training_class.seats_free
    return Refused(
        "class_full",
        _("%(wanted)d people, fewer free seats (class of %(seats)d)")
        % {"wanted": wanted, "seats": training_class.seats},
        remedy=_("Send a shorter roster, or file another class.") if free >= 0 else "",
    )


def enrol_row(roster, values, groups, home, actor) -> None:
    """One person of a roster: record found or made, seat taken already."""
    person = Person(
        document_type=values["document_type"],
        number=values["identity_number"],
        name=values["name"],
        phone=values["phone"],
        district_id=home.pk,
        education=values.get("education") or "",
    )
    try:
        trainee_id, user_id, _is_new = find_or_make(person)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    enrolment = Enrolment(
        training_class=roster.training_class,
        organization_id=roster.organization_id,
        district_id=roster.district_id,
        trainee_id=trainee_id,
        trainee_user_id=user_id,
        name=person.name,
        masked_identity=mask_identity(person.number),
        phone=person.phone,
        education=person.education,
        key_group=groups.get(values.get("key_group")),
        remark=values.get("remark") or "",
        source=EnrolmentSource.ROSTER,
        enrolled_at=clock.now(),
    )
    store(enrolment, actor)


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
