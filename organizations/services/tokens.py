"""Writes about API tokens: made, used, revoked; and who signs in with user name and password."""

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.prepared import Prepared
from core.refusals import Refused
from core.tenancy.scope import AUTH, acting_as
from organizations.models import ApiToken, Membership, User
from organizations.models.api_token import PREFIX_LENGTH, digest_of
from organizations.queries import actor_of, worker

USED_EVERY = timedelta(minutes=1)
LONGEST_DAYS = 365
FACTORS = ("totp", "webauthn")
CODES = ("totp", "recovery_codes")


@transaction.atomic
def create_token(*, actor: Actor, name: str, scopes, days: int) -> tuple[ApiToken, str]:
    """A token of the acting person in the face they act in; (the row, the token in clear).

    The clear text is not kept anywhere. Raises Refused: not_allowed, second_factor_missing.
    """
    if actor.is_anonymous or actor.deputy_for or actor.helper:
        raise Refused("not_allowed")
    check_factor(actor)
    clear, now = f"dlt_{secrets.token_urlsafe(32)}", clock.now()
    row = ApiToken(
        user_id=actor.user_id,
        membership=membership_of(actor),
        name=name,
        prefix=clear[:PREFIX_LENGTH],
        digest=digest_of(clear),
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + timedelta(days=min(days, LONGEST_DAYS)),
    )
    row.save()
    audit.record(actor, "create", row)
    return row, clear


def membership_of(actor: Actor) -> Membership | None:
    """The membership an actor acts by; None for a worker. Raises Refused: not_allowed."""
    if actor.role == Role.WORKER:
        return None
    place = {"organization_id": actor.organization_id, "role": actor.role}
    found = Membership.objects.active().filter(user_id=actor.user_id, **place).first()
    if found is None:
        raise Refused("not_allowed")
    return found


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor) -> ApiToken:
    """End one's own token at once; one that is over stays as it is. Raises Refused: not_allowed."""
    row = ApiToken.objects.visible_to(actor).select_for_update().filter(pk=token.pk).first()
    if row is None:
        raise Refused("not_allowed")
    if row.revoked_at is None:
        before = audit.columns(row)
        row.revoked_at = clock.now()
        row.save()
        audit.record(actor, "revoke", row, before=before)
    return row


def revoke_tokens(membership: Membership, *, actor: Actor) -> int:
    """End every token of a membership with what ended its sessions; returns how many.

    Part of a service that has checked who may; tokens are theirs who made them, so `app_auth`
    writes.
    """
    holding = ApiToken.objects.filter(membership_id=membership.pk, revoked_at__isnull=True)
    with acting_as(AUTH):
        rows = list(holding.select_for_update())
        before = [audit.columns(row) for row in rows]
        for row in rows:
            row.revoked_at = clock.now()
            row.save()
    audit.record_all(actor, "revoke", zip(rows, before, strict=True))
    return len(rows)


@Prepared
def holding(digest, now):
    """The token of a digest, if it works at a moment, with its person and place."""
    found = ApiToken.objects.holding(now).filter(digest=digest)
    return found.select_related("user", "membership__organization")


def resolve(clear: str) -> tuple[ApiToken, Actor] | None:
    """The token that holds and whom it acts as; None for any other. Asked as `app_auth`."""
    now = clock.now()
    token = holding.first(digest_of(clear), now)
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    actor = actor_of(token.membership) if token.membership else worker(token.user_id)
    return token, actor


def sign_in(request, *, username: str, password: str, code: str) -> User | str:
    """The user of these credentials, or the code of what is wrong. Asked as `app_auth`.

    The same work is done for a name that does not exist. A second factor counts once; who has
    only a passkey gives a recovery code.
    """
    asked = {"username": username, "password": password, "phone": username}
    user = authenticate(request._request, **asked)
    if user is None:
        return "credentials_invalid"
    factors = list(Authenticator.objects.filter(user=user))
    if not any(factor.type in FACTORS for factor in factors):
        return user
    if not code:
        return "second_factor_required"
    codes = [factor for factor in factors if factor.type in CODES]
    passed = any(factor.wrap().validate_code(code) for factor in codes)
    return user if passed else "credentials_invalid"


def check_factor(actor: Actor) -> None:
    """Raises Refused: second_factor_missing, in a staff role where a second factor is required."""
    if settings.SECOND_FACTOR_REQUIRED and actor.organization_id is not None:
        with acting_as(AUTH):
            found = Authenticator.objects.filter(user_id=actor.user_id, type__in=FACTORS).exists()
        if not found:
            raise Refused("second_factor_missing")
