"""What an administrator does for the safety of somebody's account (decision 13)."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from core import audit
from core.access import Actor
from core.refusals import Refused
from core.tenancy.scope import AUTH, acting_as
from organizations.models import Membership
from organizations.permissions import is_security_administrator, is_somebody_else, may_manage
from organizations.services.security import tell_owner
from organizations.services.sessions import end_all
from organizations.services.tokens import revoke_tokens


@transaction.atomic
def end_sessions(membership: Membership, *, actor: Actor, reason: str) -> int:
    """Sign a person out everywhere, also programs of theirs; returns how many sessions ended."""
    check_may_secure(actor, membership)
    ended = end_all(membership.user_id)
    revoke_tokens(membership, actor=actor)
    _record(actor, "end_sessions", membership, reason, "All sessions ended")
    return ended


@transaction.atomic
def reset_second_factor(membership: Membership, *, actor: Actor, reason: str, proof: str) -> None:
    """The phone is lost: take every second factor away, sign the person out, and tell them.

    `proof` says how the identity was checked. The password stays what it is; a new second factor
    is set up at the next sign-in.
    """
    check_may_secure(actor, membership)
    if not (reason and proof):
        raise Refused("input_missing", "reason, proof")
    take_factor(membership, actor=actor, reason=f"{reason} · {proof}")


def take_factor(membership, *, actor, reason) -> None:
    """What a reset does, once somebody may do it; also the installation's own command."""
    with acting_as(AUTH):
        Authenticator.objects.filter(user_id=membership.user_id).delete()
    end_all(membership.user_id)
    revoke_tokens(membership, actor=actor)
    _record(actor, "reset_second_factor", membership, reason, "Sign-in step reset")


def check_may_secure(actor, membership) -> None:
    """Refused: not_allowed, same_reviewer (oneself), account_not_yours.

    A unit's administrator looks after people who belong to that unit alone: an account that also
    opens a bureau or another unit is for the security administrator.
    """
    if not may_manage(actor, membership):
        raise Refused("not_allowed")
    if not is_somebody_else(actor, membership):
        raise Refused("same_reviewer")
    if not is_security_administrator(actor) and _belongs_elsewhere(membership):
        raise Refused("account_not_yours")


def _belongs_elsewhere(membership) -> bool:
    live = Membership.objects.live().filter(user_id=membership.user_id)
    with acting_as(AUTH):
        return live.exclude(organization_id=membership.organization_id).exists()


def _record(actor, verb, membership, reason, event) -> None:
    audit.record(actor, verb, membership, before=audit.columns(membership), reason=reason)
    tell_owner(membership.user, event)
