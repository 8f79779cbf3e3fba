"""Whether who teaches is recognised for it: by occupation and level, or by the start-up course."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from core.identifiers import rank
from programs.enums import QualificationState
from programs.models import TeacherQualification

Held = dict[int, list[TeacherQualification]]


def held_by(teachers: Iterable[int]) -> Held:
    """The valid qualifications of teachers, by the key of the teacher; one query."""
    found: Held = defaultdict(list)
    valid = TeacherQualification.objects.filter(state=QualificationState.VALID)
    for row in valid.filter(teacher__in=set(teachers)).order_by("pk"):
        found[row.teacher_id].append(row)
    return found


def covers(qualification, programme) -> bool:
    """A level covers those below it; a course only itself."""
    if programme.course_type:
        return qualification.course_type == programme.course_type
    return (
        qualification.occupation_id == programme.occupation_id
        and bool(qualification.level)
        and rank(qualification.level) >= rank(programme.level)
    )


def qualified_until(qualifications, programme) -> date | None:
    """The last day on which somebody with these may teach it; None for not at all."""
    days = (row.valid_until for row in qualifications if covers(row, programme))
    return max(days, default=None)


def teaching_facts(programme, sessions, held: Held) -> list[dict]:
    """Of every teacher of a timetable: the last session, and until when they are recognised."""
    last = {}
    for session in sessions:
        last[session.teacher] = day_of(session)
    return [
        {"name": teacher.name, "last": day.isoformat(), "until": until and until.isoformat()}
        for teacher, day in last.items()
        for until in [qualified_until(held.get(teacher.pk, ()), programme)]
    ]


def unqualified(sessions) -> list:
    """The sessions whose teacher is not recognised for their programme on their day.

    `sessions` come with their class and programme; one more query for all of them.
    """
    sessions = list(sessions)
    held = held_by(session.teacher_id for session in sessions) if sessions else {}
    return [session for session in sessions if not is_qualified(session, held)]


def is_qualified(session, held: Held) -> bool:
    programme = session.training_class.programme
    until = qualified_until(held.get(session.teacher_id, ()), programme)
    return until is not None and day_of(session) <= until


def day_of(session) -> date:
    return timezone.localtime(session.starts_at).date()
