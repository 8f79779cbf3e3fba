"""The conditions of a class filing, each with its figures, its clause and what would change it."""

from collections import Counter
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused
from organizations.services import check_may_teach
from policies.decisions import Check
from policies.queries import last_moment, limit_on, value_on
from programs.enums import Mode, ProgrammeState
from programs.holidays import is_holiday


def filing_checks(training_class, on) -> list[Check]:
    """All conditions of a filing on a day, in the order a reviewer reads them.

    A filing that was returned keeps its date, and with it the figures and the lead of that date.
    """
    filed = training_class.filed_on or on
    sessions = list(training_class.sessions.held().order_by("starts_at"))
    checks = [
        programme_check(training_class.programme),
        accreditation_check(training_class, sessions, on),
        undertaking_check(training_class),
        size_check(training_class, filed),
        sessions_check(sessions),
    ]
    if sessions:
        checks += [
            lead_check(sessions, filed, on),
            lessons_check(training_class.programme, sessions),
            online_check(online_lessons(sessions), lessons_of(sessions), filed),
            day_check(sessions, filed),
            holiday_check(sessions),
        ]
    return checks


def programme_check(programme) -> Check:
    return Check(
        "programme_not_listed",
        programme.state == ProgrammeState.LISTED,
        _("The programme is listed"),
        f"{programme.number}: {programme.get_state_display()}",
        remedy=_("Wait until the municipal bureau has listed the programme."),
    )


def accreditation_check(training_class, sessions, on) -> Check:
    """The unit may teach until the last session."""
    unit = training_class.organization
    last = local_day(sessions[-1].starts_at) if sessions else on
    try:
        check_may_teach(unit, last)
        passed = True
    except Refused:
        passed = False
    return Check(
        "accreditation_missing",
        passed,
        _("The unit is accredited until the last session"),
        _("%(state)s until %(until)s; last session %(last)s")
        % {
            "state": unit.get_standing_display(),
            "until": unit.accredited_until or "–",
            "last": last,
        },
        remedy=_("Renew the accreditation first."),
    )


def undertaking_check(training_class) -> Check:
    return Check(
        "undertaking_missing",
        training_class.undertaking,
        _("The undertaking is given"),
        remedy=_("Give the undertaking when you file."),
    )


def size_check(training_class, on) -> Check:
    most = value_on("class_size_max", on)
    return Check(
        "class_too_large",
        training_class.seats <= most.value,
        _("Size of the class"),
        _("%(seats)d seats, at most %(most)d")
        % {"seats": training_class.seats, "most": most.value},
        most.clause,
        _("Reduce the seats or file two classes."),
    )


def sessions_check(sessions) -> Check:
    return Check(
        "sessions_missing",
        bool(sessions),
        _("The timetable has sessions"),
        _("%(count)d sessions") % {"count": len(sessions)},
        remedy=_("Plan the timetable first."),
    )


def lead_check(sessions, filed, on) -> Check:
    """Filed enough working days before the first session, and that has not begun."""
    first = local_day(sessions[0].starts_at)
    latest, limit = last_moment("tl_filing_lead", first), limit_on("tl_filing_lead", first)
    words = {"first": first, "days": int(limit.number), "latest": latest, "on": filed}
    return Check(
        "filing_after_start" if on >= first else "filing_late",
        filed <= latest and on < first,
        _("Filed in time"),
        _("first session %(first)s; %(days)d working days before it is %(latest)s; filed on %(on)s")
        % words,
        str(limit),
        _("Move the first session to a later day."),
    )


def lessons_check(programme, sessions) -> Check:
    planned = lessons_of(sessions)
    return Check(
        "lessons_below_standard",
        planned == programme.lessons,
        _("Lessons of the timetable"),
        _("%(planned)d planned, %(wanted)d in the programme")
        % {"planned": planned, "wanted": programme.lessons},
        remedy=_("Plan exactly the lessons of the programme."),
    )


def online_check(online: int, lessons: int, on) -> Check:
    """The share of online lessons against the cap in force; compared before rounding."""
    cap = value_on("online_share_cap", on)
    share = Decimal(online) / lessons
    return Check(
        "online_share_exceeded",
        share <= cap.value,
        _("Online lessons"),
        _("%(share)s%% of the lessons, at most %(cap)s%%")
        % {"share": f"{share * 100:.0f}", "cap": f"{cap.value * 100:.0f}"},
        cap.clause,
        _("Plan fewer online lessons."),
    )


def day_check(sessions, on) -> Check:
    """No day has more lessons than the limit."""
    most = value_on("lessons_per_day_max", on)
    days: Counter = Counter()
    for session in sessions:
        days[local_day(session.starts_at)] += session.lessons
    day, lessons = days.most_common(1)[0]
    return Check(
        "lessons_per_day_exceeded",
        lessons <= most.value,
        _("Lessons in a day"),
        _("%(lessons)d on %(day)s, at most %(most)d")
        % {"lessons": lessons, "day": day, "most": most.value},
        most.clause,
        _("Spread the lessons over more days."),
    )


def holiday_check(sessions) -> Check:
    """No session lies on a public holiday; ordinary weekends are allowed."""
    days = sorted({local_day(session.starts_at) for session in sessions})
    holidays = [day for day in days if is_holiday(day)]
    return Check(
        "session_on_holiday",
        not holidays,
        _("No session on a public holiday"),
        ", ".join(f"{day}" for day in holidays),
        remedy=_("Move these sessions to another day."),
    )


def local_day(moment):
    return timezone.localtime(moment).date()


def lessons_of(sessions) -> int:
    return sum(session.lessons for session in sessions)


def online_lessons(sessions) -> int:
    return sum(session.lessons for session in sessions if session.mode == Mode.ONLINE)
