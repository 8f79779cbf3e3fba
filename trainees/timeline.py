"""What trainees tell on a person's timeline: classes, hours, results, vouchers, key groups."""

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages.parts import period
from core.punctuation import enumerated
from core.timeline import Entry, Figure, TimelineKind, entries, figure
from programs.enums import SessionState
from trainees.effective_minutes import MINUTE
from trainees.enums import (
    ApprenticePlanState,
    AttendanceState,
    EnrolmentState,
    GroupState,
    StartUpState,
)
from trainees.models import (
    Apprentice,
    AttendanceRecord,
    CompletionCertificate,
    Enrolment,
    GroupMembership,
    StartUp,
    StudyRecord,
    Voucher,
)

K = TimelineKind
HOUR = 60  # minutes
OUTCOMES = (EnrolmentState.COMPLETED, EnrolmentState.FAILED)
APPROVED = (ApprenticePlanState.APPROVED, ApprenticePlanState.RUNNING, ApprenticePlanState.FINISHED)
NO_RECORD = (GroupState.WITHDRAWN,)


def day(moment):
    return timezone.localtime(moment).date()


def own_enrolments(actor):
    seen = Enrolment.objects.visible_to(actor)
    return seen.select_related("training_class__organization", "training_class__programme")


def hours(minutes: int) -> str:
    """Minutes as hours with one decimal at most: 90 → 1.5."""
    return f"{minutes / HOUR:.1f}".removesuffix(".0")


@entries(K.TRAINING)
def classes(actor):
    """Every enrolment, on the day it was made."""
    for row in own_enrolments(actor):
        of = row.training_class
        days = period(of.starts_on, of.ends_on) if of.starts_on else ""
        yield Entry(
            kind=K.TRAINING,
            on=day(row.enrolled_at or row.waiting_since),
            title=of.name,
            text=" · ".join(filter(None, (str(of.organization), days))),
            state=row.get_state_display(),
            tone=row.STATE_TONES.get(row.state, "neutral"),
            url=row.get_absolute_url(),
            training_class=of.number,
        )


OF_CLASS = (
    "enrolment_id", "enrolment__training_class__name", "enrolment__training_class__number",
)  # fmt: skip


def attended(actor, training_class=""):
    """Attendance that counts, session by session: dicts of class, minutes and last moment.

    A session and what made it up count no more than it is long.
    """
    seen = AttendanceRecord.objects.visible_to(actor).filter(minutes__gt=0)
    if training_class:
        seen = seen.filter(enrolment__training_class__number=training_class)
    counting = seen.exclude(state=AttendanceState.VOIDED)
    held = counting.exclude(session__state=SessionState.CANCELLED).order_by()
    by_session = held.values(
        *OF_CLASS,
        of=Coalesce("session__makes_up", "session"),
        length=Coalesce("session__makes_up__minutes", "session__minutes"),
    )
    sums = by_session.annotate(sum=Sum("minutes"), last=Max("session__starts_at"))
    return [{**row, "sum": min(row["sum"], row["length"])} for row in sums]


@entries(K.HOURS)
def attended_hours(actor):
    """The hours of each class, on the last day that was attended."""
    by_class: dict = {}
    for row in attended(actor):
        by_class.setdefault(tuple(row[name] for name in OF_CLASS), []).append(row)
    for (_enrolment, name, number), rows in by_class.items():
        yield Entry(
            kind=K.HOURS,
            on=day(max(row["last"] for row in rows)),
            title=_("%(hours)s hours attended") % {"hours": hours(sum(row["sum"] for row in rows))},
            text=name,
            training_class=number,
        )


