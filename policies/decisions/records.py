"""Decisions as they are kept: canonical JSON of facts, rule rows and steps, and their replay."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from core import clock
from policies.decisions.engine import Decided, RuleRow, Step, cite, decide, process_of
from policies.models import Decision
from policies.rows import model_of


def canonical(decided: Decided) -> str:
    """One text for one decision: keys sorted, no spaces, Chinese as it is."""
    content = {
        "process": decided.process.name,
        "version": decided.process.version,
        "facts": decided.facts,
        "rules": {name: rule._asdict() for name, rule in decided.rules.items()},
        "steps": [item._asdict() for item in decided.steps],
        "outcome": decided.outcome,
        "reasons": decided.reasons,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def store(decisions: Iterable[tuple[object, Decided]]) -> list[Decision]:
    """Keep decisions about records in one statement; pairs of (record, what was decided).

    The record's organization, district and person, as far as it has them, say who may read it.
    """
    now, today = clock.now(), clock.today()
    rows = [kept(obj, decided, now, today) for obj, decided in decisions]
    return Decision.objects.bulk_create(rows, batch_size=1000)


def kept(obj, decided: Decided, now, today) -> Decision:
    record = canonical(decided)
    return Decision(
        process=decided.process.name,
        version=decided.process.version,
        model=obj._meta.label_lower,
        object_id=obj.pk,
        organization_id=getattr(obj, "organization_id", None),
        district_id=getattr(obj, "district_id", None),
        trainee_user_id=getattr(obj, "trainee_user_id", None),
        decided_at=now,
        known_on=today,
        outcome=decided.outcome,
        reason=(decided.reasons or [""])[0],
        rules=sorted({rule.key for rule in decided.rules.values()}),
        record=record,
        digest=digest_of(record),
    )


def digest_of(record: str) -> str:
    return hashlib.sha256(record.encode()).hexdigest()


def as_decided(decision: Decision) -> Decided | None:
    """The decision as it was made, from its record alone; None when its process is not known."""
    process = process_of(decision.process, decision.version)
    if process is None:
        return None
    content = json.loads(decision.record)
    rules = {name: RuleRow(**row) for name, row in content["rules"].items()}
    steps = tuple(Step(**item) for item in content["steps"])
    return Decided(process, content["facts"], rules, steps)


@dataclass(frozen=True)
class Replay:
    """`same` tells whether deciding again gave the same bytes; `differences` names what differs."""

    same: bool
    differences: tuple[str, ...] = ()


def replay(decision: Decision) -> Replay:
    """Decide again from the kept facts and the rule rows as the database has them now."""
    was = as_decided(decision)
    if was is None:
        return Replay(same=False, differences=("process",))
    now = decide(was.process, was.facts, {name: again(rule) for name, rule in was.rules.items()})
    if canonical(now) == decision.record and digest_of(decision.record) == decision.digest:
        return Replay(same=True)
    return Replay(same=False, differences=tuple(differences(was, now)) or ("record",))


def again(rule: RuleRow) -> RuleRow | None:
    """The row that was cited, read anew."""
    rows = model_of(rule.kind).objects.select_related("cited_clause__document")
    row = rows.filter(pk=rule.id).first()
    return cite(row) if row else rule._replace(figure="")


def differences(was: Decided, now: Decided):
    """Names of the rules and steps that came out differently."""
    yield from (name for name, rule in was.rules.items() if now.rules[name] != rule)
    yield from (a.name for a, b in zip(was.steps, now.steps, strict=False) if a != b)
