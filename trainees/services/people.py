"""One record for a person: found or made across tenants by a listed function."""

import uuid
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.enums import Face, Role
from core.identifiers import IdentifierError, check_document, check_phone
from core.prepared import Planned, Prepared
from core.privacy import encrypt, encrypt_many, hash_many, hashes_of
from core.refusals import Refused, raise_busy
from core.tenancy.scope import AUTH, acting_as
from organizations.models import User
from policies import rulebook
from trainees.enums import LIVE_STATES
from trainees.models import Trainee
from trainees.queries import Standing

# Standing is asked after the row is held, not when the statement begins: the function looks anew.
HELD = Planned(
    "held person",
    """
    SELECT held.*, s.is_enrolled, s.busy_with, rules.token AS rules_token
    FROM (SELECT id, user_id, name, identity_number, birth_on, phone, education
        FROM trainees_trainee WHERE user_id = %s::bigint AND merged_into_id IS NULL
        FOR NO KEY UPDATE) AS held
    CROSS JOIN LATERAL person_standing(held.id, %s::bigint, %s::text[]) AS s
    LEFT JOIN policies_rulesversion AS rules ON true
    """,
)
CONSENT_VERSION = "2026-11"
NO_PASSWORD = "!"


@dataclass(frozen=True)
class Person:
    """What is stated about a person when a record is found or made."""

    document_type: str
    number: str
    name: str
    phone: str  # empty for who has none
    district_id: int
    education: str = ""
    consented: bool = False


def find_or_make(person: Person) -> tuple[int, int, bool]:
    """(trainee id, user id, is new) of a person.

    The number of a record that was merged into another leads to the other.
    Raises Refused: real_name_not_verified when another name has this identity number; busy when
    somebody else is making the same record.
    """
    identity, now = check_document(person.document_type, person.number), clock.now()
    phone = check_phone(person.phone) if person.phone else ""
    values = [
        person.document_type, wanted(identity.number), encrypt(identity.number), person.name,
        identity.birth_on, identity.sex, phone and encrypt(phone), phone and wanted(phone),
        person.education,
        person.district_id, f"p{uuid.uuid4().hex[:16]}", CONSENT_VERSION,
        now if person.consented else None, now,
    ]  # fmt: skip
    marks = ", ".join(["%s"] * len(values))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM register_person({marks})", values)  # noqa: S608 - marks
            row = cursor.fetchone()
    except IntegrityError as error:
        raise_busy(error)
    if row is None:
        raise Refused("real_name_not_verified")
    return row


def find_or_make_all(people: list[Person]) -> list[tuple[int, int]]:
    """(trainee id, user id) of each, in a few statements; those who are known are held.

    Takes Persons of one district. The same number may come twice. Raises Refused:
    real_name_not_verified when another name has a number, busy when somebody else makes one of
    them at this moment.
    """
    own = hash_many([person.number for person in people])
    first: dict[str, Person] = {}
    for person, digest in zip(people, own, strict=True):
        if first.setdefault(digest, person).name != person.name:
            raise Refused("real_name_not_verified")
    found = matched(first)
    new = {digest: person for digest, person in first.items() if digest not in found}
    found |= registered(new)
    return [found[digest] for digest in own]


def matched(people: dict[str, Person]) -> dict[str, tuple[int, int]]:
    """(trainee id, user id) of those who are known, by their hashes. Raises Refused."""
    digests, columns = list(people), list(people.values())
    values = [[person.document_type for person in columns], digests, [p.name for p in columns]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, verdict, trainee_id, user_id"
            " FROM match_people(%s::text[], %s::text[], %s::text[])",
            values,
        )
        rows = cursor.fetchall()
        if any(verdict == "conflict" for _place, verdict, *_ids in rows):
            raise Refused("real_name_not_verified")
        cursor.execute("SELECT hold_people(%s::bigint[])", [[row[2] for row in rows]])
    return {digests[place - 1]: (trainee, user) for place, _verdict, trainee, user in rows}


