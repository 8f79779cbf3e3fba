"""Reference rows of this app: the library, dated values and time limits.

Illustrative where they say so.
"""

import re
from pathlib import Path

from core.reference import insert_missing, read_rows
from policies.models import Clause, DatedValue, PolicyDocument, TimeLimit

DATA = Path(__file__).parent / "data"
WORDS = ("en", "process_zh", "clock_start_zh", "when_over_zh")
TEXTS = (
    "zh",
    "process",
    "clock_start",
    "direction",
    "number",
    "unit",
    "date_basis",
    "when_over",
    "rule_id",
    "source_standing",
    *WORDS,
)
SECTION = re.compile(r"\d+\.\d+")


def load_library() -> int:
    """Insert the documents and clauses that are missing; returns how many."""
    return load_documents() + load_clauses()


def load_documents() -> int:
    known = set(PolicyDocument.objects.values_list("short", flat=True))
    rows = [document(row) for row in read_rows(DATA / "documents.csv") if row["short"] not in known]
    return len(PolicyDocument.objects.bulk_create(rows))


def document(row: dict) -> PolicyDocument:
    return PolicyDocument(**{**row, "effective_to": row["effective_to"] or None})


def load_clauses() -> int:
    known = set(Clause.objects.values_list("label", flat=True))
    documents = {row.short: row for row in PolicyDocument.objects.all()}
    rows = [
        Clause(**{**row, "document": documents[row["document"]]})
        for row in read_rows(DATA / "clauses.csv")
        if row["label"] not in known
    ]
    return len(Clause.objects.bulk_create(rows))


def labels() -> dict[str, Clause]:
    """Every clause by its label."""
    return {row.label: row for row in Clause.objects.all()}


def load_values() -> int:
    """Insert the dated values that are missing; returns how many."""
    clauses = labels()
    file = DATA / "dated_values_illustrative.csv"
    return insert_missing(DatedValue, file, lambda row: dated_value(row, clauses))


def dated_value(row: dict, clauses: dict) -> DatedValue:
    """One row of the list; an empty end means that it stays in force."""
    return DatedValue(
        **{**row, "valid_to": row["valid_to"] or None}, cited_clause=clauses[row["clause"]]
    )


def load_limits() -> int:
    """Insert the time limits that are missing; returns how many."""
    clauses = labels()
    file = DATA / "time_limits_illustrative.csv"
    return insert_missing(TimeLimit, file, lambda row: time_limit(row, clauses))


def time_limit(row: dict, clauses: dict) -> TimeLimit:
    """One row of the list, under the clause of its process; known from the day it holds."""
    label = f"tl §{SECTION.search(row['process'])[0]}"
    return TimeLimit(
        code=row["code"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"] or None,
        known_from=row["valid_from"],
        clause=label,
        cited_clause=clauses[label],
        **{name: row[name] for name in TEXTS},
    )


def name_limits() -> int:
    """Time limits loaded before they had names in both languages get them; returns how many."""
    words = {row["code"]: row for row in read_rows(DATA / "time_limits_illustrative.csv")}
    named = 0
    for code in TimeLimit.objects.filter(en="").values_list("code", flat=True).distinct():
        told = {name: words[code][name] for name in WORDS if code in words}
        named += TimeLimit.objects.filter(code=code, en="").update(**told) if told else 0
    return named


def link_clauses() -> int:
    """Rows loaded before there was a library get their clause; returns how many."""
    clauses, linked = labels(), 0
    for row in DatedValue.objects.filter(cited_clause=None):
        linked += link(row, clauses[row.clause])
    for row in TimeLimit.objects.filter(cited_clause=None):
        linked += link(row, clauses[f"tl §{SECTION.search(row.process)[0]}"])
    return linked


def link(row, clause) -> int:
    return type(row).objects.filter(pk=row.pk).update(cited_clause=clause)
