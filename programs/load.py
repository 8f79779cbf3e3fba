"""How much somebody teaches, what comes next, and which sessions lack a recognised teacher."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core import clock
from programs.checks import local_day
from programs.checks.teaching import unqualified
from programs.enums import ClassState, QualificationState, SessionState
from programs.models import Session, TeacherQualification

HELD = (SessionState.CLOSED, SessionState.SEALED)
WEEKS, MONTHS = range(-4, 5), range(-2, 3)
MOST_COMING = 60
LIVE = (
    ClassState.FILED,
    ClassState.RETURNED,
    ClassState.APPROVED,
    ClassState.OPEN,
    ClassState.RUNNING,
)


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def month_of(day: date, after: int = 0) -> date:
    """The first day of its month, or of one so many months after."""
    months = day.year * 12 + day.month - 1 + after
    return date(months // 12, months % 12 + 1, 1)


def with_load(teachers):
    """Teachers with their lessons of this week and month, held and all, and their next end."""
    today = clock.today()
    monday, first = week_of(today), month_of(today)
    spans = {
        "week": (monday, monday + timedelta(days=6)),
        "month": (first, month_of(today, 1) - timedelta(days=1)),
    }
    valid = TeacherQualification.objects.filter(
        teacher=OuterRef("pk"), state=QualificationState.VALID
    )
    ends_next = valid.order_by("valid_until").values("valid_until")[:1]
    for name, span in spans.items():
        teachers = teachers.annotate(
            **{f"{name}_all": lessons_in(span), f"{name}_held": lessons_in(span, state__in=HELD)}
        )
    return teachers.annotate(ends_next=Subquery(ends_next))


def lessons_in(span, **only):
    """The lessons of a teacher's sessions on some days."""
    rows = Session.objects.held().filter(
        teacher=OuterRef("pk"), starts_at__date__range=span, **only
    )
    summed = rows.order_by().values("teacher").annotate(sum=Sum("lessons")).values("sum")
    return Coalesce(Subquery(summed), 0)


def load_of(sessions) -> list[dict]:
    """Lessons planned and held by week and by month around today; one query."""
    today = clock.today()
    weeks = [week_of(today) + timedelta(weeks=n) for n in WEEKS]
    months = [month_of(today, n) for n in MONTHS]
    since = min(weeks[0], months[0])
    rows = sessions.held().filter(starts_at__date__gte=since).order_by()
    found: dict = defaultdict(lambda: [0, 0])
    for starts_at, lessons, state in rows.values_list("starts_at", "lessons", "state"):
        day = local_day(starts_at)
        for period in ("week", week_of(day)), ("month", month_of(day)):
            found[period][state in HELD] += lessons
    return [
        {
            "title": _("By week"),
            "rows": [line(found["week", day], week_words(day)) for day in weeks],
        },
        {"title": _("By month"), "rows": [line(found["month", m], f"{m:%Y-%m}") for m in months]},
    ]


def line(counted: list[int], label: str) -> dict:
    planned, held = counted
    return {"label": label, "planned": planned, "held": held}


def week_words(monday: date) -> str:
    return f"{monday:%Y-%m-%d} – {monday + timedelta(days=6):%m-%d}"


def coming(sessions) -> list[dict]:
    """The sessions to come by day, each with whether its teacher is recognised for it."""
    ahead = sessions.held().filter(ends_at__gte=clock.now()).order_by("starts_at", "pk")
    rows = list(ahead.select_related("training_class__programme", "teacher", "venue")[:MOST_COMING])
    lacking = {session.pk for session in unqualified(rows)}
    for row in rows:
        row.is_unqualified = row.pk in lacking
    by_day = groupby(rows, key=lambda row: local_day(row.starts_at))
    return [{"day": day, "sessions": list(those)} for day, those in by_day]


def to_staff(actor) -> list[Session]:
    """Sessions not begun of the actor's classes that need another teacher."""
    planned = Session.objects.visible_to(actor).filter(
        Q(training_class__state__in=LIVE), state=SessionState.PLANNED, starts_at__gt=clock.now()
    )
    return unqualified(planned.select_related("training_class__programme").order_by("starts_at"))
