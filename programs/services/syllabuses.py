"""The parts of a programme that is being written: syllabus, named teachers, a new version."""

from django.db import transaction

from core import audit
from core.access import Actor
from core.refusals import Refused
from programs.checks import sums_of
from programs.enums import ProgrammeState
from programs.models import Programme, ProgrammeTeacher, SyllabusUnit
from programs.models.programme_terms import IN_THE_WAY, ProgrammeTerms
from programs.permissions import may_edit_programme
from programs.services.programmes import create_programme, locked

UNIT_FIELDS = ("title", "kind", "mode", "lessons")
TAUGHT = ("training_type", "occupation", "level", "course_type", "name", "description", "textbook")
NOT_COPIED = ("replaces", "practice_lessons")
TERMS = [field.name for field in ProgrammeTerms._meta.get_fields() if field.name not in NOT_COPIED]
RENEWED = (ProgrammeState.LISTED, ProgrammeState.SUSPENDED)


@transaction.atomic
def write_syllabus(programme: Programme, *, actor: Actor, units: list[dict]) -> Programme:
    """Set the units in their order, dicts of title, kind, mode and lessons; the sums follow.

    Units that are left over stay in the table, dropped. Raises Refused: not_allowed, wrong_state.
    """
    row = locked(programme, actor)
    before = audit.columns(row)
    known = {unit.ordinal: unit for unit in row.units.all()}
    new = []
    for ordinal, facts in enumerate(units, 1):
        unit = known.pop(ordinal, None) or SyllabusUnit(**of(row), ordinal=ordinal)
        for name in UNIT_FIELDS:
            setattr(unit, name, facts[name])
        unit.is_dropped = False
        new.append(unit)
    SyllabusUnit.objects.bulk_create([unit for unit in new if unit.pk is None])
    changed = [unit for unit in new if unit.pk] + drop(known.values())
    SyllabusUnit.objects.bulk_update(changed, [*UNIT_FIELDS, "is_dropped"])
    for name, value in sums_of(new).items():
        setattr(row, name, value)
    row.save()
    audit.record(actor, "update", row, before=before)
    return row


def drop(units) -> list[SyllabusUnit]:
    for unit in units:
        unit.is_dropped = True
    return list(units)


def of(programme) -> dict:
    """What every part of a programme carries."""
    return {
        "programme": programme,
        "organization_id": programme.organization_id,
        "district_id": programme.district_id,
    }


@transaction.atomic
def name_teachers(programme: Programme, *, actor: Actor, teachers) -> Programme:
    """Name these teachers of the unit and no others. Raises Refused: not_allowed, wrong_state."""
    row = locked(programme, actor)
    known = {one.teacher_id: one for one in row.named.all()}
    wanted = {teacher.pk for teacher in teachers}
    for key, one in known.items():
        one.is_dropped = key not in wanted
    ProgrammeTeacher.objects.bulk_update(known.values(), ["is_dropped"])
    ProgrammeTeacher.objects.bulk_create(
        ProgrammeTeacher(**of(row), teacher_id=key) for key in sorted(wanted - set(known))
    )
    return row


@transaction.atomic
def renew_programme(programme: Programme, *, actor: Actor) -> Programme:
    """A draft that takes over everything and says what it replaces; the old one stays as it is.

    Raises Refused: not_allowed, wrong_state (not in the directory, or a new version exists).
    """
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if not may_edit_programme(actor, row):
        raise Refused("not_allowed")
    if row.state not in RENEWED:
        raise Refused("wrong_state", row.get_state_display())
    if other := row.followers.filter(state__in=IN_THE_WAY).first():
        raise Refused("wrong_state", str(other))
    facts = {name: getattr(row, name) for name in (*TAUGHT, *TERMS)}
    made = create_programme(actor=actor, organization=row.organization, replaces=row, **facts)
    units = list(row.units.held().values(*UNIT_FIELDS))
    name_teachers(made, actor=actor, teachers=[one.teacher for one in teachers_of(row)])
    return write_syllabus(made, actor=actor, units=units)


def teachers_of(programme):
    """The teachers a programme names."""
    return programme.named.held().select_related("teacher")
