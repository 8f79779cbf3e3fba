"""Turns a request into `request.actor` and opens the database scope with it."""

from functools import partial

from django.conf import settings

from core.tenancy.scope import acting_as
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
        if request.path.startswith(settings.AUTH_PATHS):
            return self.get_response(request)
        with acting_as(actor.scope):
            return self.get_response(request)