def registered(people: dict[str, Person]) -> dict[str, tuple[int, int]]:
    """The same of new people, who are made. Raises Refused: busy."""
    if not people:
        return {}
    digests, rows = list(people), list(people.values())
    found = [check_document(row.document_type, row.number) for row in rows]
    phones, district = [check_phone(row.phone) for row in rows], rows[0].district_id
    values = [
        [row.document_type for row in rows], digests,
        encrypt_many([one.number for one in found]), [row.name for row in rows],
        [one.birth_on for one in found], [str(one.sex) for one in found], encrypt_many(phones),
        hash_many(phones), [row.education for row in rows],
        [f"p{uuid.uuid4().hex[:16]}" for _row in rows], district, CONSENT_VERSION, clock.now(),
    ]  # fmt: skip
    kinds = ["text[]"] * 4 + ["date[]"] + ["text[]"] * 5 + ["bigint", "text", "timestamptz"]
    marks = ", ".join(f"%s::{kind}" for kind in kinds)
    sql = f"SELECT place, trainee_id, user_id FROM register_people({marks})"  # noqa: S608 - marks
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            made = cursor.fetchall()
    except IntegrityError as error:
        raise_busy(error)
    return {digests[place - 1]: (trainee, user) for place, trainee, user in made}


def wanted(text: str) -> str:
    """What the listed functions look for: the hash they write, then those of other keys."""
    return ",".join(hashes_of(text))


@dataclass(frozen=True)
class Account:
    """What somebody signs in by, beside the phone; the password as it is stored."""

    username: str
    password: str
    email: str = ""


def account_of(username: str, password: str, email: str = "") -> Account:
    """An account from what was typed."""
    return Account(username, make_password(password), email)


def register_worker(*, person: Person, username: str, password: str, email: str = "") -> User:
    """A worker's own account, from what was typed; raises Refused as `open_account` does."""
    return open_account(person, account_of(username, password, email))


@transaction.atomic
def open_account(person: Person, account: Account) -> User:
    """A worker's own account; signs in by user name, e-mail or phone.

    A person an institution enrolled before, who never signed in, takes over that record by
    stating the same name, identity number and phone. Raises Refused: duplicate_person.
    """
    try:
        _trainee_id, user_id, is_new = find_or_make(person)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    except Refused as refused:
        if refused.code == "busy":
            raise
        raise duplicate() from None
    user = User.objects.select_for_update().get(pk=user_id)
    same_phone = user.phone_hash in hashes_of(check_phone(person.phone))
    if not is_new and (user.password != NO_PASSWORD or not same_phone):
        raise duplicate()
    let_in(user, account)
    actor = Actor(user_id=user_id, role=Role.WORKER, face=Face.WORKER)
    if not is_new:
        consent(actor)
    audit.record(actor, "register" if is_new else "claim_account", user)
    return user


def let_in(user: User, account: Account) -> None:
    """The person may sign in. Raises Refused: busy when a name or e-mail was taken this moment."""
    user.username, user.email = account.username, account.email
    user.password = account.password
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise_busy(error)


def consent(actor: Actor) -> None:
    """Somebody from a roster agrees in person; before, the institution had entered the record."""
    with acting_as(actor.scope):
        own = Trainee.objects.filter(user_id=actor.user_id, consent_at__isnull=True)
        own.update(consent_at=clock.now(), consent_version=CONSENT_VERSION)


def duplicate() -> Refused:
    """The same answer whichever part did not fit: nobody learns who is registered."""
    return Refused(
        "duplicate_person",
        remedy=_("Sign in, or ask your district bureau with your identity document."),
    )


@Prepared
def own_record(actor):
    """The trainee record of the acting person, as far as they see it."""
    return Trainee.objects.visible_to(actor).filter(user_id=actor.user_id)


def own_trainee(actor: Actor) -> Trainee | None:
    """The trainee record of the acting person."""
    return own_record.first(actor)


def hold_oneself(actor: Actor, training_class) -> tuple[Trainee | None, Standing | None]:
    """The acting person's record, held before a seat is taken, and how they stand to the class.

    Of two enrolments of one person the second waits and then sees the first, so that two
    overlapping classes at the same moment cannot both find the time free. None for whoever does
    not act as a worker.
    """
    if actor.role != Role.WORKER:
        return None, None
    values = [actor.user_id, training_class.pk, list(LIVE_STATES)]
    for trainee in HELD.objects(Trainee, values):
        rulebook.noted(trainee.rules_token)
        return trainee, Standing(trainee.is_enrolled, trainee.busy_with)
    return None, None


@transaction.atomic
def show_own_data(*, actor: Actor) -> None:
    """Record that somebody asked to see the own numbers in full."""
    trainee = own_trainee(actor)
    if trainee is None:
        raise Refused("not_allowed")
    audit.record(actor, "show_own_data", trainee)


@transaction.atomic
def choose_language(*, actor: Actor, language: str) -> User:
    """The language of messages to the acting person; accounts are written by the sign-in role."""
    with acting_as(AUTH):
        user = User.objects.select_for_update().get(pk=actor.user_id)
        before = audit.columns(user)
        user.language = language
        user.save(update_fields=["language"])
        audit.record(actor, "update", user, before=before)
    return user
