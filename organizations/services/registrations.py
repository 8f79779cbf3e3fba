"""Units ask for an account without one: phone proven, handed in, followed, taken back.

Asked as the public (`app_anon`), which reads no registration: listed functions write and answer.
What the audit trail and the outbox keep is written as `app_auth`, as on every page of sign-in.
"""

import json
import secrets

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import ANYONE, Actor
from core.codes import is_right, new_ticket, send_code_to
from core.enums import Role
from core.identifiers import IdentifierError, check_phone, check_uscc
from core.limits import last_moment
from core.messages import WorkNew
from core.outbox import notify, notify_address
from core.privacy import decrypt, encrypt, hashes_of, keyed_hash
from core.refusals import Refused, constraint_of
from core.tenancy.scope import ANON, AUTH, acting_as
from core.workflow import performs
from organizations.enums import OrganizationKind
from organizations.messages import RegistrationReceived
from organizations.models import Membership, Organization, UnitRegistration
from organizations.queries import district_bureau
from organizations.services.rows import stored_columns
from organizations.tracking import Followed, followed

KEPT = 30 * 60  # seconds a draft waits for the code of its phone
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read for another
CODE_LENGTH = 8
TAKEN = {"registration_open_once": "registration_open", "organization_uscc_once": "uscc_registered"}


def ask_code(*, facts: dict) -> str:
    """Keep what was stated, send a code to its phone; gives the ticket that is needed with it.

    `facts`: kind, name, short_name, uscc, district_id, address, contact_name, phone, email, site.
    Nothing of it is stored before the phone is proven: it waits encrypted in the cache. Raises
    Refused: uscc_invalid, phone_invalid, uscc_registered, too_many_codes.
    """
    facts = {**facts, "uscc": valid(check_uscc, facts["uscc"])}
    facts["phone"] = valid(check_phone, facts["phone"])
    if Organization.objects.filter(uscc=facts["uscc"]).exists():
        raise taken("uscc_registered", facts["district_id"])
    ticket = new_ticket()
    cache.set(waiting(ticket), encrypt(json.dumps(facts)), KEPT)
    send_again(ticket)
    return ticket


def send_again(ticket: str) -> None:
    """Another code for the same draft. Raises Refused: code_wrong (it is over), too_many_codes."""
    facts = draft(ticket)
    with transaction.atomic(), acting_as(AUTH):
        send_code_to(ticket=ticket, phone=facts["phone"], about=UnitRegistration())


@transaction.atomic
def submit(*, ticket: str, typed: str) -> tuple[UnitRegistration, str]:
    """Hand in the draft of a ticket; (the registration, its tracking code, told this once).

    Raises Refused: code_wrong, registration_open, uscc_registered.
    """
    facts = draft(ticket)
    if not is_right(ticket=ticket, typed=typed):
        raise Refused("code_wrong")
    code, now = new_tracking_code(), clock.now()
    row = UnitRegistration(
        **facts,
        phone_hash=keyed_hash(facts["phone"]),
        code_hash=keyed_hash(code),
        consent_at=now,
        submitted_at=now,
        reply_due_on=last_moment("tl_registration_reply", clock.today()),
    )
    store(row)
    with acting_as(AUTH):
        audit.record(ANYONE, "hand_in", row)
        tell_both_sides(row, code)
    cache.delete(waiting(ticket))
    return row, code


def store(row: UnitRegistration) -> None:
    """Write it and learn key and number. Raises Refused: registration_open, uscc_registered."""
    series = f"RG{row.submitted_at.year}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            values = [json.dumps(stored_columns(row), default=str), series]
            cursor.execute("SELECT * FROM submit_registration(%s, %s)", values)
            row.pk, row.number = cursor.fetchone()
    except IntegrityError as error:
        code = TAKEN.get(constraint_of(error))
        if code is None:
            raise
        raise taken(code, row.district_id) from None


def tell_both_sides(row, code: str) -> None:
    """The district has work; the contact person can follow it."""
    reviewers = Membership.objects.active().filter(
        role=Role.DISTRICT_REVIEWER,
        district_id=row.district_id,
        organization__kind=OrganizationKind.DISTRICT_BUREAU,
    )
    notify(
        WorkNew,
        reviewers.values_list("user_id", flat=True),
        about=row,
        link=row.get_absolute_url(),
        kind="unit registration",
        number=row.number,
        due=row.reply_due_on,
    )
    notify_address(
        RegistrationReceived,
        {"email": row.email, "sms": row.phone},
        about=row,
        secrets={"code": code},
        number=row.number,
        due=row.reply_due_on,
    )


@transaction.atomic
def withdraw(*, code: str, phone: str) -> Followed:
    """The applicant takes it back. Raises Refused: registration_unknown, wrong_state."""
    found = followed(code, phone)
    with acting_as(ANON), connection.cursor() as cursor:
        held = [hashes_of(found.code), hashes_of(found.phone)]
        cursor.execute("SELECT withdraw_registration(%s::text[], %s::text[])", held)
        done = cursor.fetchone()[0]
    if done is None:
        raise Refused("wrong_state", found.state_label)
    row = UnitRegistration(pk=found.pk, number=found.number, name=found.name)
    row.district_id = found.district_id
    with acting_as(AUTH):
        change = {"state": "withdrawn"}
        audit.record(ANYONE, "withdraw", row, before={"state": "submitted"}, facts=change)
    return followed(code, phone)


@performs(UnitRegistration, "withdraw")
def withdraw_by_code(registration, *, actor: Actor, **_inputs):
    """A registration is taken back with its tracking code, on its page, and nowhere else."""
    raise Refused("not_allowed")


def draft(ticket: str) -> dict:
    """What waits for its code. Raises Refused: code_wrong, when it waits no longer."""
    sealed = cache.get(waiting(ticket)) if ticket else None
    if sealed is None:
        raise Refused("code_wrong")
    return json.loads(decrypt(sealed))


def waiting(ticket: str) -> str:
    return f"unit-registration:{ticket}"


def new_tracking_code() -> str:
    """Eight signs, about 39 bits: worth nothing without the phone, and tries are counted."""
    return "".join(secrets.choice(SIGNS) for _n in range(CODE_LENGTH))


def taken(code: str, district_id: int) -> Refused:
    """Kind words for a unit that is here already: whom to ask, never who its members are."""
    words = {
        "registration_open": _(
            "Follow it with its tracking code. If it is not yours, ask %(bureau)s or call 12333."
        ),
        "uscc_registered": _(
            "Ask the administrator of your unit for an invitation. If you do not know them, or "
            "somebody used your credit code, ask %(bureau)s or call 12333."
        ),
    }
    return Refused(code, remedy=words[code] % {"bureau": district_bureau(district_id)})


def valid(check, value: str) -> str:
    """The normal form of an identifier. Raises Refused with its own code."""
    try:
        return check(value)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
