"""The worker's first page: what cannot wait, what comes, and where one stands."""

from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock, timeline
from core.enums import Role
from core.pages import section
from core.permissions import has_role
from programs.enums import SessionState
from trainees.enums import AccountState, EnrolmentState
from trainees.guardian_checks import own_guardian_facts
from trainees.models import (
    AttendanceRecord,
    BankAccount,
    Enrolment,
    Guardianship,
    Voucher,
)
from trainees.permissions import is_oneself, is_served
from trainees.queries import coming_sessions
from trainees.sections.privacy import my_groups
from trainees.services.people import own_trainee

NEXT_DAYS, MOST_SESSIONS = timedelta(days=7), 6


@section("account", order=10, rule=has_role(Role.WORKER))
def sign_in_now(request, obj):
    """Sessions whose sign-in is open: the one thing that cannot wait."""
    own = AttendanceRecord.objects.visible_to(request.actor)
    records = own.filter(session__state=SessionState.OPEN).select_related(
        "session__training_class", "session__venue"
    )
    if not records:
        return None
    return {
        "title": _("Check in now"),
        "template": "trainees/sign_in_now.html",
        "context": {"records": records},
    }


@section("account", order=12, rule=has_role(Role.WORKER))
def offered_seats(request, obj):
    """Seats that are held for the reader, and until when."""
    own = Enrolment.objects.visible_to(request.actor).filter(state=EnrolmentState.OFFERED)
    offers = own.select_related("training_class").order_by("offer_due_at")
    if not offers:
        return None
    return {
        "title": _("A seat is held for you"),
        "template": "trainees/offered_seats.html",
        "context": {"offers": offers},
    }


@section("account", order=11, rule=has_role(Role.WORKER))
def guardian_wanted(request, obj):
    """The next step of a minor for whom nobody has agreed yet."""
    trainee = own_trainee(request.actor)
    if trainee is None:
        return None
    facts = own_guardian_facts(request.actor, trainee)
    if not facts["is_minor"] or facts["guardian"] or facts["statement"]:
        return None
    return {
        "title": _("My guardian"),
        "template": "trainees/guardian_wanted.html",
        "context": {"asked_on": facts["asked_on"]},
    }


@section("account", order=13, rule=is_oneself)
def my_wards(request, obj):
    """The minors for whom one has agreed; nothing where there is none."""
    wards = Guardianship.objects.visible_to(request.actor).agreed()
    rows = list(wards.of_guardian(request.actor.user_id))
    if not rows:
        return None
    return {
        "title": _("My wards"),
        "template": "trainees/my_wards.html",
        "context": {"wards": rows},
    }


@section("account", order=14, rule=has_role(Role.WORKER))
def my_vouchers(request, obj):
    """Vouchers that wait to be claimed or used; nothing where there is none."""
    own = Voucher.objects.visible_to(request.actor).filter(enrolment__isnull=True).live()
    rows = list(own.select_related("occupation"))
    if not rows:
        return None
    return {
        "title": _("My vouchers"),
        "template": "trainees/my_vouchers.html",
        "context": {"vouchers": rows},
    }


@section("account", order=19, rule=has_role(Role.WORKER))
def am_i_entitled(request, obj):
    """The way to what is paid for whom."""
    return {"title": _("Am I entitled?"), "template": "trainees/am_i_entitled.html", "context": {}}


@section("account", order=15, rule=has_role(Role.WORKER))
def next_days(request, obj):
    """The sessions of the coming days of one's own classes; nothing where there is none."""
    rows = coming_sessions(request.actor).filter(starts_at__lt=clock.now() + NEXT_DAYS)
    rows = rows.select_related("training_class", "venue")[:MOST_SESSIONS]
    if not rows:
        return None
    return {
        "title": _("Your next seven days"),
        "template": "trainees/next_days.html",
        "context": {"sessions": rows},
    }


@section("account", order=18, rule=has_role(Role.WORKER))
def where_i_stand(request, obj):
    """How many classes one is in, by state; each number leads to these classes."""
    own = Enrolment.objects.visible_to(request.actor).order_by()
    found = dict(own.values_list("state").annotate(Count("pk")))
    url = reverse("account:enrolment-list")
    stats = [
        {"label": state.label, "value": found[state], "url": f"{url}?state={state}"}
        for state in EnrolmentState
        if state in found
    ]
    if not stats:
        return None
    return {
        "title": _("Where I stand"),
        "template": "trainees/where_i_stand.html",
        "context": {"stats": stats},
    }


@section("account", order=17, rule=has_role(Role.WORKER))
def learning_account(request, obj):
    """The sums of one's life of learning and the way to it; nothing before there is any."""
    figures = [one for one in timeline.figures(request.actor) if one.value]
    if not figures:
        return None
    url = reverse("account:timeline")
    stats = [{"label": one.label, "value": one.value, "url": url} for one in figures]
    return {
        "title": _("Learning account"),
        "template": "trainees/where_i_stand.html",
        "context": {"stats": stats},
    }


@section("account", order=20, rule=has_role(Role.WORKER))
def my_classes(request, obj):
    """The latest enrolments."""
    own = Enrolment.objects.visible_to(request.actor).select_related("training_class__venue")
    return {
        "title": _("My classes"),
        "template": "trainees/my_classes.html",
        "context": {"enrolments": own[:6]},
    }


@section("account", order=21, rule=is_served)
def groups_at_counter(request, obj):
    """At the counter the page of one's data does not open: the way to the groups stands here."""
    return my_groups(request, obj)


@section("account", order=16, rule=is_oneself)
def account_to_confirm(request, obj):
    """An account an institution has stated for the reader, which waits for an answer."""
    own = BankAccount.objects.visible_to(request.actor).filter(state=AccountState.STATED)
    row = own.first()
    if row is None:
        return None
    return {
        "title": _("My bank account"),
        "template": "trainees/account_to_confirm.html",
        "context": {"account": row},
    }
