"""Teachers with an identity, and what they are recognised for; laid out by the owner."""

from datetime import date
from itertools import count

from core import clock
from core.identifiers.documents import check_character
from core.privacy import keyed_hash
from programs.models import Teacher, TeacherQualification, TeachingPerson

serial = count(1)


def invented_number() -> str:
    """A well-formed identity number that no other teacher of this run has."""
    n = next(serial)
    body = f"2102021960{n // 899 + 10:02d}01{n % 899 + 100:03d}"
    return body + check_character(body)


def person_of(number) -> TeachingPerson:
    known = {"document_type": "citizen_id", "identity_hash": keyed_hash(number)}
    return TeachingPerson.objects.get_or_create(**known)[0]


def make_teacher(name, *, organization, district, number="", **facts) -> Teacher:
    """A teacher of an institution; the same number is the same person anywhere."""
    number = number or invented_number()
    return Teacher.objects.create(
        organization=organization, district=district, name=name, identity_number=number,
        person=person_of(number), **facts,
    )  # fmt: skip


def recognise(side, teacher=None, **about) -> TeacherQualification:
    """A valid qualification; else of the side's teacher, for all that its programmes teach."""
    about = about or {"occupation": side.programme.occupation, "level": "1"}
    number = f"T0-{TeacherQualification.objects.count() + 1:06d}"
    now = clock.now()
    return TeacherQualification.objects.create(
        organization=side.organization, district=side.district, teacher=teacher or side.teacher,
        proof=side.file, number=number, submitted_at=now, submitted_by=side.admin,
        agreement="paper", agreed_at=now, replied_at=now, reviewed_by=side.reviewer,
        state="valid", valid_until=date(2099, 12, 31), **about,
    )  # fmt: skip
