"""The ledger of study as people read it: what counted, what did not, why, and what to do."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from core.enums import Role
from core.refusals import listed, remedy_of
from policies.models import Clause
from programs.enums import Mode
from trainees import spans
from trainees.effective_minutes import MINUTE, SECOND
from trainees.enums import StudyItemState
from trainees.models import Enrolment, StudyItem, StudyRecord
from trainees.services.study import is_open
from trainees.services.study_settling import so_far
from trainees.study_rules import clause_of, clauses

MOST_LINES = 200


@dataclass
class Reasoned:
    """All time that was refused for one reason."""

    code: str
    minutes: float
    clause: Clause

    @property
    def words(self) -> str:
        return listed(self.code)

    @property
    def remedy(self) -> str:
        return str(remedy_of(self.code))


@dataclass
class Ledger:
    """Everything heard from one enrolment; `open_lines` are not settled yet."""

    lines: list
    open_lines: list
    sums: Counter
    clauses: dict[str, Clause]

    @property
    def accepted(self) -> float:
        return in_minutes(self.sums[""])

    @property
    def refused(self) -> float:
        return in_minutes(self.sums.total() - self.sums[""])

    @property
    def reasons(self) -> list[Reasoned]:
        """Each reason with its minutes, the most first."""
        rows = [(code, length) for code, length in self.sums.most_common() if code]
        return [
            Reasoned(code, in_minutes(length), self.clauses[clause_of(code)])
            for code, length in rows
        ]


def in_minutes(milliseconds: int) -> float:
    return round(milliseconds / MINUTE, 1)


def ledger_of(actor, enrolment: Enrolment) -> Ledger:
    """The ledger of one enrolment with what open study sessions come to so far."""
    own = StudyRecord.objects.visible_to(actor).filter(enrolment=enrolment)
    settled = own.order_by().values_list("reason").annotate(Sum("milliseconds"))
    sums = Counter(dict(settled))
    open_lines = [
        row for row in so_far(enrolment.trainee_user_id) if row.enrolment_id == enrolment.pk
    ]
    for row in open_lines:
        sums[row.reason] += row.milliseconds
    found = clauses()
    lines = list(own.select_related("item")[:MOST_LINES])
    for row in (*open_lines, *lines):
        row.cited = found[row.clause]
    return Ledger(lines, list(reversed(open_lines)), sums, found)


def accepted_spans(actor, enrolment, item) -> tuple[list[spans.Span], int]:
    """The parts of an item that counted, settled or not, and how much it was in milliseconds."""
    own = StudyRecord.objects.visible_to(actor).filter(enrolment=enrolment, item=item)
    rows = [*own.filter(is_accepted=True), *so_far(enrolment.trainee_user_id, item)]
    found: list[spans.Span] = []
    counted = 0
    for row in rows:
        if row.is_accepted:
            found = spans.joined(found, (row.media_from, row.media_to))
            counted += row.milliseconds
    return found, counted


def first_unseen(seen: list[spans.Span]) -> int:
    """Where to go on: milliseconds from the beginning."""
    return seen[0][1] if seen and seen[0][0] <= SECOND else 0


def items_of(actor, enrolment: Enrolment) -> list[StudyItem]:
    """The items of the class of an enrolment, with the minutes that counted of each."""
    rows = StudyItem.objects.visible_to(actor).filter(
        session__training_class=enrolment.training_class_id
    )
    rows = list(rows.select_related("session__training_class").order_by("session__starts_at", "pk"))
    own = StudyRecord.objects.visible_to(actor).filter(enrolment=enrolment, is_accepted=True)
    sums = dict(own.order_by().values_list("item").annotate(Sum("milliseconds")))
    for row in so_far(enrolment.trainee_user_id) if rows and actor.role == Role.WORKER else ():
        if row.is_accepted:
            sums[row.item_id] = sums.get(row.item_id, 0) + row.milliseconds
    for row in rows:
        row.accepted = sums.get(row.pk, 0) // MINUTE
        row.may_study = is_open(row, enrolment)
    return [row for row in rows if row.accepted or row.state == StudyItemState.OFFERED]


def learners_of(actor, training_class):
    """Everybody of a class with accepted and refused milliseconds; sessions that were opened."""
    accepted = Q(studyrecords__is_accepted=True)
    return (
        Enrolment.objects.visible_to(actor)
        .filter(training_class=training_class)
        .annotate(
            accepted=Sum("studyrecords__milliseconds", filter=accepted, default=0),
            refused=Sum("studyrecords__milliseconds", filter=~accepted, default=0),
            days=Count("studyrecords__day", distinct=True),
        )
    )


def has_online(training_class) -> bool:
    return training_class.sessions.filter(mode=Mode.ONLINE).exists()
