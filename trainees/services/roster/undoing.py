"""Undoing an import as a whole, while nothing depends on it."""

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.punctuation import enumerated, itemised, with_colon
from core.refusals import Refused
from core.staging import join_many
from programs.models import TrainingClass
from trainees.checks import ROSTERING
from trainees.enums import RosterState
from trainees.models import Enrolment, RosterImport
from trainees.services.roster import statements
from trainees.services.roster.gate import locked
from trainees.services.roster.telling import tell_undone

DONE = {"enrolments", "people"}


@transaction.atomic
def undo_roster(roster: RosterImport, *, actor: Actor) -> RosterImport:
    """Take back what an import made: its enrolments, its seats, and the people only it made.

    The listed function removes them; the audit trail keeps every enrolment as it was. Raises
    Refused: wrong_state, roster_in_use naming what depends on the import.
    """
    row = locked(roster, actor, RosterState.IMPORTED)
    classes = check_not_begun(row)
    join_many(row.imported_count)
    values = {"organization": row.organization_id, "roster": row.pk}
    values["numbers"] = statements.numbers_of(classes)
    audit.record_select(actor, "undo", Enrolment, statements.UNDONE_ENTRIES, values)
    tell_undone(classes, row)
    remove(row)
    before = audit.columns(row)
    row.state, row.undone_at = RosterState.UNDONE, clock.now()
    row.bad_rows, row.new_people = None, []
    row.save()
    audit.record(actor, "undo", row, before=before)
    return row


def check_not_begun(row) -> dict[int, TrainingClass]:
    """The classes of the import, none of which has begun. Raises Refused."""
    own = Enrolment.objects.filter(organization_id=row.organization_id, roster=row)
    keys = own.order_by().values_list("training_class_id", flat=True).distinct()
    classes = TrainingClass.objects.in_bulk(list(keys))
    begun = [str(found) for found in classes.values() if found.state not in ROSTERING]
    if begun:
        words = _("classes that have begun or ended: %(classes)s") % {"classes": enumerated(begun)}
        raise Refused("roster_in_use", words)
    return classes


def remove(row) -> None:
    """Remove what the import made, in the database. Raises Refused: roster_in_use."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT kind, amount FROM undo_roster(%s)", [row.pk])
        found = dict(cursor.fetchall())
    if set(found) != DONE:
        used = [with_colon(words_for(kind), amount) for kind, amount in found.items()]
        remedy = _("Withdraw the people one by one instead.")
        raise Refused("roster_in_use", itemised(used), remedy=remedy)


def words_for(table: str) -> str:
    """What the rows of a table are called; enrolments that depend have moved on since."""
    if table == Enrolment._meta.db_table:
        return _("enrolments that have changed since")
    names = {model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()}
    return str(names.get(table, table))
