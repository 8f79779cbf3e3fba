"""Which decisions can be appealed against, and what an upheld appeal does: one entry a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import involved
from core.models import AuditEntry
from core.pages.history import last_entry
from organizations.models import Accreditation
from policies.queries import last_moment
from programs.models import Programme, TrainingClass

LIMIT = "tl_appeal"


def nobody_else(record) -> frozenset[int]:
    return frozenset()


@dataclass(frozen=True)
class Appealable:
    """A decision: the move `decision` of a model, which `remedy`, a move of the system, sets aside.

    `place` is where the record's page hangs sections, `paper` the address of the decision's paper,
    `begins` the time limit that begins with the remedy and `then` says what comes of it.
    `persons(record)` are those with a part whom the record names beside the trail; `title` is what
    the record is called in lists.
    """

    model: type
    place: str
    paper: str
    then: str
    begins: str
    decision: str = "refuse"
    remedy: str = "reopen"
    persons: Callable = nobody_else
    title: Callable = attrgetter("name")

    @property
    def state(self) -> str:
        """The state the decision leaves the record in."""
        return str(self.model.MOVES[self.decision].target)


# By the name of the record in English, as messages and the API call it.
KINDS: dict[str, Appealable] = {
    "programme": Appealable(
        Programme,
        place="programme",
        paper="programme-paper",
        begins="tl_programme_reply",
        then=_("The programme is with the municipal bureau again, which answers by %(due)s."),
    ),
    "class": Appealable(
        TrainingClass,
        place="class",
        paper="class-paper",
        begins="tl_completion_of_papers",
        then=_(
            "The filing is open again. Plan the timetable anew and file it by %(due)s; "
            "the first filing date holds."
        ),
        persons=lambda row: frozenset({row.reviewed_by_id} - {None}),
    ),
    "accreditation": Appealable(
        Accreditation,
        place="accreditation",
        paper="accreditation-letter",
        begins="tl_accreditation_reply",
        then=_("The application is with the district again; the unit is answered by %(due)s."),
        persons=lambda row: frozenset(
            {*row.officers, row.passed_by_id, row.decided_by_id} - {None}
        ),
        title=lambda row: row.organization.name,
    ),
}


def kind_of(record) -> str:
    """The key of a record's kind; empty where nothing of it can be appealed against."""
    return next((key for key, kind in KINDS.items() if isinstance(record, kind.model)), "")


@dataclass(frozen=True)
class Decision:
    """The decision that stands on a record: its entry in the trail, and until when one may appeal.

    It was delivered when it was made: message and paper stand in the unit's account with the same
    transaction, and the paper names the same last day (decision 61).
    """

    kind: str
    record: object
    entry: AuditEntry

    @property
    def delivered_at(self) -> datetime:
        return self.entry.at

    @property
    def delivered_on(self) -> date:
        return timezone.localtime(self.entry.at).date()

    @property
    def until(self) -> date:
        """The last day of the time to appeal."""
        return last_moment(LIMIT, self.delivered_on)

    @property
    def by(self) -> frozenset[int]:
        """Who decided: the officer, and the member the officer acted for."""
        return frozenset({self.entry.actor_user_id, self.entry.actor_deputy_for} - {None})

    @property
    def involved(self) -> frozenset[int]:
        """Everybody with a part: who ever moved the record, and whom it names."""
        return self.by | involved(self.record) | KINDS[self.kind].persons(self.record)


def decision_on(record, actor) -> Decision | None:
    """What stands on the record now and can be appealed against; None without such a decision."""
    key = kind_of(record)
    if not key or record.state != KINDS[key].state:
        return None
    entry = last_entry(record, actor, KINDS[key].decision)
    return Decision(key, record, entry) if entry else None
