"""Memberships: begun, suspended, resumed and ended (workflow 2.1)."""

from contextlib import contextmanager

from django.db import connection, transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.outbox import english, notify
from core.refusals import Refused
from core.workflow import moving, perform, performs
from organizations.enums import ADMINISTRATORS, ROLES
from organizations.messages import MembershipChanged
from organizations.models import Membership, Organization, User
from organizations.permissions import is_somebody_else
from organizations.queries import holds_conflicting_role
from organizations.services.sessions import end_face
from organizations.services.tokens import revoke_tokens


@transaction.atomic
def add_membership(*, actor: Actor, user: User, organization: Organization, role) -> Membership:
    """Give a person a role.

    Refused: role_incompatible, for a role this kind of organization does not have and for one that
    excludes a role the person holds anywhere (roles, section 1).
    """
    check_role(user.pk, organization, role)
    membership = Membership(
        user=user,
        organization=organization,
        district=organization.district,
        role=role,
        since=clock.now(),
    )
    membership.save()
    audit.record(actor, "begin", membership)
    return membership


def check_role(user_id: int | None, organization: Organization, role) -> None:
    """Refused: role_incompatible. The database checks the same at the end of the transaction."""
    if role not in ROLES[organization.kind]:
        raise Refused("role_incompatible", organization.get_kind_display())
    if user_id is not None and holds_conflicting_role(user_id, role):
        raise Refused("role_incompatible")


def tell_member(membership) -> None:
    """To the member: the role is in force."""
    notify(
        MembershipChanged,
        [membership.user_id],
        about=membership,
        link="/start/",
        unit=membership.organization.short_name,
        role=english(Role(membership.role)),
    )


@contextmanager
def changing(membership, name, actor, **texts):
    """One move of a membership: never by the member, and the record says by whom and when."""
    if not is_somebody_else(actor, membership):
        raise Refused("same_reviewer")
    with moving(membership, name, actor=actor, **texts) as row:
        row.state_by_id, row.state_at = actor.user_id, clock.now()
        yield row


@performs(Membership, "suspend")
def suspend_membership(membership, *, actor: Actor, reason: str) -> Membership:
    """Stop a member from acting in the role: its sessions end, its tokens are revoked."""
    with changing(membership, "suspend", actor, reason=reason) as row:
        end_face(row)
        revoke_tokens(row, actor=actor)
    return row


@performs(Membership, "resume")
def resume_membership(membership, *, actor: Actor) -> Membership:
    """Let a suspended member act again."""
    with changing(membership, "resume", actor) as row:
        tell_member(row)
    return row


@performs(Membership, "end")
def end_membership(membership, *, actor: Actor, reason: str) -> Membership:
    """End a membership for good, with the deputies that hang on it.

    Refused: last_administrator. Open work goes back to its queue by the effects of the apps that
    hand it out.
    """
    with transaction.atomic():
        keep_an_administrator(membership)
        with changing(membership, "end", actor, reason=reason) as row:
            end_face(row)
            revoke_tokens(row, actor=actor)
            end_deputies(row, actor, reason)
    return row


def keep_an_administrator(membership) -> None:
    """Refused: last_administrator. One at a time for each organization, so that two cannot both go.

    A suspended administrator does not count: nobody could let that one act again.
    """
    if membership.role not in ADMINISTRATORS:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('administrators ' || %s, 0))",
            [membership.organization_id],
        )
    others = Membership.objects.active().filter(
        organization_id=membership.organization_id, role=membership.role
    )
    if not others.exclude(pk=membership.pk).exists():
        raise Refused("last_administrator")


def end_deputies(membership, actor, reason) -> None:
    """Nobody is deputy of, or as, somebody who is no member."""
    for deputy in [*membership.deputies.live(), *membership.deputy_for.live()]:
        perform(deputy, "end", actor=actor, reason=reason)
