"""Who acts in a request, whether that takes a second factor, and when a session was last seen."""

import hashlib
from functools import partial

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseRedirect
from django.urls import reverse

from core.tenancy.scope import AUTH, acting_as
from organizations.accounts import is_second_factor_wanting
from organizations.queries import FACE_KEY, actor_for, faces_of


class AccessMiddleware:
    """After authentication: the face named in the session, checked again on every request.

    Account pages stay `app_auth`; public pages act as `app_anon`, whoever is signed in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        actor = actor_for(request.user, request.session.get(FACE_KEY, ""))
        request.actor = actor
        if request.user.is_authenticated:
            request.faces = partial(faces_of, request.user, actor)
            request.second_factor_wanting = partial(is_second_factor_wanting, request, actor)
        if request.path.startswith(settings.AUTH_PATHS):
            return self.get_response(request)
        with acting_as(actor.scope):
            return self.get_response(request)


class SecondFactorMiddleware:
    """In production nobody acts in a staff role without a second factor: first it is set up.

    Until then nothing opens but the pages of sign-in and security.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        open_to_all = (*settings.AUTH_PATHS, "/i18n/")
        if (
            settings.SECOND_FACTOR_REQUIRED
            and not request.path.startswith(open_to_all)
            and is_second_factor_wanting(request, request.actor)
        ):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


class SessionSeenMiddleware:
    """Notes address, device and time of a session, at most every five minutes (decision 0008)."""

    PAUSE = 300  # seconds

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and request.session.session_key:
            self.note(request)
        return self.get_response(request)

    def note(self, request) -> None:
        """The cache remembers for five minutes that it was done; its keys tell no session key."""
        digest = hashlib.sha256(request.session.session_key.encode()).hexdigest()
        if cache.add(f"session-seen:{digest}", 1, self.PAUSE):
            with acting_as(AUTH):
                UserSession.objects.create_from_request(request)
