"""A worker registers: what was stated waits, encrypted, until the code of the phone is typed.

Nothing is stored before the phone is proven, and whoever has not proven it learns nothing about
who is registered.
"""

import json
from dataclasses import asdict
from datetime import date

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction

from core import audit, clock
from core.access import Actor
from core.codes import is_right, new_ticket, send_code_to
from core.enums import Role
from core.identifiers import check_document, check_phone
from core.privacy import decrypt, encrypt
from core.refusals import Refused, raise_busy
from core.tenancy.scope import AUTH, acting_as
from organizations.models import User
from trainees.models import Trainee
from trainees.services import people
from trainees.services.people import CONSENT_VERSION, Account, Person, own_trainee, wanted

KEPT = 30 * 60  # seconds a draft waits for the code of its phone
ONESELF = f"SELECT register_oneself({', '.join(['%s'] * 12)})"


def ask_code(*, person: Person, opens: Account | None = None) -> str:
    """Keep what was stated and send a code to its phone; gives the ticket that is needed with it.

    `opens` is the account that is opened then; None for somebody who is signed in. Raises Refused:
    too_many_codes.
    """
    draft = {"person": asdict(person), "account": opens and asdict(opens)}
    ticket = new_ticket()
    cache.set(waiting(ticket), encrypt(json.dumps(draft)), KEPT)
    send_again(ticket)
    return ticket


def send_again(ticket: str) -> None:
    """Another code for the same draft. Raises Refused: code_wrong (it is over), too_many_codes."""
    phone = check_phone(kept(ticket)["person"]["phone"])
    with transaction.atomic(), acting_as(AUTH):
        send_code_to(ticket=ticket, phone=phone, about=User())


@transaction.atomic
def open_account(*, ticket: str, typed: str) -> tuple[User, date]:
    """(account of the draft, day of birth). Raises Refused: code_wrong, duplicate_person, busy."""
    draft = proven(ticket, typed)
    person = Person(**draft["person"])
    user = people.open_account(person, Account(**draft["account"]))
    cache.delete(waiting(ticket))
    return user, check_document(person.document_type, person.number).birth_on


@transaction.atomic
def record_oneself(*, actor: Actor, ticket: str, typed: str) -> Trainee:
    """The record of somebody who has an account for work and now learns, too.

    Raises Refused: code_wrong, not_allowed, duplicate_person, busy.
    """
    draft = proven(ticket, typed)
    if actor.role != Role.WORKER or own_trainee(actor) is not None:
        raise Refused("not_allowed")
    person = Person(**draft["person"])
    identity, phone = check_document(person.document_type, person.number), check_phone(person.phone)
    now = clock.now()
    values = [
        person.document_type, wanted(identity.number), encrypt(identity.number), person.name,
        identity.birth_on, identity.sex, encrypt(phone), wanted(phone), person.education,
        person.district_id, CONSENT_VERSION, now,
    ]  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ONESELF, values)
            key = cursor.fetchone()[0]
    except IntegrityError as error:
        raise_busy(error)
    if key is None:
        raise people.duplicate()
    trainee = Trainee.objects.get(pk=key)
    audit.record(actor, "register", trainee)
    cache.delete(waiting(ticket))
    return trainee


def proven(ticket: str, typed: str) -> dict:
    """The draft, if the code is right. Raises Refused: code_wrong."""
    draft = kept(ticket)
    if not is_right(ticket=ticket, typed=typed):
        raise Refused("code_wrong")
    return draft


def kept(ticket: str) -> dict:
    sealed = cache.get(waiting(ticket))
    if sealed is None:
        raise Refused("code_wrong")
    return json.loads(decrypt(sealed))


def waiting(ticket: str) -> str:
    return f"worker-registration:{ticket}"
