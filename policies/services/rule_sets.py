"""Rule sets before their publication: written, validated, amended, withdrawn (2.16)."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.numbers import next_serial
from core.refusals import Refused
from core.workflow import moving, performs
from policies.enums import RuleSetState
from policies.models import RuleChange, RuleSet
from policies.models.rule_set import KNOWN
from policies.permissions import may_write
from policies.validation import faults_of, report_of

COPIED = ("kind", "code", "figure", "unit", "clause_id", "valid_from", "valid_to")


@transaction.atomic
def create_rule_set(
    *, actor: Actor, title, document, copied_from=None, correction_reason=""
) -> RuleSet:
    """A draft under a document, empty or with the rows of a published set.

    Raises Refused: not_allowed, wrong_state for a copy of a set that was never published.
    """
    rule_set = RuleSet(
        title=title,
        document=document,
        copied_from=copied_from,
        correction_reason=correction_reason,
        author_id=actor.user_id,
        edited_by=sorted(actor.persons),
    )
    if not may_write(actor, rule_set):
        raise Refused("not_allowed")
    if copied_from and copied_from.state not in KNOWN:
        raise Refused("wrong_state", copied_from.get_state_display())
    prefix = f"R{clock.today().year}"
    rule_set.number = f"{prefix}-{next_serial(prefix):04d}"
    rule_set.save()
    audit.record(actor, "create", rule_set)
    if copied_from:
        copy_rows(copied_from, rule_set)
    return rule_set


def copy_rows(source: RuleSet, target: RuleSet) -> None:
    rows = source.changes.filter(is_dropped=False).values(*COPIED)
    RuleChange.objects.bulk_create(RuleChange(rule_set=target, **row) for row in rows)


@transaction.atomic
def update_rule_set(rule_set: RuleSet, *, actor: Actor, changes=(), **facts) -> RuleSet:
    """Write on a draft: its own fields, and rows (stored or new `RuleChange`s of this set).

    Whoever writes is kept in `edited_by`. Raises Refused: not_allowed, wrong_state.
    """
    row = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    if not may_write(actor, row):
        raise Refused("not_allowed")
    if row.state != RuleSetState.DRAFT:
        raise Refused("wrong_state", row.get_state_display())
    before = audit.columns(row)
    for name, value in facts.items():
        setattr(row, name, value)
    sign(row, actor)
    row.save()
    audit.record(actor, "update", row, before=before)
    for change in changes:
        write_change(row, change, actor)
    return row


def sign(rule_set: RuleSet, actor: Actor) -> None:
    """Note that this person wrote on the set: such a person never publishes it (SD27)."""
    new = actor.persons - set(rule_set.edited_by)
    if new:
        rule_set.edited_by = [*rule_set.edited_by, *sorted(new)]


def write_change(rule_set, change: RuleChange, actor) -> None:
    stored = RuleChange.objects.filter(pk=change.pk, rule_set=rule_set).first()
    change.pk, change.rule_set = stored.pk if stored else None, rule_set
    before = audit.columns(stored) if stored else None
    change.save()
    audit.record(actor, "update" if stored else "create", change, before=before)


@performs(RuleSet, "validate")
def validate_rule_set(rule_set, *, actor: Actor) -> RuleSet:
    """Check every row. Raises Refused: ruleset_invalid with each fault and its row."""
    with moving(rule_set, "validate", actor=actor, validated_at=clock.now()) as row:
        refuse_faults(row)
        sign(row, actor)
        rows = row.changes.filter(is_dropped=False).count()
        row.report = report_of([], rows, clock.now())
    return row


def refuse_faults(rule_set) -> None:
    faults = faults_of(rule_set, clock.today())
    if faults:
        raise Refused("ruleset_invalid", faults[0].message, errors=faults)


@performs(RuleSet, "amend")
def amend_rule_set(rule_set, *, actor: Actor) -> RuleSet:
    """Write on the set again; its report is void."""
    with moving(rule_set, "amend", actor=actor) as row:
        row.report = row.validated_at = None
        sign(row, actor)
    return row


@performs(RuleSet, "withdraw")
def withdraw_rule_set(rule_set, *, actor: Actor, reason: str) -> RuleSet:
    """End a set that was not published."""
    with moving(rule_set, "withdraw", actor=actor, reason=reason) as row:
        row.withdrawn_at = clock.now()
    return row
