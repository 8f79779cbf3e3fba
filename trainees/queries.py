"""Reads across people and enrolments, and the functions that look across tenants."""

from django.db import connection

from core.identifiers import check_document
from core.privacy import hashes_of
from trainees.models import Trainee


def match_person(document_type, number, name) -> tuple[str, int | None]:
    """(`new`, None), (`match`, trainee id) or (`conflict`, None): another name has the number."""
    identity = check_document(document_type, number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verdict, trainee_id FROM match_person(%s, %s, %s)",
            [document_type, ",".join(hashes_of(identity.number)), name],
        )
        return cursor.fetchone()


def person_overlaps(trainee_id: int, training_class) -> bool:
    """Whether a session of the class overlaps with one of another live class of the person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_overlaps(%s, %s)", [trainee_id, training_class.pk])
        return cursor.fetchone()[0]


def phones_of(user_ids) -> dict[int, str]:
    """{user id: phone} of people whose account is active; for the system worker alone."""
    rows = Trainee.objects.filter(user_id__in=user_ids, user__is_active=True)
    return dict(rows.values_list("user_id", "phone"))
