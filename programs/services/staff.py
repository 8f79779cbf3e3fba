"""Teachers and venues of a unit."""

from django.db import IntegrityError, connection, transaction

from core import audit
from core.access import Actor
from core.enums import UNIT_ADMINS
from core.identifiers import IdentifierError, document_number
from core.privacy import hashes_of
from core.refusals import Refused, constraint_of
from programs.enums import QualificationState
from programs.models import Teacher
from programs.services.bookings import TEACHER

PERSON = "SELECT teaching_person(%s, %s)"
REFUSED_AS = {
    "teacher_person_once": "teacher_registered",
    "teacher_account_once": "teacher_account_taken",
    "teacher_never_double_booked": TEACHER,
}
# Whatever the district has looked at stands for the person whose number it saw.
KEPT_FOR = (
    QualificationState.SUBMITTED,
    QualificationState.VALID,
    QualificationState.SUSPENDED,
    QualificationState.EXPIRED,
)


@transaction.atomic
def save_own(row, *, actor: Actor, organization):
    """Store a teacher or venue of the acting unit. Raises Refused: not_allowed."""
    is_new = row.pk is None
    if is_new:
        row.organization, row.district = organization, organization.district
    if actor.role not in UNIT_ADMINS or row.organization_id != actor.organization_id:
        raise Refused("not_allowed")
    before = None if is_new else audit.columns(type(row).objects.get(pk=row.pk))
    row.save()
    audit.record(actor, "create" if is_new else "update", row, before=before)
    return row


@transaction.atomic
def save_teacher(row: Teacher, *, actor: Actor, organization, number: str = "") -> Teacher:
    """Store a teacher; a number, which a new one needs, says who it is across the city.

    Raises Refused: not_allowed, input_missing, id_type_unsupported, id_checksum_failed,
    teacher_registered, teacher_account_taken, teacher_identity_fixed, teacher_double_booked.
    """
    if actor.role not in UNIT_ADMINS:
        raise Refused("not_allowed")
    if row.pk:
        check_identity_may_change(row, number)
    elif not number:
        raise Refused("input_missing")
    if number:
        identify(row, number)
    try:
        with transaction.atomic():
            return save_own(row, actor=actor, organization=organization)
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSED_AS:
            raise
        raise Refused(REFUSED_AS[name]) from None


def check_identity_may_change(row: Teacher, number: str) -> None:
    """Not once the district knows the teacher by it; locks the stored row. Raises Refused."""
    stored = Teacher.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not number:
        row.document_type = stored.document_type
    elif stored.qualifications.filter(state__in=KEPT_FOR).exists():
        raise Refused("teacher_identity_fixed")


def identify(row: Teacher, number: str) -> None:
    """Check the number, keep it, and find or make the person it is of. Raises Refused."""
    try:
        row.identity_number = document_number(row.document_type, number)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    with connection.cursor() as cursor:
        hashes = ",".join(hashes_of(row.identity_number))
        cursor.execute(PERSON, [row.document_type, hashes])
        (row.person_id,) = cursor.fetchone()
