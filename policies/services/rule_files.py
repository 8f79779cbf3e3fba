"""A rule set as a workbook: written out, changed elsewhere, and read back into a draft."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import Actor
from core.punctuation import with_colon
from core.refusals import Refused
from core.spreadsheets import Limits, read, template
from policies.models import RuleChange, RuleSet
from policies.permissions import may_write
from policies.rule_sheet import change_of, rule_sheet, written
from policies.services.rule_sets import create_rule_set, update_rule_set

LIMITS = Limits(rows=2000)
COMPARED = ("figure", "unit", "clause_id", "valid_to", "is_dropped")


@dataclass(frozen=True)
class LineFault:
    """One error of one line of a file, as a refusal shows it."""

    code: str
    message: str
    clause = remedy = ""


def export_rule_set(rule_set: RuleSet) -> bytes:
    """The rows of a set as XLSX, with drop-downs and an explanation, ready to be read back."""
    sheet = rule_sheet(rule_set.document)
    rows = rule_set.changes.filter(is_dropped=False).select_related("clause")
    return template(sheet, [written(sheet, change) for change in rows])


@transaction.atomic
def create_from_file(
    *, actor: Actor, title, document, data: bytes, file_name, correction_reason=""
) -> RuleSet:
    """A new draft with the rows of a file. Raises Refused as `import_rows` does; then no draft."""
    rule_set = create_rule_set(
        actor=actor, title=title, document=document, correction_reason=correction_reason
    )
    return import_rows(rule_set, actor=actor, data=data, file_name=file_name)


@transaction.atomic
def import_rows(rule_set: RuleSet, *, actor: Actor, data: bytes, file_name) -> RuleSet:
    """Make the rows of a draft those of a file; a stored row the file does not hold is dropped.

    The rows go through `update_rule_set`, the same door as the form. Raises Refused: not_allowed,
    wrong_state, ruleset_invalid with every error of every line, file_unreadable.
    """
    if not may_write(actor, rule_set):
        raise Refused("not_allowed")
    wanted = changes_in(rule_set, data, file_name)
    rule_set = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    return update_rule_set(rule_set, actor=actor, changes=changed(rule_set, wanted))


def changes_in(rule_set: RuleSet, data: bytes, file_name: str) -> list[RuleChange]:
    """The lines of a file as unstored rows. Raises Refused."""
    found = read(data, file_name, rule_sheet(rule_set.document), limits=LIMITS)
    if found.file_errors:
        words = " ".join(error.message for error in found.file_errors)
        raise Refused("file_unreadable", words)
    if found.errors:
        faults = [LineFault(e.code, told(e)) for e in found.errors]
        raise Refused("ruleset_invalid", faults[0].message, errors=faults)
    clauses = {row.label: row for row in rule_set.document.clauses.all()}
    return [change_of(row.values, clauses) for row in found.rows]


def told(error) -> str:
    """Row, column and what is wrong there."""
    row = _("row %(row)d") % {"row": error.row}
    return with_colon(f"{row} · {error.column}", error.message)


def changed(rule_set: RuleSet, wanted: list[RuleChange]) -> list[RuleChange]:
    """What must be written so that a set holds these rows and no others."""
    stored = {key(row): row for row in rule_set.changes.order_by("-is_dropped", "pk")}
    written_rows = []
    for row in wanted:
        old = stored.pop(key(row), None)
        row.pk = old.pk if old else None
        if old is None or any(getattr(row, n) != getattr(old, n) for n in COMPARED):
            written_rows.append(row)
    for row in stored.values():
        if not row.is_dropped:
            row.is_dropped = True
            written_rows.append(row)
    return written_rows


def key(row: RuleChange) -> tuple:
    return row.kind, row.code, row.valid_from
