"""What a class, a change, a programme or a qualification is judged by, where it is decided."""

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.pages import Fact, section
from core.pages.parts import people
from organizations.deciding import is_bureau
from organizations.enums import ChangeKind
from programs.checks import filing_checks, listing_checks
from programs.enums import ClassState, ProgrammeState
from programs.models import TrainingClass
from programs.reviewing import of_change
from programs.services.bookings import rooms_shared
from programs.terms import fee_fact, lesson_facts, term_facts

CLASS = "move programs.trainingclass"
PROGRAMME = "move programs.programme"
UNIT = "move organizations.accreditation"
REQUEST = "move organizations.accreditationchange"
FACTS = "components/facts.html"
ENDS = ("suspend", "remove")
LIVE = (ClassState.FILED, ClassState.APPROVED, ClassState.OPEN, ClassState.RUNNING)


def conditions_part(row, sessions) -> dict:
    """The conditions of a filing, as of the day it was filed."""
    return {
        "title": _("Conditions of the filing"),
        "template": "programs/checks.html",
        "context": {"checks": filing_checks(row, row.filed_on, sessions)},
    }


def rooms_part(row) -> dict | None:
    times = rooms_shared(row)
    return times and {
        "title": _("Rooms to look at"),
        "template": "programs/shared_rooms.html",
        "context": {"times": times},
    }


def timetable_part(sessions) -> dict:
    return {
        "title": _("Timetable"),
        "template": "programs/admin_timetable.html",
        "context": {"sessions": sessions},
    }


def is_filed(actor, row) -> bool:
    return actor.is_bureau and row.state == ClassState.FILED


@section(CLASS, order=5, rule=is_filed)
def conditions(request, row):
    return conditions_part(row, list(row.sessions.timetable()))


@section(CLASS, order=10, rule=is_filed)
def rooms(request, row):
    return rooms_part(row)


@section("move programs.classchange")
def side_by_side(request, change):
    """Old and new timetable, what it collides with, who is told."""
    return {
        "title": _("Old and new timetable"),
        "template": "programs/side_by_side.html",
        "context": of_change(change),
    }


def is_submitted(actor, row) -> bool:
    return actor.is_bureau and row.state == ProgrammeState.SUBMITTED


@section(PROGRAMME, order=5, rule=is_submitted)
def listing_conditions(request, row):
    return {
        "title": _("Conditions of the listing"),
        "template": "programs/checks.html",
        "context": {"checks": listing_checks(row, clock.today())},
    }


@section(PROGRAMME, order=10, rule=is_submitted)
def terms(request, row):
    facts = [*term_facts(row), *lesson_facts(row), fee_fact(row)]
    return {"title": _("What this training needs"), "template": FACTS, "context": {"facts": facts}}


@section("move programs.teacherqualification", rule=is_bureau)
def proof(request, row):
    return {
        "title": _("Proof"),
        "template": "programs/proof.html",
        "context": {"url": reverse("qualification-proof", args=[row.number]), "file": row.proof},
    }


@section(UNIT, order=1, rule=is_bureau)
def classes_of_unit(request, row):
    """Whom it concerns when a unit is suspended or removed."""
    is_end = request.resolver_match.kwargs.get("name") in ENDS
    return live_part(row.organization_id, request.actor) if is_end else None


@section(REQUEST, order=1, rule=is_bureau)
def classes_of_requester(request, change):
    """The same where the unit asks for it itself."""
    is_end = change.kind in (ChangeKind.SUSPENSION, ChangeKind.REMOVAL)
    return live_part(change.organization_id, request.actor) if is_end else None


def live_part(unit_id: int, actor) -> dict:
    """The classes of a unit that are not over, and how many people are enrolled in them."""
    own = TrainingClass.objects.visible_to(actor).order_by().filter(organization_id=unit_id)
    counted = own.filter(state__in=LIVE).values_list("state")
    rows = list(counted.annotate(Count("pk"), Sum("seats_taken")))
    enrolled = sum(row[2] for row in rows)
    facts = [Fact(ClassState(row[0]).label, row[1]) for row in rows]
    facts.append(Fact(_("People enrolled in them"), people(enrolled)))
    return {"title": _("Classes that are not over"), "template": FACTS, "context": {"facts": facts}}
