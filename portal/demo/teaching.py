"""The invented teachers of the demo: who they are, and what they are recognised for."""

import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import groupby
from typing import NamedTuple

from core import clock, files
from core.audit import Entry, record_past
from core.documents import Letter, letter_pdf
from core.files.types import PDF
from core.numbers import next_serials
from core.privacy import keyed_hash
from portal.demo.history import reviewer_of, step, unit_of
from portal.demo.people import invented_identity
from portal.demo.profiles import OF_THE_TOUR
from portal.demo.timetable import moment, working_day_ago
from programs.enums import Agreement, ClassState, QualificationState
from programs.models import Occupation, Teacher, TeacherQualification, TeachingPerson

S = QualificationState
SHARED = ("institution.a", "institution.b")
"""The last teacher of both is one person."""
AREA, BORN, BETWEEN = "210202", date(1968, 3, 1), timedelta(days=61)
SINCE, LATELY = 1100, 5  # days ago
VALID_FOR, SOON = timedelta(days=700), timedelta(days=40)
TOP = "1"
SUSPENDED_AT = "institution.b"
BESIDES = ("6-18-01-01", "6-20-01-01")  # occupations the unit of the tour does not teach yet
MISSING = ("document_missing", "请补充近五年从业证明。（演示内容）")
FINDING = ("teacher_not_qualified", "抽查发现资格证书信息有误，核实期间暂停。（演示内容）")


class Unit(NamedTuple):
    """Who submits for a unit, who reviews, and the proof of all its teachers."""

    filer: object
    reviewer: object
    proof: object


def give_identities(random, teachers: dict[str, list[Teacher]]) -> None:
    """A number and a person for every teacher, by the key of the unit; two rows are one person."""
    rows = [row for own in teachers.values() for row in own]
    for n, row in enumerate(rows):
        row.identity_number = invented_identity(random, AREA, BORN + n * BETWEEN, n % 1000)
    one, other = (teachers[key][-1] for key in SHARED)
    other.name, other.identity_number = one.name, one.identity_number
    hashes = {row.identity_number: keyed_hash(row.identity_number) for row in rows}
    persons = TeachingPerson.objects.bulk_create(
        TeachingPerson(document_type="citizen_id", identity_hash=found) for found in hashes.values()
    )
    made = dict(zip(hashes, persons, strict=True))
    for row in rows:
        row.person = made[row.identity_number]


def recognise_all(staff, programmes, users) -> dict[int, list[TeacherQualification]]:
    """Every teacher for all that the unit teaches, at the highest level.

    Returns what holds by the key of the teacher.
    """
    rows = []
    for key, unit in units_of(staff, users).items():
        teachers, _venues = staff[key]
        for about in subjects(programmes[key]):
            rows += [qualification(teacher, unit, **about) for teacher in teachers]
        if key == OF_THE_TOUR:
            rows += besides(teachers, unit)
    store(rows)
    held = defaultdict(list)
    for row in rows:
        if row.state == S.VALID:
            held[row.teacher_id].append(row)
    return held


def units_of(staff, users) -> dict[str, Unit]:
    """By key; the proof of each is a paper that says it is invented."""
    paper, found = letter_pdf(invented_letter()), {}
    for key, (teachers, _venues) in staff.items():
        row, filer = teachers[0], users[key]
        name, content = "教师资格证明（演示）.pdf", io.BytesIO(paper)
        actor = unit_of(row, filer.pk)
        proof = files.keep(actor, content, purpose="qualification", name=name, kind=PDF)
        found[key] = Unit(filer, users[row.district.code], proof)
    return found


def invented_letter() -> Letter:
    return Letter(
        title="教师资格证明（演示）",
        number="演示",
        to="演示单位",
        sender="演示发证机构",
        on=clock.today(),
        paragraphs=("本页为演示内容，人员与证书均为虚构。",),
    )


def subjects(programmes) -> list[dict]:
    """What a unit teaches, each once."""
    courses = {row.course_type for row in programmes if row.course_type}
    occupations = {row.occupation.code: row.occupation for row in programmes if row.occupation}
    return [
        *({"course_type": course} for course in sorted(courses)),
        *({"occupation": occupations[code], "level": TOP} for code in sorted(occupations)),
    ]


def besides(teachers, unit: Unit) -> list[TeacherQualification]:
    """Of the unit of the tour: one ends soon, one is sent back, two wait for the district."""
    first, second, third, *_rest = teachers
    lathe, milling = Occupation.objects.filter(code__in=BESIDES).order_by("code")
    soon = clock.today() + SOON
    return [
        qualification(second, unit, occupation=lathe, level="3", valid_until=soon),
        qualification(second, unit, S.RETURNED, occupation=milling, level="2"),
        qualification(first, unit, S.SUBMITTED, occupation=lathe, level="3"),
        qualification(third, unit, S.SUBMITTED, occupation=milling, level="3"),
    ]


def qualification(teacher, unit: Unit, state=S.VALID, **about) -> TeacherQualification:
    """As the services would have left it; a teacher with an account agrees there, and later."""
    submitted_at = moment(working_day_ago(SINCE if state == S.VALID else LATELY), time(9))
    row = TeacherQualification(
        organization=teacher.organization, district=teacher.district, teacher=teacher,
        proof=unit.proof, state=state, submitted_by=unit.filer, submitted_at=submitted_at, **about,
    )  # fmt: skip
    if not teacher.user_id:
        row.agreement, row.agreed_at = Agreement.PAPER, submitted_at
    elif state != S.SUBMITTED:
        row.agreement, row.agreed_at = Agreement.ACCOUNT, submitted_at + timedelta(hours=1)
    if state != S.SUBMITTED:
        row.reviewed_by, row.replied_at = unit.reviewer, submitted_at + timedelta(hours=6)
    if state == S.VALID:
        row.valid_until = row.valid_until or clock.today() + VALID_FOR
    return row


def store(rows: list[TeacherQualification]) -> None:
    """In the order of their submission, numbered, each with how it came to be."""
    rows.sort(key=lambda row: row.submitted_at)
    for year, those in groupby(rows, key=lambda row: row.submitted_at.year):
        own = list(those)
        for row, serial in zip(own, next_serials(f"T{year}", len(own)), strict=True):
            row.number = f"T{year}-{serial:06d}"
    TeacherQualification.objects.bulk_create(rows, batch_size=1000)
    entries = [entry for row in rows for entry in history(row)]
    record_past(sorted(entries, key=lambda entry: entry.at))


def history(row) -> Iterator[Entry]:
    unit = unit_of(row, row.submitted_by_id)
    yield Entry(row.submitted_at, unit, "submit", row, {}, {"state": str(S.SUBMITTED)})
    if row.state == S.VALID:
        yield step(row, "recognise", row.replied_at, reviewer_of(row))
    elif row.state == S.RETURNED:
        yield step(row, "return", row.replied_at, reviewer_of(row), MISSING[1], MISSING[0])


def suspend_one(courses) -> None:
    """After a finding, the next class of a unit needs another teacher."""
    course = next(
        one for one in courses if one.key == SUSPENDED_AT and one.row.state == ClassState.OPEN
    )
    programme, teacher = course.row.programme, course.sessions[0].teacher
    row = teacher.qualifications.get(
        occupation=programme.occupation, course_type=programme.course_type, state=S.VALID
    )
    row.state = S.SUSPENDED
    row.save()
    at = moment(clock.today(), time())
    record_past([step(row, "suspend", at, reviewer_of(row), FINDING[1], FINDING[0])])
