"""Public pages: anybody opens them, and they are asked as `app_anon` whoever is signed in."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required

from core.access import ANYONE
from core.tenancy.scope import ANON, acting_as


def public(view):
    """Mark a view public. `request.actor` becomes the public; `request.signed_in` stays."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        request.actor = ANYONE
        with acting_as(ANON):
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    return login_not_required(shown)