@entries(K.HOURS)
def studied_hours(actor):
    """The accepted online study of each class, on the last day of it."""
    accepted = StudyRecord.objects.visible_to(actor).filter(is_accepted=True)
    by_class = accepted.order_by().values(
        "enrolment_id", "enrolment__training_class__name", "enrolment__training_class__number"
    )  # fmt: skip
    for row in by_class.annotate(sum=Sum("milliseconds"), last=Max("ends_at")):
        yield Entry(
            kind=K.HOURS,
            on=day(row["last"]),
            title=_("%(hours)s hours studied online") % {"hours": hours(row["sum"] // MINUTE)},
            text=row["enrolment__training_class__name"],
            url=reverse("account:study-ledger", args=[row["enrolment_id"]]),
            training_class=row["enrolment__training_class__number"],
        )


@entries(K.TRAINING)
def apprenticeships(actor):
    """Every apprenticeship whose plan was approved, on its first day."""
    own = Apprentice.objects.visible_to(actor).filter(plan__state__in=APPROVED)
    for row in own.select_related("plan__organization", "plan__occupation"):
        plan = row.plan
        last = row.left_on or plan.ends_on
        yield Entry(
            kind=K.TRAINING,
            on=plan.starts_on,
            title=_("Apprenticeship: %(occupation)s") % {"occupation": plan.occupation},
            text=" · ".join((str(plan.organization), period(plan.starts_on, last))),
            state=plan.get_state_display(),
            tone=plan.STATE_TONES.get(plan.state, "neutral"),
        )


@entries(K.CERTIFICATE)
def completion_certificates(actor):
    """Every certificate of completion, on the day it was issued."""
    seen = CompletionCertificate.objects.visible_to(actor)
    for row in seen.select_related("enrolment__training_class"):
        of = row.enrolment.training_class
        yield Entry(
            kind=K.CERTIFICATE,
            on=day(row.issued_at),
            title=_("Certificate of completion %(number)s") % {"number": row.number},
            text=of.name,
            url=reverse("certificate-paper", args=[row.number]),
            training_class=of.number,
        )


@entries(K.RESULT)
def results(actor):
    """What came of each class that is over, with the share of attendance."""
    for row in own_enrolments(actor).filter(state__in=OUTCOMES):
        share = row.attendance_share
        told = _("attendance %(share)s %%") % {"share": f"{share:.1%}"[:-1]} if share else ""
        yield Entry(
            kind=K.RESULT,
            on=day(row.outcome_at),
            title=row.training_class.name,
            text=" · ".join(filter(None, (row.training_class.programme.name, told))),
            state=row.get_state_display(),
            tone=row.STATE_TONES[row.state],
            url=row.get_absolute_url(),
            training_class=row.training_class.number,
        )


@entries(K.RESULT)
def businesses(actor):
    """Every business that was linked, on the day it was registered."""
    seen = StartUp.objects.visible_to(actor).filter(state=StartUpState.LINKED)
    for row in seen.select_related("enrolment__training_class"):
        of = row.enrolment.training_class
        yield Entry(
            kind=K.RESULT,
            on=row.registered_on,
            title=_("Business started: %(name)s") % {"name": row.name},
            text=of.name,
            url=reverse("account:business-detail", args=[row.number]),
            training_class=of.number,
        )


@entries(K.VOUCHER)
def vouchers(actor):
    """Every voucher, on the day it was issued."""
    seen = Voucher.objects.visible_to(actor).select_related(
        "occupation", "enrolment__training_class"
    )
    for row in seen:
        of = row.enrolment.training_class.number if row.enrolment_id else ""
        yield Entry(
            kind=K.VOUCHER,
            on=day(row.issued_at),
            title=_("Voucher %(number)s") % {"number": row.number},
            text=enumerated([str(row.content)]) if row.content else "",
            state=row.get_state_display(),
            tone=row.STATE_TONES.get(row.state, "neutral"),
            url=row.get_absolute_url(),
            training_class=of,
        )


@entries(K.GROUP)
def groups(actor):
    """Every proof of a key group, on its first day once it is confirmed."""
    seen = GroupMembership.objects.visible_to(actor).exclude(state__in=NO_RECORD)
    for row in seen.select_related("group"):
        holds = row.valid_from and period(row.valid_from, row.valid_until)
        yield Entry(
            kind=K.GROUP,
            on=row.valid_from or day(row.submitted_at),
            title=str(row.group),
            discreet=str(row.discreet),
            text=holds or "",
            state=row.get_state_display(),
            tone=row.STATE_TONES.get(row.state, "neutral"),
            url=row.get_absolute_url(),
        )


@figure(K.HOURS)
def hours_proven(actor, training_class):
    """The attended hours of all classes, or of one."""
    minutes = sum(row["sum"] for row in attended(actor, training_class))
    return Figure(
        K.HOURS, _("Hours proven"), round(minutes / HOUR, 1) if minutes % HOUR else minutes // HOUR
    )


@figure(K.RESULT)
def classes_completed(actor, training_class):
    """How many classes were completed."""
    rows = Enrolment.objects.visible_to(actor).filter(state=EnrolmentState.COMPLETED)
    if training_class:
        rows = rows.filter(training_class__number=training_class)
    return Figure(K.RESULT, _("Classes completed"), rows.count())
