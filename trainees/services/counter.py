"""The counter of the home district: who comes without a phone is registered and served there.

The officer has the identity document in hand: its number, typed, must be that of the record. Then
the officer acts in the person's place (`organizations.counter`) by the same services and under the
same conditions as the person would, and the person is told.
"""

from django.core.cache import cache
from django.db import connection, transaction

from core import audit
from core.access import Actor
from core.enums import Role
from core.identifiers import IdentifierError, check_document
from core.privacy import hashes_of
from core.refusals import Refused
from core.tenancy.scope import AUTH, acting_as
from organizations.counter import SERVING, face_for
from organizations.models import Membership, User
from organizations.services.security import tell_owner
from trainees.models import Trainee
from trainees.services.people import Person, find_or_make

DOCUMENTS = "SELECT document_type, identity_hash FROM documents_of_person(%s)"
MOST_MISTAKES, A_DAY = 3, 24 * 3600  # of one officer about one person
SERVED = "Served at the counter"


def may_serve(actor: Actor) -> bool:
    """A member of a district's bureau in person: no deputy, and nobody who is served."""
    return actor.role in SERVING and actor.deputy_for is None


@transaction.atomic
def register_at_counter(*, actor: Actor, person: Person) -> tuple[Trainee, bool]:
    """(record, is new) of somebody who is at home in the officer's district; a phone is not needed.

    Raises Refused: not_allowed, what an identifier is refused
    with, real_name_not_verified, registered_elsewhere for who has a record in another district.
    """
    if not may_serve(actor) or person.district_id != actor.district_id:
        raise Refused("not_allowed")
    try:
        trainee_id, _user_id, is_new = find_or_make(person)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    trainee = Trainee.objects.visible_to(actor).filter(pk=trainee_id).first()
    if trainee is None:
        raise Refused("registered_elsewhere")
    if is_new:
        audit.record(actor, "register", trainee)
    return trainee, is_new


def compare_document(trainee: Trainee, *, actor: Actor, number: str) -> str:
    """The number of a resident's document as it is kept, if what was typed is that of the record.

    Of whoever was put together from two records either document will do. A wrong number is
    recorded, and after a few of them the officer cannot go on that day: the masked number shall not
    be guessed. Raises Refused: not_allowed, what a document is refused with,
    real_name_not_verified, too_many_codes.
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
    return found


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


def open_counter(trainee: Trainee, *, actor: Actor, number: str) -> str:
    """The face of the officer's session while they serve the person; the person is told.

    `number` is typed from the document; nobody serves oneself. Raises Refused as `compare_document`
    does.
    """
    if not may_serve(actor) or trainee.user_id == actor.user_id:
        raise Refused("not_allowed")
    compare_document(trainee, actor=actor, number=number)
    return opened(trainee, actor)


@transaction.atomic
def opened(trainee: Trainee, actor: Actor) -> str:
    audit.record(actor, "open_counter", trainee, facts={})
    own = Membership.objects.active().get(
        user_id=actor.user_id, organization_id=actor.organization_id, role=actor.role
    )
    with acting_as(AUTH):
        tell_owner(User.objects.get(pk=trainee.user_id), SERVED)
    return face_for(own, trainee.user_id)
