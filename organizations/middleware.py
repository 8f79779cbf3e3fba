"""Who acts in a request, whether that takes a second factor, and when a session was last seen."""

from datetime import timedelta
from functools import partial

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from structlog.contextvars import bind_contextvars

from core.access import ANYONE, Actor
from core.pages.serving import ends_counter, serves_counter
from core.tenancy.scope import AUTH, acting_as
from organizations import counter
from organizations.accounts import is_second_factor_wanting
from organizations.queries import FACE_KEY, actor_for, faces_of
from organizations.services.tokens import resolve

API = "/api/"
SCHEME = "bearer"
ANOTHER_PERSON = _("Nothing was sent: the form was opened while you served somebody else.")
NOT_HERE = _("This page is not served at the counter: end the counter first.")


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
            user_id=actor.author, organization_id=actor.organization_id, role=str(actor.role)
        )
        if request.path.startswith(settings.AUTH_PATHS):
            return self.get_response(request)
        with acting_as(actor.scope):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """At the counter nothing of the person's opens but what serves it."""
        if not request.actor.helper or is_for_everybody(request, view) or ends_counter(view):
            return None
        is_reading = request.method in ("GET", "HEAD")
        if not serves_counter(view):
            if not is_reading:
                raise Http404
            messages.info(request, NOT_HERE)
        elif is_reading or request.POST.get("served") == str(request.actor.user_id):
            return None
        else:
            messages.error(request, ANOTHER_PERSON)
        return HttpResponseRedirect(reverse("account:home"))


def is_for_everybody(request, view) -> bool:
    """A public page, or one of the officer's own sign-in; of the API nothing."""
    if request.path.startswith(API):
        return False
    return getattr(view, "is_public", False) or request.path.startswith(
        (*settings.AUTH_PATHS, "/i18n/")
    )


def by_session(request) -> Actor:
    """The actor of the session, and the faces to switch to."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANYONE
    face = request.session.get(FACE_KEY, "")
    request.user = get_user(request)  # everybody asks for it: no lazy one that passes words on
    actor = actor_for(request.user, face)
    if actor.helper:
        request.counter = counter.read(face).shown
    if request.user.is_authenticated:
        request.faces = partial(faces_of, request.user, actor)
        request.second_factor_wanting = partial(is_second_factor_wanting, request, actor)
    return actor


def by_token(request) -> Actor | None:
    """The actor of a bearer token of the API; the public for one that does not hold; else None.

    The view answers a bad token with 401: the language of the answer is not known yet here.
    """
    if not request.path.startswith(API):
        return None
    scheme, _space, clear = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME:
        return None
    found = resolve(clear.strip())
    request.has_bad_token = found is None
    if found is None:
        return ANYONE
    request.api_token, actor = found
    request.user = request.api_token.user
    return actor


class SecondFactorMiddleware:
    """In production nobody acts in a staff role without a second factor: first it is set up.

    Until then nothing opens but the pages of sign-in and security. A program that sends a token
    passes: no token was given out without the factor.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SECOND_FACTOR_REQUIRED and self.stops(request):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def stops(self, request) -> bool:
        open_to_all = (*settings.AUTH_PATHS, "/i18n/")
        if hasattr(request, "api_token") or request.path.startswith(open_to_all):
            return False
        return is_second_factor_wanting(request, request.actor)


class SessionSeenMiddleware:
    """Notes address, device and time of a session, at most every five minutes (decision 8)."""

    PAUSE = timedelta(minutes=5)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and self.is_due(request):
            with acting_as(AUTH):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def is_due(self, request) -> bool:
        """Whether the session was noted long ago or never; a program's token has none."""
        session = request.session
        if hasattr(request, "api_token") or not session.session_key:
            return False
        return session.seen_at is None or session.seen_at < timezone.now() - self.PAUSE
