"""Employees of an enterprise: imported with their days, ended, and taken back where wrong.

A file of thousands is a handful of statements: people are found or made, held, and their periods
read and written all at once; what becomes of each row is decided between the two.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from psycopg2.sql import SQL

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.identifiers import mask_identity
from core.refusals import Refused, constraint_of, raise_busy
from core.staging import staged
from core.workflow import lock, moving, performs
from trainees.models import Employment
from trainees.services.people import Person, find_or_make_all

APART = "employment_periods_apart"
MOVED = {"id": "bigint", "since": "date", "until": "date", "department": "text"}
MOVE = SQL("""
UPDATE trainees_employment e SET since = m.since, until = m.until, department = m.department
FROM {rows} m WHERE e.organization_id = %s AND e.id = m.id
""")
AT_ONCE = 2000


def load_employees(rows: list[dict], *, actor: Actor) -> int:
    """Store the employees of a file, all or none; returns how many.

    Somebody who is there already gets the days and the department of the file: of the one period
    that begins on the day of the file, or else overlaps with it. Raises Refused:
    not_allowed, real_name_not_verified, employment_overlaps, busy when somebody else makes one of
    the people at this moment.
    """
    if actor.role != Role.ENTERPRISE_ADMIN:
        raise Refused("not_allowed")
    rows = sorted(rows, key=lambda values: values["since"])
    with transaction.atomic():
        people = find_or_make_all([person_of(values, actor) for values in rows])
        plan = Plan(actor, known_periods(actor, people))
        for values, person in zip(rows, people, strict=True):
            plan.take(values, *person)
        plan.write()
    return len(rows)


def person_of(values: dict, actor: Actor) -> Person:
    return Person(
        values["document_type"], values["identity_number"], values["name"], values["phone"],
        actor.district_id,
    )  # fmt: skip


def known_periods(actor: Actor, people) -> dict[int, list[Employment]]:
    """The periods of these people in the own enterprise that count, by person."""
    found = defaultdict(list)
    own = Employment.objects.counting().filter(organization_id=actor.organization_id)
    for row in own.filter(trainee_id__in={trainee for trainee, _user in people}):
        found[row.trainee_id].append(row)
    return found


@dataclass
class Plan:
    """What becomes of each row of a file; written when all rows have their place."""

    actor: Actor
    periods: dict[int, list[Employment]]
    new: list[Employment] = field(default_factory=list)
    before: dict[int, dict] = field(default_factory=dict)
    moved: dict[int, Employment] = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)

    def take(self, values: dict, trainee_id: int, user_id: int) -> None:
        """Find the period a row is about, or begin one. Raises Refused: employment_overlaps."""
        own = self.periods[trainee_id]
        row = period_of(own, values)
        if row is None:
            row = self.begun(values, trainee_id, user_id)
        elif row.pk:
            self.before.setdefault(row.pk, audit.columns(row))
            self.moved[row.pk] = row
        row.since, row.until = values["since"], values.get("until")
        row.department = values.get("department") or ""
        if any(overlaps(other, row.since, row.until) for other in own if other is not row):
            raise Refused("employment_overlaps", str(row))
        if row not in own:
            own.append(row)

    def begun(self, values, trainee_id, user_id) -> Employment:
        row = Employment(
            organization_id=self.actor.organization_id, district_id=self.actor.district_id,
            trainee_id=trainee_id, trainee_user_id=user_id, name=values["name"],
            masked_identity=mask_identity(values["identity_number"]), recorded_at=self.at,
        )  # fmt: skip
        self.new.append(row)
        return row

    def write(self) -> None:
        """Store everything, each period with its entry in the trail."""
        changes = [(row.pk, row.since, row.until, row.department) for row in self.moved.values()]
        if changes:
            with staged(MOVED, changes) as table, connection.cursor() as cursor:
                cursor.execute(MOVE.format(rows=table), [self.actor.organization_id])
        Employment.objects.bulk_create(self.new, batch_size=AT_ONCE)
        changed = ((row, self.before[key]) for key, row in self.moved.items())
        audit.record_all(self.actor, "update", changed)
        audit.record_all(self.actor, "create", ((row, None) for row in self.new))


def period_of(own: list[Employment], values: dict) -> Employment | None:
    """The period a row is about: that of the same first day, else the only one it overlaps."""
    since, until = values["since"], values.get("until")
    same = next((row for row in own if row.since == since), None)
    found = [row for row in own if overlaps(row, since, until)]
    return same or (found[0] if len(found) == 1 else None)


def overlaps(row: Employment, since: date, until: date | None) -> bool:
    """Whether a period and some days, both ends included, have a day in common."""
    return (row.until is None or row.until >= since) and (until is None or row.since <= until)


@transaction.atomic
def end_employment(employment: Employment, *, actor: Actor, until: date) -> Employment:
    """The last day of an employment.

    Raises Refused: not_allowed, wrong_state, valid_days_reversed, employment_overlaps.
    """
    if actor.role != Role.ENTERPRISE_ADMIN or employment.organization_id != actor.organization_id:
        raise Refused("not_allowed")
    row = lock(employment)
    if not row.counts:
        raise Refused("wrong_state", row.get_state_display())
    if until < row.since:
        raise Refused("valid_days_reversed", f"{row.since:%Y-%m-%d} > {until:%Y-%m-%d}")
    before = audit.columns(row)
    row.until = until
    save_apart(row)
    audit.record(actor, "end", row, before=before)
    return row


def save_apart(row: Employment) -> None:
    """Raises Refused: employment_overlaps where the person is employed there at that time.

    Raises Refused: busy where the record is being put together with another at this moment.
    """
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != APART:
            raise_busy(error)
        raise Refused("employment_overlaps", str(row)) from None


@performs(Employment, "void")
def void_employment(employment: Employment, *, actor: Actor, reason: str) -> Employment:
    """Take back a period that was recorded wrongly; the days can be recorded anew."""
    with moving(employment, "void", actor=actor, reason=reason) as row:
        row.voided_at = clock.now()
    return row
