"""What the newest list of a kind says of one person, and whether it is young enough to count.

A list nobody loaded and one that is too old say nothing: "not checked", never "passed".
"""

from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from core import clock
from core.privacy import hashes_of
from policies.queries import value_on
from trainees.list_kinds import kind_of
from trainees.models import Trainee


class Answer(NamedTuple):
    """What one list says of a person on a day; `since` and `until` are those of the entry."""

    kind: str
    number: str
    as_of: date
    is_on: bool
    since: date | None = None
    until: date | None = None

    @property
    def is_fresh(self) -> bool:
        return clock.today() <= last_day(self.as_of, days_of(self.kind))

    @property
    def proves(self) -> bool:
        """Whether the person stands on a list that counts today."""
        return self.is_on and self.is_fresh


def days_of(kind: str) -> int:
    """After how many days a list of this kind says nothing any more, as the rule has it today."""
    return int(value_on(kind_of(kind).days, clock.today()).value)


def last_day(as_of: date, days: int) -> date:
    """The last day on which a list counts."""
    return as_of + timedelta(days=days)


def own_answers(trainee: Trainee, on: date) -> dict[str, Answer]:
    """What the newest list of each kind says of the acting person on a day, by kind."""
    sql = "SELECT kind, number, as_of, is_on, since, until FROM person_on_lists(%s, %s, %s)"
    return {row[0]: Answer(*row) for row in asked(sql, [trainee.pk, hashes(trainee), on])}


def own_answer(trainee: Trainee, kind: str, on: date) -> Answer | None:
    return own_answers(trainee, on).get(kind) if kind else None


def months_insured(trainee: Trainee, until: date) -> dict | None:
    """Number and day of the newest list of insured persons, and the acting person's months on it.

    Months up to a day, each counted once however many employers paid in; None without a list.
    """
    sql = "SELECT number, as_of, months FROM months_insured(%s, %s, %s)"
    found = asked(sql, [trainee.pk, hashes(trainee), until])
    names = ("number", "as_of", "months")
    return next((dict(zip(names, row, strict=True)) for row in found), None)


def answer_about(membership, on: date) -> Answer | None:
    """What the list of a group says of the person, for the district that has the proof before it.

    A listed function, which answers of no other person and of no other list.
    """
    kind = membership.group.list_kind
    if not kind:
        return None
    sql = "SELECT number, as_of, is_on, since, until FROM proof_on_list(%s, %s, %s)"
    found = asked(sql, [membership.pk, hashes(membership.trainee), on])
    return next((Answer(kind, *row) for row in found), None)


def answer_of(kind: str, trainee: Trainee, on: date) -> Answer | None:
    """The same for the system worker, of anybody."""
    sql = "SELECT number, as_of, is_on, since, until FROM list_says(%s, %s, %s, %s, %s)"
    found = asked(sql, [kind, trainee.pk, trainee.document_type, hashes(trainee), on])
    return next((Answer(kind, *row) for row in found), None)


def hashes(trainee: Trainee) -> str:
    return ",".join(hashes_of(trainee.identity_number))


def asked(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def in_words(answer: Answer | None) -> str:
    """What a list says, without its name: it may be one of a sensitive group."""
    if answer is None:
        return _("not checked: no list has been loaded")
    told = {"as_of": f"{answer.as_of}", "number": answer.number}
    if not answer.is_fresh:
        return _("not checked: the list of %(as_of)s is too old") % told
    if answer.is_on:
        return _("on the list of %(as_of)s (%(number)s)") % told
    return _("not on the list of %(as_of)s (%(number)s)") % told
