"""The district's answer to a registration: the unit and its first invitation, or a reason."""

import json
import secrets

from django.db import connection, transaction

from core import audit, clock
from core.access import Actor
from core.limits import last_moment
from core.outbox import notify_address
from core.refusals import Refused, refusing
from core.workflow import moving, performs
from organizations.enums import ADMINISTRATOR_OF, Finding, OrganizationKind
from organizations.messages import RegistrationRefused
from organizations.models import Invitation, Organization, UnitRegistration
from organizations.services.invitations import TOKEN_BYTES, digest, send_link
from organizations.services.organizations import new_number
from organizations.services.rows import stored_columns

CONTRADICTS = {
    Finding.NOT_FOUND: "unit_not_in_register",
    Finding.NAME_DIFFERS: "unit_name_differs",
    Finding.STRUCK_OFF: "unit_struck_off",
}


@performs(UnitRegistration, "confirm")
@transaction.atomic
def confirm_registration(registration, *, actor: Actor, opinion: str) -> UnitRegistration:
    """Make the unit of a registration and invite its contact person as administrator.

    Raises Refused: unit_not_in_register, unit_name_differs, unit_struck_off, uscc_registered.
    """
    answer = {"answered_by_id": actor.user_id, "answered_at": clock.now()}
    with moving(registration, "confirm", actor=actor, opinion=opinion, **answer) as row:
        check_finding(row)
        row.unit = admit(row, actor)
        row.invited_at = clock.now()
    invite(row, actor)
    return row


def check_finding(registration) -> None:
    """Refused when the business register contradicts an enterprise; silence contradicts nothing."""
    code = CONTRADICTS.get(Finding(registration.finding))
    if code and registration.kind == OrganizationKind.ENTERPRISE:
        raise Refused(code, registration.found_name)


def admit(registration, actor: Actor) -> Organization:
    """The unit as the registration states it; the district may make no other one."""
    unit = Organization(
        number=new_number(registration.district),
        kind=registration.kind,
        name=registration.name,
        short_name=registration.short_name,
        uscc=registration.uscc,
        district=registration.district,
        address=registration.address,
    )
    with refusing(Refused("uscc_registered", registration.uscc), "organization_uscc_once"):
        unit.pk = called("admit_unit", registration, unit)
    audit.record(actor, "create", unit)
    return unit


def invite(registration, actor: Actor) -> Invitation:
    """A new link for the contact person; the one before is dead. Raises Refused."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    invitation = Invitation(
        organization=registration.unit,
        district_id=registration.district_id,
        role=ADMINISTRATOR_OF[registration.kind],
        name=registration.contact_name,
        email=registration.email,
        phone=registration.phone,
        token_hash=digest(token),
        sent_by_id=actor.user_id,
        sent_at=now,
        due_on=last_moment("tl_invitation", now),
    )
    invitation.pk = called("invite_administrator", registration, invitation)
    if invitation.pk is None:
        raise Refused("unit_has_members")
    audit.record(actor, "send", invitation)
    send_link(invitation, token, registration.site)
    return invitation


def called(function: str, registration, row) -> int | None:
    """What a listed function makes of a row, within what the registration states."""
    with connection.cursor() as cursor:
        given = [registration.pk, json.dumps(stored_columns(row), default=str)]
        cursor.execute(f"SELECT {function}(%s, %s)", given)
        return cursor.fetchone()[0]


@performs(UnitRegistration, "invite")
@transaction.atomic
def invite_again(registration, *, actor: Actor) -> UnitRegistration:
    """The link was lost or is over. Raises Refused: unit_has_members."""
    with moving(registration, "invite", actor=actor, invited_at=clock.now()) as row:
        invite(row, actor)
    return row


@performs(UnitRegistration, "refuse")
def refuse_registration(registration, *, actor: Actor, reason_code: str, reason: str):
    """Say no; the applicant reads why, and may register again."""
    texts = {"reason_code": reason_code, "reason": reason}
    answer = {"answered_by_id": actor.user_id, "answered_at": clock.now()}
    with moving(registration, "refuse", actor=actor, **texts, **answer) as row:
        row.reason_code, row.reason = reason_code, reason
        notify_address(
            RegistrationRefused,
            {"email": row.email, "sms": row.phone},
            about=row,
            secrets={},
            number=row.number,
            reason=reason_code,
        )
    return row
