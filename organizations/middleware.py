"""Turns a request into `request.actor` and opens the database scope with it."""

from functools import partial

from django.conf import settings
from django.db import transaction
from structlog.contextvars import bind_contextvars

from core.access import ANYONE, Actor
from core.tenancy.scope import acting_as
from organizations.queries import actor_for, faces_of
from organizations.tokens import resolve

SESSION_KEY = "face"
API = "/api/"
SCHEME = "bearer"


class AccessMiddleware:
    """After authentication: the face named in the session, checked again on every request.

    Account pages stay `app_auth`; public pages act as `app_anon`, whoever is signed in. A program
    that sends a token acts as the token says, before the transaction of its view begins.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        actor = by_token(request) or by_session(request)
        request.actor = request.signed_in = actor
        bind_contextvars(
            user_id=actor.user_id, organization_id=actor.organization_id, role=str(actor.role)
        )
        if request.path.startswith(settings.AUTH_PATHS):
            return self.get_response(request)
        with acting_as(actor.scope):
            return self.get_response(request)


def by_session(request) -> Actor:
    """The actor of the session, and the faces to switch to; read in one transaction."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANYONE
    with transaction.atomic():
        actor = actor_for(request.user, request.session.get(SESSION_KEY, ""))
    if request.user.is_authenticated:
        request.faces = partial(faces_of, request.user, actor)
    return actor


def by_token(request) -> Actor | None:
    """The actor of a bearer token of the API; the public for one that does not hold; else None.

    The view answers a bad token with 401: the language of the answer is not known yet here.
    """
    scheme, _space, clear = request.headers.get("Authorization", "").partition(" ")
    if not request.path.startswith(API) or scheme.lower() != SCHEME:
        return None
    found = resolve(clear.strip())
    request.has_bad_token = found is None
    if found is None:
        return ANYONE
    request.api_token, actor = found
    request.user = request.api_token.user
    return actor
