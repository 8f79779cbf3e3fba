"""What waits for an institution among its classes and programmes, and until when."""

from dataclasses import dataclass

from django.db.models import Case, Count, DateField, F, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.waiting import Group, last_day, narrowed, queue_of, urgency
from organizations.enums import AccreditationState
from organizations.models import Accreditation, Organization
from organizations.services import may_teach
from organizations.services.advance import completable_until
from policies.queries import last_moment
from programs.enums import ClassState, ProgrammeState, QualificationState
from programs.load import to_staff
from programs.models import Programme, TeacherQualification, TrainingClass
from programs.queries import ending

S = ClassState
RETURNED = QualificationState.RETURNED
TO_STAFF = _("Sessions that need another teacher")
COMPLETE = _("Qualifications sent back: complete and submit them again")
RENEW = _("Qualifications that end soon: submit new ones")
APPLICATION_TURN = {
    AccreditationState.DRAFT: _("Application for accreditation: fill it in and submit it"),
    AccreditationState.RETURNED: _("Application sent back: complete it and submit it again"),
}
PROGRAMME_TURN = (ProgrammeState.DRAFT, ProgrammeState.RETURNED)
# The day a class waits from, or for an approved one the day it waits for.
WAITS_BY = Case(
    When(state=S.RETURNED, then=TruncDate("replied_at")),
    When(state=S.APPROVED, then=F("starts_on")),
    When(state=S.FINISHED, then=F("ends_on")),
    output_field=DateField(),
)


@dataclass(frozen=True)
class Turn:
    """Classes in a state that is left by the institution alone, within a time limit or none."""

    state: str
    what: str
    limit: str = ""
    waiting_by = WAITS_BY

    def due(self, day):
        """The last day in time; None where there is no limit."""
        return last_moment(self.limit, day) if self.limit else None


TURNS = {
    turn.state: turn
    for turn in (
        Turn(S.DRAFT, _("Plan the timetable and file it")),
        Turn(S.RETURNED, _("Complete it and file it again"), "tl_completion_of_papers"),
        Turn(S.APPROVED, _("Open the enrolment"), "tl_enrolment_close"),
        Turn(S.FINISHED, _("Complete the class"), "tl_completion"),
    )
}


def turns(actor) -> list[dict]:
    """Every kind of work of the unit as `core.waiting.queue` tells it, the late first."""
    url = reverse("workspace:class-list")
    groups = class_groups(actor)
    found = [
        queue_of(groups[state], turn.what, f"{url}?state={state}")
        for state, turn in TURNS.items()
        if groups[state]
    ]
    programmes = Programme.objects.visible_to(actor).order_by().filter(state__in=PROGRAMME_TURN)
    url = reverse("workspace:programme-list")
    for state, number in programmes.values_list("state").annotate(Count("pk")):
        words = _("%(state)s: submit it for listing") % {"state": ProgrammeState(state).label}
        found.append(queue_of([Group(None, None, number)], words, f"{url}?state={state}"))
    return sorted([*found, *application_turns(actor), *teaching_turns(actor)], key=urgency)


def application_turns(actor) -> list[dict]:
    """The application for accreditation, while the unit has to write it."""
    rows = Accreditation.objects.visible_to(actor).filter(state__in=APPLICATION_TURN)
    return [
        queue_of(
            [Group(None, completable(row), 1)], APPLICATION_TURN[row.state], row.get_absolute_url()
        )
        for row in rows
    ]


def completable(row: Accreditation):
    """The last day of a returned application; a draft has none."""
    return completable_until(row) if row.state == AccreditationState.RETURNED else None


def teaches(actor) -> bool:
    """Whether the actor's unit may file anything new today."""
    unit = Organization.objects.filter(pk=actor.organization_id).first()
    return unit is not None and may_teach(unit, clock.today())


def teaching_turns(actor) -> list[dict]:
    """Sessions that need another teacher, and qualifications that are sent back or end soon."""
    url, own = reverse("workspace:qualification-list"), TeacherQualification.objects
    own = own.visible_to(actor).order_by()
    counts = (
        (len(to_staff(actor)), TO_STAFF, reverse("workspace:sessions-to-staff")),
        (own.filter(state=RETURNED).count(), COMPLETE, f"{url}?state={RETURNED}"),
        (ending(own).count(), RENEW, f"{url}?ending=on"),
    )
    return [queue_of([Group(None, None, n)], what, address) for n, what, address in counts if n]


def class_groups(actor) -> dict[str, list[Group]]:
    """The unit's classes by state; one query for all."""
    groups: dict[str, list[Group]] = {state: [] for state in TURNS}
    own = TrainingClass.objects.visible_to(actor).order_by().filter(state__in=TURNS)
    counted = own.annotate(waits_by=WAITS_BY).values_list("state", "waits_by")
    for state, value, number in counted.annotate(Count("pk")):
        groups[state].append(Group(value, last_day(TURNS[state], value), number))
    return groups


def waiting_classes(classes, state: str, asked: str):
    """The classes of a state an address asks for: `1` for all, `late`, or those due on a day."""
    turn = TURNS.get(state)
    return narrowed(turn, classes.filter(state=state), asked) if turn else classes
