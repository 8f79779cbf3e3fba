"""The process `class_filing`: its conditions in the order a reviewer reads them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.identifiers import SkillLevel
from core.punctuation import enumerated, itemised, with_colon
from organizations.enums import Standing
from policies.decisions import (
    Check,
    Condition,
    Decided,
    Finding,
    Process,
    checks_of,
    decide,
)
from programs.checks.facts import LEAD, filing_facts, filing_rules
from programs.checks.filing_terms import TERMS
from programs.enums import CourseType, ProgrammeState, TrainingType
from programs.occupations import occupation_name


def programme(facts, rules) -> Finding:
    passed = facts["programme_state"] == ProgrammeState.LISTED
    figures = {"programme": facts["programme"], "state": facts["programme_state"]}
    return Finding(passed, figures, {"programme_state": ProgrammeState.LISTED.value})


def programme_words(figures) -> str:
    return with_colon(figures["programme"], ProgrammeState(figures["state"]).label)


def accreditation(facts, rules) -> Finding:
    """The unit may teach until the last session, of which there is none without a timetable."""
    figures = {
        "standing": facts["standing"],
        "until": facts.get("accredited_until") or "–",
        "last": facts["last"] if facts.get("sessions", 1) else "",
    }
    return Finding(facts["may_teach"], figures, {"may_teach": True})


def accreditation_words(figures) -> str:
    words = {**figures, "state": Standing(figures["standing"]).label}
    if not figures["last"]:
        return _("%(state)s until %(until)s") % words
    return _("%(state)s until %(until)s; last session %(last)s") % words


def scope(facts, rules) -> Finding:
    """The licensed scope covers the programme. Older decisions were made without it."""
    names = ("training_type", "occupation", "level", "course_type")
    return Finding(facts["in_scope"], {n: facts.get(n, "") for n in names}, {"in_scope": True})


def scope_words(figures) -> str:
    """Training type, occupation or course, and level."""
    kind, course = TrainingType(figures["training_type"]).label, figures["course_type"]
    what = CourseType(course).label if course else occupation_name(figures["occupation"])
    level = SkillLevel(figures["level"]).label if figures["level"] else ""
    return " · ".join(str(part) for part in (kind, what, level) if part)


def undertaking(facts, rules) -> Finding:
    return Finding(facts["undertaking"], {}, {"undertaking": True})


def size(facts, rules) -> Finding:
    most = int(Decimal(rules["class_size_max"].figure))
    figures = {"seats": facts["seats"], "most": most}
    return Finding(facts["seats"] <= most, figures, {"seats": most})


def sessions(facts, rules) -> Finding:
    return Finding(facts["sessions"] > 0, {"count": facts["sessions"]})


def lead(facts, rules) -> Finding:
    """Filed enough working days before the first session, and that has not begun."""
    filed, on = facts["filed"], facts["today"]
    has_begun = on >= facts["first"]
    figures = {
        "first": facts["first"],
        "days": facts["lead"],
        "latest": facts["latest"],
        "on": filed,
        "earliest": facts.get("earliest"),
    }
    change = {"first": facts.get("earliest"), "latest": filed}
    code = "filing_after_start" if has_begun else "filing_late"
    return Finding(filed <= facts["latest"] and not has_begun, figures, change, code)


def lessons(facts, rules) -> Finding:
    figures = {"planned": facts["planned"], "wanted": facts["wanted"]}
    return Finding(facts["planned"] == facts["wanted"], figures, {"planned": facts["wanted"]})


def online(facts, rules) -> Finding:
    """The share of online lessons against the cap in force; compared before rounding."""
    cap, planned = Decimal(rules["online_share_cap"].figure), facts["planned"]
    share = Decimal(facts["online"]) / planned
    most = int(cap * planned)
    figures = {"share": f"{share * 100:.0f}", "cap": f"{cap * 100:.0f}", "most": most}
    return Finding(share <= cap, figures, {"online": most})


def day(facts, rules) -> Finding:
    """No day has more lessons than the limit."""
    most = int(Decimal(rules["lessons_per_day_max"].figure))
    figures = {"lessons": facts["day_lessons"], "day": facts["day"], "most": most}
    return Finding(facts["day_lessons"] <= most, figures, {"day_lessons": most})


def holiday(facts, rules) -> Finding:
    """No session lies on a public holiday without a reason; ordinary weekends are allowed."""
    return Finding(not facts["holidays"], {"holidays": facts["holidays"]}, {"holidays": []})


def teachers(facts, rules) -> Finding:
    """Everybody in the timetable is recognised for it until their last session."""
    lacking = [
        teacher
        for teacher in facts["teachers"]
        if not teacher["until"] or teacher["until"] < teacher["last"]
    ]
    change = [{**teacher, "until": teacher["last"]} for teacher in lacking]
    kept = [teacher for teacher in facts["teachers"] if teacher not in lacking]
    return Finding(not lacking, {"lacking": lacking}, {"teachers": [*kept, *change]})


def teachers_words(figures) -> str:
    return itemised(teacher_words(teacher) for teacher in figures["lacking"])


def teacher_words(teacher) -> str:
    if teacher["until"]:
        return _("%(name)s: until %(until)s, last session %(last)s") % teacher
    return _("%(name)s: not recognised for this; last session %(last)s") % teacher


def room(facts, rules) -> Finding:
    """The smallest room of the timetable takes the whole class."""
    figures = {
        "seats": facts["seats"],
        "room": facts["room"],
        "places": facts["room_places"],
    }
    change = {"seats": facts["room_places"]}
    return Finding(facts["seats"] <= facts["room_places"], figures, change)


FIRST = Process(
    "class_filing",
    1,
    (
        Condition(
            "programme",
            "programme_not_listed",
            gettext_lazy("The programme is listed"),
            programme,
            inputs=("programme_state",),
            clause="gen §9",
            detail=programme_words,
            remedy=lambda f: _("Wait until the municipal bureau has listed the programme."),
        ),
        Condition(
            "accreditation",
            "accreditation_missing",
            gettext_lazy("The unit is accredited until the last session"),
            accreditation,
            inputs=("may_teach", "standing", "last"),
            clause="gen §9",
            detail=accreditation_words,
            remedy=lambda f: _("Renew the accreditation first."),
        ),
        Condition(
            "scope",
            "licence_scope_mismatch",
            gettext_lazy("The licensed scope covers the programme"),
            scope,
            inputs=("in_scope",),
            clause="gen §9",
            applies="needs_scope",
            detail=scope_words,
            remedy=lambda f: _("Ask for a change of your scope first."),
        ),
        Condition(
            "undertaking",
            "undertaking_missing",
            gettext_lazy("The undertaking is given"),
            undertaking,
            inputs=("undertaking",),
            clause="gen §10",
            remedy=lambda f: _("Give the undertaking when you file."),
        ),
        Condition(
            "size",
            "class_too_large",
            gettext_lazy("Size of the class"),
            size,
            inputs=("seats",),
            rule="class_size_max",
            detail=lambda f: _("%(seats)d seats, at most %(most)d") % f,
            remedy=lambda f: _("Reduce the seats or file two classes."),
        ),
        Condition(
            "sessions",
            "sessions_missing",
            gettext_lazy("The timetable has sessions"),
            sessions,
            inputs=("sessions",),
            clause="gen §10",
            detail=lambda f: _("%(count)d sessions") % f,
            remedy=lambda f: _("Plan the timetable first."),
        ),
        Condition(
            "lead",
            "filing_late",
            gettext_lazy("Filed in time"),
            lead,
            inputs=("filed", "today", "first", "latest", "lead"),
            rule=LEAD,
            applies="sessions",
            detail=lambda f: (
                _(
                    "first session %(first)s; %(days)d working days before it is %(latest)s;"
                    " filed on %(on)s"
                )
                % f
            ),
            remedy=lambda f: _("Move the first session to %(earliest)s or a later day.") % f,
        ),
        Condition(
            "lessons",
            "lessons_below_standard",
            gettext_lazy("Lessons of the timetable"),
            lessons,
            inputs=("planned", "wanted"),
            clause="gen §10",
            applies="sessions",
            detail=lambda f: _("%(planned)d planned, %(wanted)d in the programme") % f,
            remedy=lambda f: _("Plan exactly the lessons of the programme."),
        ),
        Condition(
            "online",
            "online_share_exceeded",
            gettext_lazy("Online lessons"),
            online,
            inputs=("online", "planned"),
            rule="online_share_cap",
            applies="sessions",
            detail=lambda f: _("%(share)s%% of the lessons, at most %(cap)s%%") % f,
            remedy=lambda f: _("Plan fewer online lessons."),
        ),
        Condition(
            "day",
            "lessons_per_day_exceeded",
            gettext_lazy("Lessons in a day"),
            day,
            inputs=("day", "day_lessons"),
            rule="lessons_per_day_max",
            applies="sessions",
            detail=lambda f: _("%(lessons)d on %(day)s, at most %(most)d") % f,
            remedy=lambda f: _("Spread the lessons over more days."),
        ),
        Condition(
            "holiday",
            "session_on_holiday",
            gettext_lazy("No session on a public holiday without a reason"),
            holiday,
            inputs=("holidays",),
            clause="gen §10",
            applies="sessions",
            detail=lambda f: enumerated(f["holidays"]),
            remedy=lambda f: _("Move these sessions to another day, or give a reason for each."),
        ),
        # These came later. A decision that was made without their facts stays as it is: a step
        # applies where its fact was collected.
        Condition(
            "teachers",
            "teacher_not_qualified",
            gettext_lazy("The teachers are recognised"),
            teachers,
            inputs=("teachers",),
            clause="gen §11",
            applies="teachers",
            detail=teachers_words,
            remedy=lambda f: _("Plan a recognised teacher, or have the qualification recognised."),
        ),
        Condition(
            "room",
            "room_too_small",
            gettext_lazy("The room takes the class"),
            room,
            inputs=("seats", "room", "room_places"),
            clause="gen §10",
            applies="room_places",
            detail=lambda f: _("%(seats)d seats, %(room)s takes %(places)d") % f,
            remedy=lambda f: _("Plan a larger room or reduce the seats."),
        ),
    ),
    title=gettext_lazy("Class filing"),
)
FILING = Process("class_filing", 2, (*FIRST.conditions, *TERMS), title=FIRST.title)


def decide_filing(training_class, on) -> Decided:
    """The filing of a class decided on a day, from its facts and the rules of its date.

    A filing that was returned keeps its date, and with it the figures and the lead of that date.
    """
    return decide_planned(training_class, list(training_class.sessions.timetable()), on)


def decide_planned(training_class, planned, on, **known) -> Decided:
    """The same for sessions that need not be stored yet, in the order of time.

    `known` are facts that were asked for already, as `filing_facts` takes them.
    """
    filed = training_class.filed_on or on
    facts = filing_facts(training_class, planned, on, **known)
    return decide(FILING, facts, filing_rules(planned, filed, on))


def filing_checks(training_class, on, planned=None) -> list[Check]:
    """All conditions of a filing on a day, in the words of the reader.

    `planned` are its sessions, for whoever has read them already.
    """
    if planned is None:
        return checks_of(decide_filing(training_class, on))
    return checks_of(decide_planned(training_class, planned, on))
