"""`decide`: pure. The same facts and rule rows give the same steps, today and in ten years."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.calendar import span_words
from policies import rulebook
from policies.decisions.checks import Check, require
from policies.enums import Outcome, Result
from policies.models import TimeLimit
from policies.queries import clause_cited

NOT_CHECKED = "source_not_checked"
MISSING = "document_missing"


class RuleRow(NamedTuple):
    """A dated row as a decision cites it: plain text, so that it can be kept and compared.

    What people call it is looked up when somebody reads: a kept decision holds no words.
    """

    kind: str
    id: int
    code: str
    figure: str
    unit: str
    clause: str
    document: str = ""
    slug: str = ""
    zh: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def words(self) -> str:
        """The clause as people quote it, with its document; of a time limit also its figure."""
        clause = rulebook.clause(self.clause)
        named = clause.name if clause else self.clause
        if self.kind != TimeLimit.KIND:
            return named
        limit = rulebook.newest(TimeLimit, self.code)
        name = limit.name if limit else self.zh or self.code
        return f"{named} · {name} {span_words(self.figure, self.unit)}"

    @property
    def url(self) -> str:
        """The permanent address of the clause; empty for one that is not in the library."""
        clause = rulebook.clause(self.clause)
        return clause.get_absolute_url() if clause else ""


def cite(row) -> RuleRow:
    """The citation of a dated value or time limit."""
    clause = row.cited_clause
    return RuleRow(
        row.KIND,
        row.pk,
        row.code,
        f"{row.amount.normalize():f}",
        row.unit,
        row.clause,
        clause.document.number if clause else "",
        clause.slug if clause else "",
        getattr(row, "zh", ""),
    )


class Finding(NamedTuple):
    """What a condition found: its figures, and the facts that would turn a failure.

    `passed` is None where it is not known yet, such as while somebody looks at a paper: the step
    is open. `change` gives the value each of these facts would need; `code` a reason other than
    the condition's own.
    """

    passed: bool | None
    figures: dict = {}
    change: dict | None = None
    code: str = ""


def plain(figures: dict) -> str:
    return ""


@dataclass(frozen=True)
class Condition:
    """One step of a process.

    `judge(facts, rules)` finds; `inputs` are the facts it uses, kept with the step; one of them
    that is None is a missing document. `rule` names the rule row it cites, `clause` the clause of
    a condition that has no figure, `source` a fact that a higher app provides. `detail` and
    `remedy` put the figures into words when somebody reads.
    """

    name: str
    code: str
    title: str
    judge: Callable[[Mapping, Mapping], Finding]
    inputs: tuple[str, ...] = ()
    rule: str = ""
    clause: str = ""
    source: str = ""
    applies: str = ""
    detail: Callable[[dict], str] = plain
    remedy: Callable[[dict], str] = plain


@dataclass(frozen=True, eq=False)
class Process:
    """A kind of decision: its conditions in their order. A change of meaning is a new version.

    `title` is what people call it. It equals itself alone: its words change with the language.
    """

    name: str
    version: int
    conditions: tuple[Condition, ...]
    title: str = ""

    def condition(self, name: str) -> Condition | None:
        return next((item for item in self.conditions if item.name == name), None)

    def __post_init__(self):
        _processes[self.name, self.version] = self


_processes: dict[tuple[str, int], Process] = {}


def process_of(name: str, version: int) -> Process | None:
    return _processes.get((name, version))


def titles() -> dict[str, str]:
    """What people call each kind of decision, by its name."""
    return {name: str(found.title or name) for (name, _v), found in sorted(_processes.items())}


class Step(NamedTuple):
    """One condition as it was found."""

    name: str
    result: str
    code: str
    inputs: dict
    figures: dict
    rule: str
    change: dict


@dataclass(frozen=True)
class Decided:
    """All steps in their order and what follows from them."""

    process: Process
    facts: dict
    rules: dict[str, RuleRow]
    steps: tuple[Step, ...] = field(default=())

    def of(self, result: Result) -> list[Step]:
        return [step for step in self.steps if step.result == result]

    @property
    def reasons(self) -> list[str]:
        """Every failure in the order of the steps, then the open checks; the first one leads."""
        return [step.code for step in (*self.of(Result.FAILED), *self.of(Result.OPEN))]

    @property
    def outcome(self) -> Outcome:
        if self.of(Result.FAILED):
            return Outcome.REFUSED
        return Outcome.UNDECIDED if self.of(Result.OPEN) else Outcome.GRANTED


def decide(process: Process, facts: Mapping, rules: Mapping[str, RuleRow]) -> Decided:
    """Judge every condition that applies; none stops the others.

    `facts` are plain JSON values (days as ISO text, shares and money as decimal text), `rules` the
    rule rows by the names the conditions use. Reads nothing else.
    """
    steps = tuple(
        judged(condition, facts, rules)
        for condition in process.conditions
        if not condition.applies or facts.get(condition.applies)
    )
    return Decided(process, dict(facts), dict(rules), steps)


def judged(condition: Condition, facts: Mapping, rules: Mapping) -> Step:
    """One step: open without its source, failed without an input, else as the judge finds."""
    inputs = {name: facts.get(name) for name in condition.inputs}
    if condition.source:
        if condition.source not in facts:
            open_at = {"source": condition.source}
            return step(condition, Result.OPEN, NOT_CHECKED, inputs, open_at)
        inputs[condition.source] = facts[condition.source]
    absent = [name for name, value in inputs.items() if value is None]
    if absent:
        return step(condition, Result.FAILED, MISSING, inputs, {"missing": absent})
    found = condition.judge(facts, rules)
    if found.passed:
        return step(condition, Result.PASSED, condition.code, inputs, found.figures)
    code, change = found.code or condition.code, found.change or {}
    result = Result.OPEN if found.passed is None else Result.FAILED
    return step(condition, result, code, inputs, found.figures, change)


def step(condition, result, code, inputs, figures, change=None) -> Step:
    return Step(condition.name, result, code, inputs, dict(figures), condition.rule, change or {})


def checks_of(decided: Decided) -> list[Check]:
    """The steps in the words of the reader."""
    return [check_of(decided.process, item, decided.rules) for item in decided.steps]


def require_met(decided: Decided) -> None:
    """`require` for a decision: where nothing failed, nothing is put into words."""
    if decided.of(Result.FAILED):
        require(checks_of(decided))


def check_one(process: Process, name: str, facts: Mapping, rules: Mapping) -> Check:
    """One condition of a process by itself, in the words of the reader."""
    return check_of(process, judged(process.condition(name), facts, rules), rules)


def check_of(process: Process, item: Step, rules: Mapping[str, RuleRow]) -> Check:
    condition = process.condition(item.name)
    detail, remedy = words_of(condition, item)
    rule = rules.get(item.rule) or clause_cited(condition.clause)
    return Check(
        code=item.code,
        passed=item.result == Result.PASSED,
        title=str(condition.title),
        detail=detail,
        clause=rule.words,
        remedy=remedy,
        clause_url=rule.url,
        is_open=item.result == Result.OPEN,
    )


def words_of(condition: Condition, item: Step) -> tuple[str, str]:
    """(figures, what would change it) of a step."""
    if item.code == NOT_CHECKED and "source" in item.figures:
        return _("The source has not been loaded."), _("Wait until the source is loaded.")
    if item.code == MISSING:
        return _("A fact this condition needs is missing."), _("Hand in what is missing.")
    remedy = "" if item.result == Result.PASSED else condition.remedy(item.figures)
    return str(condition.detail(item.figures)), str(remedy)


def without(decided: Decided, failure: Step) -> Decided:
    """The same decision with the facts a failure says would change it."""
    return decide(decided.process, {**decided.facts, **failure.change}, decided.rules)
