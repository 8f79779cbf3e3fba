"""Invitations: sent as a one-time link, answered by whoever holds it (workflow 2.1)."""

import hashlib
import secrets

from django.db import connection, transaction

from core import audit, clock
from core.access import Actor
from core.enums import Face, Role
from core.identifiers import check_phone
from core.limits import last_moment
from core.outbox import english, notify, notify_address
from core.refusals import Refused
from core.workflow import moving, performs
from organizations.enums import InvitationState
from organizations.messages import InvitationDeclined, InvitationSent
from organizations.models import Invitation, Membership, Organization, User
from organizations.permissions import may_invite
from organizations.queries import user_with_email
from organizations.services.memberships import check_role, tell_member
from organizations.services.people import create_user

TOKEN_BYTES = 24


def digest(token: str) -> str:
    """What is stored of a token: long and random enough that a plain hash tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def send_invitation(
    *, actor: Actor, organization: Organization, role, name, email, phone="", site: str
) -> Invitation:
    """Offer somebody a membership; `site` is the product's address, `https://…/`.

    Refused: not_allowed, role_incompatible. The link goes out in the message and is kept nowhere.
    """
    if not may_invite(actor, organization, role):
        raise Refused("not_allowed")
    known = user_with_email(email)
    check_role(known.pk if known else None, organization, role)
    token, now = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    invitation = Invitation(
        organization=organization,
        district_id=organization.district_id,
        role=role,
        name=name,
        email=email,
        phone=check_phone(phone) if phone else "",
        token_hash=digest(token),
        sent_by_id=actor.user_id,
        sent_at=now,
        due_on=last_moment("tl_invitation", now),
    )
    invitation.save()
    audit.record(actor, "send", invitation)
    send_link(invitation, token, site)
    return invitation


def send_link(invitation: Invitation, token: str, site: str) -> None:
    """The message with the one-time link, to mail and phone of an invited person."""
    notify_address(
        InvitationSent,
        {"email": invitation.email, "sms": invitation.phone},
        about=invitation,
        secrets={"link": f"{site}invitation/{token}/"},
        unit=invitation.organization.short_name,
        role=english(Role(invitation.role)),
        due=invitation.due_on,
    )


def open_invitation(token: str) -> Invitation:
    """The invitation a link leads to. Refused: invitation_expired, for whatever is not open."""
    found = (
        Invitation.objects.filter(token_hash=digest(token), state=InvitationState.SENT)
        .select_related("organization")
        .first()
    )
    if found is None or found.due_on < clock.today():
        raise Refused("invitation_expired")
    return found


def invited(user=None) -> Actor:
    """Who holds the link: `user` where somebody is signed in."""
    user_id = user.pk if user and user.is_authenticated else None
    return Actor(user_id=user_id, role=Role.INVITED_PERSON, face=Face.AUTH)


@transaction.atomic
def accept_invitation(token: str, *, user: User, has_second_factor: bool) -> Membership:
    """Begin the membership of an invitation for the signed-in person.

    `has_second_factor` tells whether the person has one, or none is required here. Refused:
    invitation_expired, second_factor_missing, role_incompatible, same_reviewer (the sender).
    """
    invitation = open_invitation(token)
    actor = invited(user)
    if invitation.sent_by_id == user.pk:
        raise Refused("same_reviewer")
    if not has_second_factor:
        raise Refused("second_factor_missing")
    answer = {"answered_by_id": user.pk, "answered_at": clock.now()}
    with moving(invitation, "accept", actor=actor, **answer) as row:
        check_role(user.pk, row.organization, row.role)
        membership = begin(row, user)
    audit.record(actor, "begin", membership)
    tell_member(membership)
    return membership


def begin(invitation, user) -> Membership:
    """The membership of an open invitation; before the actor is known only this function may.

    Refused: role_incompatible, when the person has this role here already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT begin_membership(%s, %s, %s)", [invitation.pk, user.pk, clock.now()])
        made = cursor.fetchone()[0]
    if made is None:
        raise Refused("role_incompatible")
    return Membership.objects.select_related("organization").get(pk=made)


@transaction.atomic
def open_account(token: str, *, username, name, password) -> User:
    """An account for an invited person who has none; the invitation is answered afterwards."""
    invitation = open_invitation(token)
    return create_user(
        actor=invited(), username=username, name=name, password=password, email=invitation.email
    )


@transaction.atomic
def decline_invitation(token: str, *, user=None) -> Invitation:
    """Say no; the sender is told."""
    invitation = open_invitation(token)
    actor = invited(user)
    answer = {"answered_by_id": actor.user_id, "answered_at": clock.now()}
    with moving(invitation, "decline", actor=actor, **answer) as row:
        notify(
            InvitationDeclined,
            [row.sent_by_id],
            about=row,
            name=row.name,
            role=english(Role(row.role)),
        )
    return row


@performs(Invitation, "accept")
@performs(Invitation, "decline")
def answer_by_link(invitation, *, actor: Actor, **_inputs):
    """An invitation is answered with its link, on its page, and nowhere else."""
    raise Refused("not_allowed")
