"""Lookup of dated values and time limits by day, what a day knew, and the library's search."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from core import calendar, search
from core.limits import Citation
from policies import rulebook
from policies.models import Clause, DatedValue, PolicyDocument, TimeLimit


def value_on(code: str, on: date, *, known_on: date | None = None) -> DatedValue:
    """The dated value in force on a day, as known on `known_on` (default: that day itself).

    Raises DatedValue.DoesNotExist when no row covers the day: no figure is ever assumed.
    """
    return rulebook.find(DatedValue, code, on, known_on or on)


def limit_on(code: str, on: date, *, known_on: date | None = None) -> TimeLimit:
    """The time limit in force on a day. Raises TimeLimit.DoesNotExist when none covers it."""
    return rulebook.find(TimeLimit, code, on, known_on or on)


def last_moment(code: str, start: date | datetime) -> date | datetime:
    """The day or instant a time limit ends that starts (or, backwards, ends) at `start`.

    Days give days, hours give instants. Raises CalendarMissing for a year without a table.
    """
    day = start.date() if isinstance(start, datetime) else start
    return end_of(limit_on(code, day), start)


def end_of(limit: TimeLimit, start: date | datetime) -> date | datetime:
    """The end of one time limit from its start."""
    number = limit.number if limit.unit == "hour" else int(limit.number)
    return calendar.deadline(start, number, limit.unit, limit.direction)


def rules_token() -> UUID:
    """Names the rows as they are: every publication changes it."""
    return rulebook.version.first()


def in_force(rows, on: date, known_on: date) -> list:
    """The row of every code that holds on a day as known on another, in the order of codes.

    `rows` is a model of dated rows or a queryset of it.
    """
    return latest(held(rows if isinstance(rows, QuerySet) else rows.objects.all(), on, known_on))


def held(rows: QuerySet, on, known_on) -> QuerySet:
    """Every row that holds on a day as known on another, that of each code that counts first."""
    found = rows.in_force(on).known(known_on).select_related("cited_clause__document")
    return found.order_by("code", "-known_from", "-valid_from", "-pk")


def latest(rows) -> list:
    """The first row of each code."""
    found = {}
    for row in rows:
        found.setdefault(row.code, row)
    return list(found.values())


def found(documents, text: str):
    """Documents with every word of the question in themselves or in one of their clauses."""
    if not search.terms(text):
        return documents
    here = search.found(PolicyDocument.objects.order_by(), text).values("pk")
    inside = search.found(Clause.objects.order_by(), text).values("document_id")
    return documents.filter(Q(pk__in=here) | Q(pk__in=inside))


def clauses_with(clauses, text: str):
    """Clauses with every word of the question, those of documents in force first."""
    found = search.found(clauses.select_related("document"), text)
    return found.order_by("document__status", "-document__issued_on", "ordinal")


def found_clauses(text: str, most: int = 20):
    """The first clauses with every word of the question; none for no words."""
    rows = Clause.objects.all()
    return clauses_with(rows, text)[:most] if search.terms(text) else rows.none()


def clause_cited(label: str) -> Citation:
    """A clause of the library by its label; empty without one, and where it is not there."""
    clause = rulebook.clause(label) if label else None
    return Citation(clause.name, clause.get_absolute_url()) if clause else Citation("", "")
