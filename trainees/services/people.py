"""One record for a person: found or made across tenants by a listed function."""

import uuid
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.identifiers import IdentifierError, check_document, check_phone
from core.privacy import encrypt, keyed_hash
from core.refusals import Refused
from organizations.models import User
from trainees.models import Trainee

CONSENT_VERSION = "2026-11"
NO_PASSWORD = "!"


@dataclass(frozen=True)
class Person:
    """What is stated about a person when a record is found or made."""

    document_type: str
    number: str
    name: str
    phone: str
    district_id: int
    education: str = ""
    consented: bool = False


def find_or_make(person: Person) -> tuple[int, int, bool]:
    """(trainee id, user id, is new) of a person.

    Raises Refused: real_name_not_verified when another name has this identity number.
    """
    identity, now = check_document(person.document_type, person.number), clock.now()
    phone = check_phone(person.phone)
    values = [
        person.document_type, keyed_hash(identity.number), encrypt(identity.number), person.name,
        identity.birth_on, identity.sex, encrypt(phone), keyed_hash(phone), person.education,
        person.district_id, f"p{uuid.uuid4().hex[:16]}", CONSENT_VERSION,
        now if person.consented else None, now,
    ]  # fmt: skip
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM register_person({marks})", values)  # noqa: S608 - marks only
        row = cursor.fetchone()
    if row is None:
        raise Refused("real_name_not_verified")
    return row


@transaction.atomic
def register_worker(*, person: Person, username: str, password: str, email: str = "") -> User:
    """A worker's own account; signs in by user name, e-mail or phone.

    A person an institution enrolled before, who never signed in, takes over that record by
    stating the same name, identity number and phone. Raises Refused: duplicate_person.
    """
    try:
        _trainee_id, user_id, is_new = find_or_make(person)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    except Refused:
        raise duplicate() from None
    user = User.objects.select_for_update().get(pk=user_id)
    same_phone = user.phone_hash == keyed_hash(check_phone(person.phone))
    if not is_new and (user.password != NO_PASSWORD or not same_phone):
        raise duplicate()
    user.username, user.email = username, email
    user.password = make_password(password)
    user.save()
    actor = Actor(user_id=user_id, role="worker", face="worker")
    audit.record(actor, "register" if is_new else "claim_account", user)
    return user


def duplicate() -> Refused:
    """The same answer whichever part did not fit: nobody learns who is registered."""
    return Refused(
        "duplicate_person",
        remedy=_("Sign in, or ask your district bureau with your identity document."),
    )


def own_trainee(actor: Actor) -> Trainee | None:
    """The trainee record of the acting person."""
    return Trainee.objects.visible_to(actor).filter(user_id=actor.user_id).first()
