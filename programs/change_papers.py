"""The paper of a change: what the district bureau decided about a timetable, line by line."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import Letter
from organizations.queries import district_bureau
from programs.changing import lines_of
from programs.enums import ChangeState
from programs.models import ClassChange
from programs.papers import AGAINST, APPEAL, READERS, Answer, letter

ANSWERS = {
    ChangeState.APPROVED: Answer(
        "approve",
        gettext_lazy("Notice of an approved change of a class"),
        gettext_lazy(
            "The change %(number)s of the timetable of the class “%(name)s”, requested on "
            "%(filed)s, was reviewed and is approved. The new timetable holds."
        ),
    ),
    ChangeState.REFUSED: Answer(
        "refuse",
        gettext_lazy("Decision to refuse a change of a class"),
        gettext_lazy(
            "The change %(number)s of the timetable of the class “%(name)s”, requested on "
            "%(filed)s, was reviewed and is refused. The timetable stays as it is."
        ),
        APPEAL,
        AGAINST,
    ),
}


def has_change_paper(row: ClassChange, actor) -> bool:
    return actor.role in READERS and row.state in ANSWERS


def change_letter(row: ClassChange, actor) -> Letter | None:
    """What the district bureau decided about a change; None while nothing was, or for others."""
    if not has_change_paper(row, actor):
        return None
    facts = (
        (_("Change number"), row.number),
        (_("Class number"), row.training_class.number),
        (_("Reason"), row.reason),
        *(fact(line) for line in lines_of(row)),
    )
    bureau = district_bureau(row.district_id)
    return letter(row, actor, ANSWERS[row.state], facts, bureau, row.requested_at)


def fact(line) -> tuple[str, str]:
    """One line: the session, and what it was and shall be."""
    name = line.session.title if line.session else _("New session")
    if line.makes_up:
        name = _("%(session)s, makes up %(made_up)s") % {
            "session": name, "made_up": line.makes_up.title,
        }  # fmt: skip
    old = words(line.old_starts_at, line.old_teacher, line.old_venue)
    new = words(line.starts_at, line.teacher, line.venue)
    return f"{name} · {line.get_kind_display()}", f"{old} → {new}"


def words(at, teacher, venue) -> str:
    if at is None:
        return "–"
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M} · {teacher.name} · {venue.name}"
