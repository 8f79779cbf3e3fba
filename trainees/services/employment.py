"""Employees of an enterprise: imported with their days, and ended."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.identifiers import mask_identity
from core.refusals import Refused, raise_busy
from core.workflow import lock
from trainees.models import Employment
from trainees.services.people import Person, find_or_make


def load_employees(rows: list[dict], *, actor: Actor) -> int:
    """Store the employees of a file, all or none; returns how many.

    Somebody who is there already gets the days and the department of the file: of the one period
    that begins on the day of the file, or else overlaps with it. Raises Refused:
    not_allowed, real_name_not_verified, employment_overlaps.
    """
    if actor.role != Role.ENTERPRISE_ADMIN:
        raise Refused("not_allowed")
    with transaction.atomic():
        for values in sorted(rows, key=lambda values: values["since"]):
            load_employee(values, actor)
    return len(rows)


def load_employee(values: dict, actor: Actor) -> Employment:
    person = Person(
        values["document_type"], values["identity_number"], values["name"], values["phone"],
        actor.district_id,
    )  # fmt: skip
    trainee_id, user_id, _is_new = find_or_make(person)
    known = known_period(actor, trainee_id, values)
    before = audit.columns(known) if known else None
    row = known or Employment(
        organization_id=actor.organization_id, district_id=actor.district_id,
        trainee_id=trainee_id, trainee_user_id=user_id,
        name=values["name"], masked_identity=mask_identity(values["identity_number"]),
        recorded_at=clock.now(),
    )  # fmt: skip
    row.since, row.until = values["since"], values.get("until")
    row.department = values.get("department") or ""
    save_apart(row)
    audit.record(actor, "update" if known else "create", row, before=before)
    return row


def known_period(actor, trainee_id, values) -> Employment | None:
    """The period a row is about: that of the same first day, else the only one it overlaps."""
    own = Employment.objects.filter(organization_id=actor.organization_id, trainee_id=trainee_id)
    since, until = values["since"], values.get("until")
    if same := own.filter(since=since).first():
        return same
    overlapping = own.filter(Q(until__isnull=True) | Q(until__gte=since))
    if until:
        overlapping = overlapping.filter(since__lte=until)
    found = list(overlapping[:2])
    return found[0] if len(found) == 1 else None


def save_apart(row: Employment) -> None:
    """Raises Refused: employment_overlaps where the person is employed there at that time.

    Raises Refused: busy where the record is being put together with another at this moment.
    """
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if getattr(error.__cause__.diag, "constraint_name", "") != "employment_periods_apart":
            raise_busy(error)
        raise Refused("employment_overlaps", str(row)) from None


@transaction.atomic
def end_employment(employment: Employment, *, actor: Actor, until: date) -> Employment:
    """The last day of an employment. Raises Refused: not_allowed, valid_days_reversed."""
    if actor.role != Role.ENTERPRISE_ADMIN or employment.organization_id != actor.organization_id:
        raise Refused("not_allowed")
    row = lock(employment)
    if until < row.since:
        raise Refused("valid_days_reversed", f"{row.since:%Y-%m-%d} > {until:%Y-%m-%d}")
    before = audit.columns(row)
    row.until = until
    save_apart(row)
    audit.record(actor, "end", row, before=before)
    return row
