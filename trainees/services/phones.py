"""A worker's phone: changed by oneself, or at the counter for whoever has lost the old one.

The new number is proven by a code that is sent to it. At the counter the officer has the identity
document in hand: its number, typed, must be that of the record. The number itself is written by a
listed function, with the way to sign in and what institutions of live enrolments see.
"""

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import audit, clock
from core.access import Actor
from core.codes import VALID, is_right, new_ticket, send_code
from core.enums import Role
from core.identifiers import IdentifierError, check_document
from core.messages import SecurityEvent
from core.outbox import notify_address
from core.privacy import decrypt, encrypt, hashes_of
from core.refusals import Refused, raise_busy
from core.tenancy.scope import AUTH, acting_as
from organizations.models import User
from organizations.services.security import tell_owner
from organizations.services.sessions import end_all
from trainees.models import Trainee
from trainees.services.people import own_trainee

RENEW = "SELECT renew_phone(%s, %s, %s, %s)"
DOCUMENTS = "SELECT document_type, identity_hash FROM documents_of_person(%s)"
MOST_MISTAKES, A_DAY = 3, 24 * 3600  # of one officer about one person
CHANGED = "Phone number changed"


def ask_new_phone(*, actor: Actor, phone: str) -> str:
    """Send a code to the own new number (11 digits); gives the ticket that is needed with it.

    Raises Refused: not_allowed for who has no record, too_many_codes.
    """
    trainee = own_trainee(actor)
    if trainee is None:
        raise Refused("not_allowed")
    return sent(actor, trainee, {"phone": phone, "number": ""})


def ask_at_counter(trainee: Trainee, *, actor: Actor, number: str, phone: str) -> str:
    """Send a code to the new number of a resident whose document the officer has in hand.

    Of whoever was put together from two records either document will do.
    `number` is typed from the document; a wrong one is recorded, and after a few of them the
    officer cannot go on that day: the masked number shall not be guessed. Raises Refused:
    not_allowed, real_name_not_verified where it is not that of the record, too_many_codes.
    """
    if actor.role != Role.DISTRICT_REVIEWER or trainee.district_id != actor.district_id:
        raise Refused("not_allowed")
    found, is_theirs = document_in_hand(trainee, number)
    mistakes = f"counter:{actor.user_id}:{trainee.pk}"
    if cache.get(mistakes, 0) >= MOST_MISTAKES:
        raise Refused("too_many_codes")
    if not is_theirs:
        cache.add(mistakes, 0, A_DAY)
        cache.incr(mistakes)
        audit.record(actor, "compare_document", trainee, facts={"fits": False})
        raise Refused("real_name_not_verified")
    return sent(actor, trainee, {"phone": phone, "number": found})


def document_in_hand(trainee, number: str) -> tuple[str, bool]:
    """(the number as it is written, whether it is on a document of this resident).

    Raises Refused where it is well-formed for none of their documents.
    """
    with connection.cursor() as cursor:
        cursor.execute(DOCUMENTS, [trainee.pk])
        documents = cursor.fetchall()
    found, refused = "", None
    for kind, own in documents:
        try:
            found = check_document(kind, number).number
        except IdentifierError as error:
            refused = refused or Refused(error.code, error.message)
            continue
        if own in hashes_of(found):
            return found, True
    if not found:
        raise refused or Refused("not_allowed")
    return found, False


def sent(actor, trainee, stated: dict) -> str:
    """The code is on its way; what was stated waits encrypted in the cache as long as it holds."""
    ticket = new_ticket()
    with transaction.atomic(), acting_as(AUTH):
        send_code(ticket=ticket, recipient_id=trainee.user_id, phone=stated["phone"])
    sealed = encrypt(f"{stated['phone']} {stated['number']}")
    cache.set(waiting(actor, trainee, ticket), sealed, VALID.seconds)
    return ticket


@transaction.atomic
def confirm_new_phone(trainee: Trainee, *, actor: Actor, ticket: str, typed: str) -> None:
    """Keep the number the code was sent to; at the counter the person is signed out everywhere.

    Raises Refused: code_wrong, not_allowed, phone_taken for a number another account signs in by.
    """
    sealed = cache.get(waiting(actor, trainee, ticket))
    if sealed is None or not is_right(ticket=ticket, typed=typed):
        raise Refused("code_wrong")
    phone, _gap, number = decrypt(sealed).partition(" ")
    old = trainee.phone
    renew(trainee, phone, number)
    audit.record(actor, "set_phone", trainee, facts={})
    if number:
        end_all(trainee.user_id)
    tell(trainee.user_id, old)
    cache.delete(waiting(actor, trainee, ticket))


def renew(trainee, phone, number) -> None:
    numbers = ",".join(hashes_of(number)) if number else ""
    values = [trainee.pk, numbers, encrypt(phone), ",".join(hashes_of(phone))]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RENEW, values)
            done = cursor.fetchone()[0]
    except IntegrityError as error:
        raise_busy(error)
    if done != "done":
        raise Refused("phone_taken" if done == "taken" else "not_allowed")


def tell(user_id: int, old: str) -> None:
    """The owner of the account, and whoever has the number there was."""
    now = timezone.localtime(clock.now())
    with acting_as(AUTH):
        user = User.objects.get(pk=user_id)
        tell_owner(user, CHANGED)
        if old:
            words = {"kind": CHANGED, "date": now.date(), "time": f"{now:%H:%M}"}
            notify_address(SecurityEvent, {"sms": old}, about=user, secrets={}, **words)


def waiting(actor, trainee, ticket) -> str:
    return f"phone:{actor.user_id}:{trainee.pk}:{ticket}"
