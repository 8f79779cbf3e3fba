"""Links and sections this app hangs on the workspace and on the pages of accreditation."""

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS, Role
from core.pages import nav_item, section
from core.permissions import has_role
from core.waiting import coming
from organizations.deciding import is_judged
from organizations.enums import ChangeKind
from organizations.services import applications
from programs import deciding  # noqa: F401 - hangs its sections on the pages of moves
from programs.calendars import WEEK, Window, sessions_of
from programs.enums import ClassState
from programs.licensed import by_subject
from programs.models import Session, TrainingClass
from programs.permissions import may_edit_class
from programs.services.bookings import rooms_shared
from programs.services.classes import EDITABLE as FILEABLE
from programs.services.scope import wanted_lines
from programs.terms import needs_section
from programs.turns import TURNS, teaches, turns

TEACHING = UNIT_ADMINS | {Role.TEACHER}

nav_item("workspace", _("Programmes"), "workspace:programme-list", "book", UNIT_ADMINS, 20)
SESSIONS = "/workspace/sessions/"  # of a teacher "my sessions", of others a part of the classes
OF_CLASSES = (SESSIONS, "/workspace/enrolments/")
nav_item("workspace", _("Classes"), "workspace:class-list", "school", TEACHING, 30, OF_CLASSES)
nav_item(
    "workspace",
    _("My sessions"),
    "workspace:session-list",
    "calendar",
    {Role.TEACHER},
    10,
    (SESSIONS,),
)
nav_item(
    "workspace",
    _("Changes of classes"),
    "workspace:change-list",
    "calendar-cog",
    UNIT_ADMINS,
    35,
)
nav_item("workspace", _("Calendar"), "workspace:calendar", "calendar-month", TEACHING, 33)
nav_item("workspace", _("Teachers"), "workspace:teacher-list", "users", UNIT_ADMINS, 65)
nav_item(
    "workspace", _("Qualifications"), "workspace:qualification-list", "certificate", UNIT_ADMINS, 66
)
nav_item(
    "workspace",
    _("My qualifications"),
    "workspace:qualification-list",
    "certificate",
    {Role.TEACHER},
    66,
)
nav_item("workspace", _("Venues"), "workspace:venue-list", "building", UNIT_ADMINS, 70)

MOST_TOLD = 8


@section("workspace", order=10, rule=has_role(*UNIT_ADMINS))
def your_turn(request, obj):
    """What waits for the institution by kind, what falls due next, and the first of the classes."""
    queues = turns(request.actor)
    classes = TrainingClass.objects.visible_to(request.actor).filter(state__in=TURNS)
    rows = classes.order_by("starts_on", "pk")[:MOST_TOLD] if queues else ()
    return {
        "title": _("To do"),
        "template": "programs/your_turn.html",
        "context": {
            "queues": queues,
            "next_days": coming(queues),
            "items": [{"row": row, "what": TURNS[row.state].what} for row in rows],
            "next_class": None if queues else next_class(request.actor),
            "may_teach": not queues and teaches(request.actor),
        },
    }


def next_class(actor) -> TrainingClass | None:
    """The class that begins next, of those the unit may still hold."""
    ahead = TrainingClass.objects.visible_to(actor).filter(starts_on__gte=clock.today())
    live = ahead.exclude(state__in=(ClassState.CANCELLED, ClassState.REFUSED))
    return live.order_by("starts_on", "pk").first()


@section("bureau", order=5, rule=has_role(Role.DISTRICT_REVIEWER))
def sessions_of_the_day(request, obj):
    """How many sessions are held in the district today, and the way to its calendar."""
    window = Window(WEEK, clock.today())
    today = list(sessions_of(request.actor, window).values_list("starts_at", flat=True))
    held = sum(localdate(at) == clock.today() for at in today)
    context = {"held": held, "week": len(today), "url": reverse("district-calendar")}
    return {"title": _("Timetables"), "template": "programs/today.html", "context": context}


@section("workspace", order=20, rule=has_role(*TEACHING))
def next_sessions(request, obj):
    """The sessions of the next days."""
    rows = (
        Session.objects.visible_to(request.actor)
        .held()
        .filter(ends_at__gte=clock.now(), is_announced=True)
        .select_related("training_class", "venue", "teacher")
        .order_by("starts_at")[:8]
    )
    return {
        "title": _("Next sessions"),
        "template": "programs/next_sessions.html",
        "context": {"sessions": rows},
    }


@section("accreditation", order=10)
@section("move organizations.accreditation", order=10, rule=is_judged)
def licensed_scope(request, row):
    """What an application asks for, or what is in force, with what it was before."""
    rows = list(row.scope.select_related("occupation"))
    may_edit = row.state in applications.EDITABLE and request.actor.is_unit
    return {
        "title": _("Licensed scope"),
        "template": "programs/scope.html",
        "context": {
            "lines": by_subject(each for each in rows if each.valid_to is None),
            "ended": [each for each in rows if each.valid_from and each.valid_to],
            "edit_url": reverse("workspace:scope-edit", args=[row.number]) if may_edit else "",
        },
    }


@section("accreditation change", order=10)
@section("move organizations.accreditationchange", order=10)
def wanted_scope(request, change):
    """What a request would add, end and keep."""
    if change.kind != ChangeKind.SCOPE:
        return None
    wanted = {each.key: each for each in wanted_lines(change)}
    present = {
        each.key: each for each in change.accreditation.scope.wanted().select_related("occupation")
    }
    return {
        "title": _("Licensed scope"),
        "template": "programs/scope_change.html",
        "context": {
            "added": [each for key, each in wanted.items() if key not in present],
            "ended": [each for key, each in present.items() if key not in wanted],
            "kept": [each for key, each in present.items() if key in wanted],
        },
    }


@section("move programs.trainingclass", rule=may_edit_class)
def what_it_needs(request, training_class):
    """What the filing of this training type needs, for whoever is about to file."""
    if training_class.state not in FILEABLE:
        return None
    return needs_section(training_class)


@section("class", order=5, rule=has_role(*UNIT_ADMINS))
def shared_rooms(request, obj):
    """Where another institution seems to use the same room: looked at by people, never refused."""
    times = rooms_shared(obj)
    return times and {
        "title": _("Rooms to look at"),
        "template": "programs/shared_rooms.html",
        "context": {"times": times},
    }
