"""Turns a request into `request.actor` and opens the database scope with it."""

from functools import partial

from django.conf import settings
from django.db import transaction
from structlog.contextvars import bind_contextvars

from core.access import ANYONE, Actor
from core.tenancy.scope import acting_as
from organizations.queries import actor_for, faces_of

SESSION_KEY = "face"


def who_asks(request) -> Actor:
    """The actor of a request; session, user and memberships are read in one transaction."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANYONE
    with transaction.atomic():
        return actor_for(request.user, request.session.get(SESSION_KEY, ""))


class AccessMiddleware:
    """After authentication: the face named in the session, checked again on every request.

    Account pages stay `app_auth`; public pages act as `app_anon`, whoever is signed in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        actor = who_asks(request)
        request.actor = request.signed_in = actor
        bind_contextvars(
            user_id=actor.user_id, organization_id=actor.organization_id, role=str(actor.role)
        )
        if request.user.is_authenticated:
            request.faces = partial(faces_of, request.user, actor)
        if request.path.startswith(settings.AUTH_PATHS):
            return self.get_response(request)
        with acting_as(actor.scope):
            return self.get_response(request)
