"""A change as its unit and its reviewer look at it: side by side, judged, and who is told."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.pages.parts import people
from core.punctuation import enumerated, with_colon
from policies.decisions import checks_of, cite
from policies.queries import last_moment, limit_on
from programs.changing import Pair, Slot, compared, lines_of, side_by_side, slot
from programs.checks import is_holiday, local_day
from programs.checks.changing import decide_change
from programs.checks.facts import lessons_of
from programs.enums import ChangeState, LineKind

LEAD = "tl_change_lead"


def as_asked(training_class, lines, *, is_urgent) -> dict:
    """What a change would do, from the timetable that holds now."""
    decided, held, after = decide_change(training_class, lines, clock.today())
    pairs = compared(map(slot, held), map(slot, after))
    checks = checks_of(decided)
    return {
        **shown(pairs),
        "checks": checks,
        "is_possible": all(check.passed for check in checks),
        "warnings": warnings(training_class, lines, after, is_urgent),
        "told": told(training_class, lines),
    }


def of_change(change) -> dict:
    """A change as it stands: judged while it waits, else as it was answered."""
    lines = lines_of(change)
    if change.state == ChangeState.REQUESTED:
        return as_asked(change.training_class, lines, is_urgent=change.is_urgent)
    is_made = change.state == ChangeState.APPROVED
    return shown(side_by_side(change) if is_made else [asked(line) for line in lines])


def shown(pairs) -> dict:
    """What differs first; the whole timetable beneath."""
    return {"pairs": [pair for pair in pairs if pair.kind != "same"], "whole": list(pairs)}


def asked(line) -> Pair:
    """What a line asked for that never held."""
    old = line.session and Slot(
        line.session.ordinal, line.old_starts_at, None, line.session.lessons, line.session.mode,
        line.old_teacher.name, line.old_venue.name,
    )  # fmt: skip
    ordinal = line.session.ordinal if line.session else 0
    new = line.starts_at and Slot(
        ordinal, line.starts_at, None, line.lessons, line.mode, line.teacher.name,
        line.venue.name, line.topic, line.holiday_reason,
    )  # fmt: skip
    return Pair(old or None, new or None)


def urgent(lines) -> bool:
    """Whether the notice of the first session they are about is over."""
    moments = [at for line in lines for at in (line.old_starts_at, line.starts_at) if at]
    return clock.today() > last_moment(LEAD, local_day(min(moments)))


def warnings(training_class, lines, after, is_urgent) -> list[str]:
    """What does not stand in the way but must be seen."""
    found = []
    if is_urgent:
        rule = cite(limit_on(LEAD, clock.today()))
        found.append(_("Urgent: the notice is over (%(rule)s).") % {"rule": rule.words})
    found += lessons_left(training_class, after)
    found += [
        on_holiday(line)
        for line in lines
        if line.kind != LineKind.CANCEL and is_holiday(local_day(line.starts_at))
    ]
    return found


def on_holiday(line) -> str:
    """The public holiday a line falls on, and the reason for it where one is given."""
    words = _("%(day)s is a public holiday") % {"day": local_day(line.starts_at).isoformat()}
    return with_colon(words, line.holiday_reason)


def lessons_left(training_class, after) -> list[str]:
    """Whether the lessons of the programme are still planned, and what is missing."""
    planned, wanted = lessons_of(after), training_class.programme.lessons
    if planned == wanted:
        return []
    figures = {"planned": planned, "wanted": wanted, "n": abs(wanted - planned)}
    if planned < wanted:
        return [
            ngettext(
                "%(planned)d of %(wanted)d lessons are planned; %(n)d lesson is still to be added.",
                "%(planned)d of %(wanted)d lessons are planned; %(n)d lessons are still to be "
                "added.",
                figures["n"],
            )
            % figures
        ]
    return [_("%(planned)d lessons are planned, the programme has %(wanted)d.") % figures]


def told(training_class, lines) -> str:
    """Who gets a message when it is approved."""
    staff = {one.name for line in lines for one in (line.teacher, line.old_teacher) if one}
    names = enumerated(sorted(staff))
    enrolled = people(training_class.seats_taken)
    return _("%(people)s enrolled; %(teachers)s") % {"people": enrolled, "teachers": names}
