"""Links and sections this app hangs on account and workspace."""

from datetime import timedelta

from django.db.models import Count, Q, Sum, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS, Role
from core.pages import nav_item, section
from core.permissions import has_role, rule
from core.reveals.queries import looks_at
from organizations.models import Membership, Organization
from programs.enums import ClassState, SessionState
from programs.models import Programme, Session, TrainingClass
from programs.services.classes import EDITABLE
from trainees import deciding  # noqa: F401 - hangs its sections on the pages of moves
from trainees.ages import is_minor
from trainees.checks import ROSTERING
from trainees.enums import AccountState, AttendanceState, EnrolmentState, TransferState
from trainees.guardian_checks import own_guardian_facts
from trainees.models import (
    AttendanceRecord,
    BankAccount,
    Employment,
    Enrolment,
    GroupMembership,
    Guardianship,
    Transfer,
    Voucher,
)
from trainees.services.people import own_trainee
from trainees.transfer_checks import last_day_of

WORKER = {Role.WORKER}


@rule
def is_served(actor, record):
    """Somebody for whom an officer acts at the counter."""
    return actor.helper is not None


NOT_THERE = (AttendanceState.ABSENT, AttendanceState.EXCUSED, AttendanceState.VOIDED)
UNITS = UNIT_ADMINS | {Role.TEACHER}
NEXT_DAYS, MOST_SESSIONS = timedelta(days=7), 6

nav_item("account", _("Home"), "account:home", "home", WORKER, 10)
ENROLLING = ("/account/enrol/", "/account/eligibility/")
nav_item("account", _("My classes"), "account:enrolment-list", "school", WORKER, 20, ENROLLING)
nav_item("account", _("Check in"), "account:attendance", "qrcode", WORKER, 30)
nav_item("account", _("Messages"), "account:notifications", "bell", WORKER, 40)
OF_MY_DATA = (
    "/account/groups/", "/account/guardian/", "/account/wards/", "/account/bank-account/",
)  # fmt: skip
nav_item("account", _("My data"), "account:privacy", "user-shield", WORKER, 50, OF_MY_DATA)
nav_item("account", _("My vouchers"), "account:voucher-list", "ticket", WORKER, 60)
nav_item("workspace", _("Roster files"), "workspace:roster-list", "upload", UNIT_ADMINS, 35)
ENTERPRISE = {Role.ENTERPRISE_ADMIN}
nav_item("workspace", _("Employees"), "workspace:employee-list", "users", ENTERPRISE, 34)
nav_item("workspace", _("Late enrolments"), "workspace:late-list", "user-plus", UNIT_ADMINS, 36)
TRANSFERS = "workspace:transfer-list"
nav_item("workspace", _("Transfers"), TRANSFERS, "arrows-exchange", UNIT_ADMINS, 36)
nav_item("workspace", _("Vouchers"), "workspace:voucher-list", "ticket", UNIT_ADMINS, 36)


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


@section("account", order=13, rule=has_role(Role.WORKER))
def proposed_transfers(request, obj):
    """Other classes the reader's institutions propose."""
    return transfers_to_answer(request.actor, TransferState.PROPOSED, "account")


@section("workspace", order=12, rule=has_role(*UNIT_ADMINS))
def requested_transfers(request, obj):
    """People who ask the unit for another class."""
    return transfers_to_answer(request.actor, TransferState.REQUESTED, "workspace")


def transfers_to_answer(actor, state, face):
    """What waits for the reader, the soonest class first; nothing where nothing does."""
    rows = Transfer.objects.visible_to(actor).filter(state=state).select_related("target")
    waiting = [
        {
            "url": reverse(f"{face}:transfer-detail", args=[row.number]),
            "words": row.target.name if face == "account" else f"{row.name} · {row.target.name}",
            "until": last_day_of(row.target),
        }
        for row in rows.order_by("target__starts_on", "pk")[:MOST_SESSIONS]
    ]
    return waiting and {
        "title": _("Transfers to answer"),
        "template": "trainees/transfers.html",
        "context": {"transfers": waiting},
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


@section("account", order=13, rule=has_role(Role.WORKER))
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
    own = Enrolment.objects.visible_to(request.actor).seated().values("training_class_id")
    ahead = Session.objects.visible_to(request.actor).held().filter(training_class__in=own)
    now = clock.now()
    rows = ahead.filter(ends_at__gte=now, starts_at__lt=now + NEXT_DAYS).order_by("starts_at", "pk")
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


@section("account", order=20, rule=has_role(Role.WORKER))
def my_classes(request, obj):
    """The latest enrolments."""
    own = Enrolment.objects.visible_to(request.actor).select_related("training_class__venue")
    return {
        "title": _("My classes"),
        "template": "trainees/my_classes.html",
        "context": {"enrolments": own[:6]},
    }


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


@section("privacy", order=5, rule=has_role(Role.WORKER))
def my_groups(request, obj):
    """The key groups one has proven or is proving, and the way to another."""
    own = GroupMembership.objects.visible_to(request.actor).select_related("group")
    return {
        "title": _("My key groups"),
        "template": "trainees/my_groups.html",
        "context": {"groups": own[:6]},
    }


@section("account", order=21, rule=is_served)
def groups_at_counter(request, obj):
    """At the counter the page of one's data does not open: the way to the groups stands here."""
    return my_groups(request, obj)


@section("privacy", order=6, rule=has_role(Role.WORKER))
def guardians_and_wards(request, obj):
    """Who agreed for the reader, and for whom the reader agreed; nothing where there is none."""
    seen = Guardianship.objects.visible_to(request.actor)
    own, wards = (
        list(rows[:6])
        for rows in (seen.of_ward(request.actor.user_id), seen.of_guardian(request.actor.user_id))
    )
    trainee = own_trainee(request.actor)
    minor = trainee is not None and is_minor(trainee.birth_on)
    if not (own or wards or minor):
        return None
    return {
        "title": _("Guardians and wards"),
        "template": "trainees/guardians_and_wards.html",
        "context": {"guardians": own, "wards": wards, "is_minor": minor},
    }


@section("account", order=16, rule=has_role(Role.WORKER))
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


@section("privacy", order=8, rule=has_role(Role.WORKER))
def my_bank_account(request, obj):
    """Where money for the reader goes, and the way to another account."""
    if own_trainee(request.actor) is None:
        return None
    own = BankAccount.objects.visible_to(request.actor).exclude(state=AccountState.ENDED)
    return {
        "title": _("My bank account"),
        "template": "trainees/my_bank_account.html",
        "context": {"accounts": own},
    }


@section("privacy", order=7, rule=has_role(Role.WORKER))
def my_employers(request, obj):
    """Which enterprises have recorded one as an employee; nothing where none has."""
    own = Employment.objects.visible_to(request.actor).counting().select_related("organization")
    rows = list(own)
    if not rows:
        return None
    return {
        "title": _("Recorded as an employee"),
        "template": "trainees/my_employers.html",
        "context": {"employments": rows},
    }


@section("privacy", order=10, rule=has_role(Role.WORKER))
def who_looked(request, obj):
    """Who saw the reader's numbers in clear, when, which and why."""
    looks = looks_at(request.actor)
    bureaus = Organization.objects.in_bulk([look.organization_id for look in looks])
    return {
        "title": _("Who looked at my data"),
        "template": "trainees/looks.html",
        "context": {"looks": [(look, bureaus.get(look.organization_id)) for look in looks]},
    }


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
