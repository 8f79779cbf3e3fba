"""What a unit reads about its people: the whole enterprise, and one class."""

from django.db.models import Count, Q, Sum, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import section
from core.permissions import has_role
from organizations.models import Membership
from programs.enums import ClassState, SessionState
from programs.models import Programme, TrainingClass
from programs.services.classes import EDITABLE
from trainees.checks import ROSTERING
from trainees.enums import AttendanceState, EnrolmentState
from trainees.models import (
    AttendanceRecord,
    Enrolment,
)

NOT_THERE = (AttendanceState.ABSENT, AttendanceState.EXCUSED, AttendanceState.VOIDED)


OWN = (
    (_("In-house programmes"), "programme-list", Programme, "pk"),
    (_("In-house classes"), "class-list", TrainingClass, "pk"),
    (_("People in our classes"), "", Enrolment, "trainee_id"),  # each class shows its own
    (_("Members who work here"), "member-list", Membership, "user_id"),
)


@section("workspace", order=5, rule=has_role(Role.ENTERPRISE_ADMIN))
def own_enterprise(request, obj):
    """What an enterprise has here: programmes, classes, the people in them, its members."""
    found = counted(request.actor)
    stats = [
        {"label": label, "value": found.get(n, 0), "url": name and reverse(f"workspace:{name}")}
        for n, (label, name, _model, _what) in enumerate(OWN)
    ]
    return {
        "title": _("Our enterprise"),
        "template": "trainees/own_enterprise.html",
        "context": {"stats": stats, "is_new": not stats[0]["value"]},
    }


def counted(actor) -> dict[int, int]:
    """How many there are of each of `OWN`, in one query; what there is none of is missing."""
    first, *others = (
        model.objects.visible_to(actor)
        .order_by()
        .values(place=Value(n))
        .annotate(number=Count(what, distinct=True))
        for n, (_label, _name, model, what) in enumerate(OWN)
    )
    rows = first.union(*others, all=True)
    return {row["place"]: row["number"] for row in rows}


@section("class", order=30, rule=has_role(*UNIT_ADMINS))
def roster(request, training_class):
    """Who is enrolled, by state; and the way to import a roster while the class takes one."""
    own = Enrolment.objects.visible_to(request.actor).filter(training_class=training_class)
    found = dict(own.values_list("state").annotate(Count("pk")).order_by())
    counts = [(state.label, found[state]) for state in EnrolmentState if state in found]
    return {
        "title": _("Roster"),
        "template": "trainees/roster_summary.html",
        "context": {
            "counts": counts,
            "may_import": training_class.state in ROSTERING,
            "may_ask_late": training_class.state == ClassState.RUNNING,
            "training_class": training_class,
        },
    }


@section("class", order=40, rule=has_role(*UNIT_ADMINS))
def attendance_so_far(request, training_class):
    """How many were there in every session that has begun."""
    if training_class.state in EDITABLE:
        return None
    own = AttendanceRecord.objects.visible_to(request.actor)
    of_class = own.filter(session__training_class=training_class)
    of_class = of_class.exclude(session__state=SessionState.CANCELLED)
    counted = of_class.values("session__ordinal", "session__starts_at", "session__minutes")
    rows = counted.annotate(
        everybody=Count("pk"),
        there=Count("pk", filter=~Q(state__in=NOT_THERE)),
        attended=Sum("minutes"),
    ).order_by("session__starts_at")
    if not rows:
        return None
    return {
        "title": _("Attendance so far"),
        "template": "trainees/attendance_so_far.html",
        "context": {"rows": rows},
    }
