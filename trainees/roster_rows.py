"""Rows of a roster: what the file alone cannot tell about a person, and how rows are kept."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from core.identifiers import check_document
from core.spreadsheets import CellError, Row, SheetResult
from policies.decisions import Check, failed
from trainees.checks import age_check, once_check, overlap_check
from trainees.queries import match_person
from trainees.roster_sheet import roster_sheet

NOT_KEPT = ("bank_card",)  # checked for the institution's sake; accounts are not kept yet


def match(values: dict) -> tuple[str, int | None]:
    """Whether the person of a row is known: see `match_person`."""
    return match_person(values["document_type"], values["identity_number"], values["name"])


def person_checks(values: dict, training_class) -> list[Check]:
    """Known under another name, age, already there, overlap."""
    verdict, trainee_id = match(values)
    birth_on = check_document(values["document_type"], values["identity_number"]).birth_on
    return [
        Check("real_name_not_verified", verdict != "conflict", _("Name")),
        age_check(birth_on, training_class),
        once_check(trainee_id, training_class),
        overlap_check(trainee_id, training_class),
    ]


def check_person(row: Row, training_class) -> None:
    """Add the errors of the person to a row whose cells are good."""
    header = roster_sheet().column("identity_number").header
    for check in failed(person_checks(row.values, training_class)):
        row.cells = row.cells or dict(row.values)
        row.errors.append(
            CellError(row.number, "identity_number", header, check.code, check.message)
        )


def changed_since(good: list[dict], training_class) -> Iterator[Check]:
    """What was good in the dry run and is not any more, each with its row."""
    for item in good:
        for check in failed(person_checks(item["values"], training_class)):
            row = _("row %(row)d") % {"row": item["row"]}
            yield replace(check, detail=" · ".join(filter(None, (row, check.detail))))


def seats_check(training_class, wanted: int) -> Check:
    """As many free seats as good rows."""
    words = {
        "wanted": wanted,
        "free": training_class.seats_free,
        "seats": training_class.seats,
    }
    return Check(
        "class_full",
        wanted <= training_class.seats_free,
        _("A seat is free"),
        _("%(wanted)d people, %(free)d of %(seats)d seats free") % words,
        remedy=_("Send a shorter roster, or file another class."),
    )


def packed(result: SheetResult) -> dict:
    """What is kept until the roster is imported: good values, bad cells and their errors."""
    return {
        "good": [
            {
                "row": row.number,
                "values": {k: v for k, v in row.values.items() if k not in NOT_KEPT},
            }
            for row in result.good_rows
        ],
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
    """An error as it is kept and shown; it repeats no value."""
    names = ("row", "key", "column", "code", "message")
    return {name: str(getattr(error, name)) for name in names} | {"row": error.row}


def shown_check(check: Check) -> dict:
    """A failed condition of the file as a whole, among the errors of its rows."""
    return {"row": "", "key": "", "column": check.title, "code": check.code} | {
        "message": check.message
    }
