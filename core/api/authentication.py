"""Who asks: a bearer token resolved before the view, or a page's session with its CSRF token.

The access middleware has made `request.actor` of either, so that the transaction was stamped with
the right scope; here it is only told to the framework.
"""

from rest_framework import exceptions, permissions
from rest_framework.authentication import BaseAuthentication, CSRFCheck

SAFE = permissions.SAFE_METHODS
REALM = 'Bearer realm="api"'


class ActorAuthentication(BaseAuthentication):
    """(user, token), (user, None) for a session, None for the public.

    Raises AuthenticationFailed (401) for a token that does not hold, PermissionDenied (403) for a
    session without its CSRF token.
    """

    def authenticate(self, request):
        inner = request._request
        if getattr(inner, "has_bad_token", False):
            raise exceptions.AuthenticationFailed(code="token_invalid")
        token = getattr(inner, "api_token", None)
        if token is not None:
            return token.user, token
        if not inner.user.is_authenticated:
            return None
        self.check_csrf(inner)
        return inner.user, None

    def check_csrf(self, request) -> None:
        """A cookie travels by itself, so a session must prove that its own page asks."""
        check = CSRFCheck(lambda _request: None)
        check.process_request(request)
        if why := check.process_view(request, None, (), {}):
            raise exceptions.PermissionDenied(f"CSRF: {why}")

    def authenticate_header(self, request):
        return REALM


class HasScope(permissions.BasePermission):
    """A token reads with `read` and does everything else with `write`; a session does both."""

    code = "scope_missing"

    def has_permission(self, request, view):
        token = request.auth
        return token is None or token.allows("read" if request.method in SAFE else "write")


class IsSignedIn(permissions.BasePermission):
    """Somebody, unless the view shows published rows to a reader."""

    def has_permission(self, request, view):
        if getattr(view, "published", False) and request.method in SAFE:
            return True
        return not request._request.actor.is_anonymous
