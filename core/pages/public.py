"""Public pages: anybody opens them, and they are asked as `app_anon` whoever is signed in.

Some are kept for a moment, for all who are not signed in (decision 45).
"""

from contextlib import nullcontext
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.core.cache.utils import make_template_fragment_key
from django.db import transaction
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.cache import cache_page

from core import clock
from core.access import ANYONE
from core.tenancy.scope import ANON, acting_as

CACHE = "public"  # of this process alone
LARGE_TYPE = "large_type"


def public(view, *, is_kept=False):
    """Mark a view public. `request.actor` becomes the public; `request.signed_in` stays.

    With `is_kept` an answer is given again, for a moment, to whoever asks the same address and is
    not signed in; nothing then is asked of the database.
    """

    @wraps(view)
    def shown(request, *args, **kwargs):
        request.actor = ANYONE
        with acting_as(ANON):
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    opened = login_not_required(kept(shown) if is_kept else shown)
    opened.is_public = True
    return opened


def kept(view):
    """Keep the answers of a view that are the same for everybody; see `is_anybody`.

    A transaction begins when something is asked: for a kept answer, in production, none does.
    """
    alone, within = transaction.atomic(view), transaction.atomic(savepoint=False)(view)

    @transaction.non_atomic_requests
    @wraps(view)
    def answered(request, *args, **kwargs):
        seconds = settings.PUBLIC_PAGES_KEPT
        if not seconds or not is_anybody(request):
            return alone(request, *args, **kwargs)
        with asking_the_clock():
            keep = cache_page(seconds, cache=CACHE, key_prefix=looks(request))
            return asked_again(keep(for_everybody(within))(request, *args, **kwargs))

    return answered


def asking_the_clock():
    """Where the clock can be moved it is asked, in the same transaction as the page."""
    return nullcontext() if settings.MODE == "production" else transaction.atomic()


def is_anybody(request) -> bool:
    """Whether nobody is signed in and no message waits, which lies in the session or a cookie."""
    own = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    return request.signed_in.is_anonymous and not any(name in request.COOKIES for name in own)


def looks(request) -> str:
    """What a public page depends on beside its address and language: size of type, demo clock."""
    return f"{request.COOKIES.get(LARGE_TYPE) == '1'}.{int(clock.offset().total_seconds())}"


def for_everybody(view):
    """Call an answer private, which is never kept, when there is something of its reader in it."""

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if is_personal(request, response):
            patch_cache_control(response, private=True)
        return response

    return marked


def is_personal(request, response) -> bool:
    """Whether an answer sets a cookie, holds a token against forgery or brings a message."""
    sets_cookie = response.cookies or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    return bool(sets_cookie or request.session.modified or get_messages(request).added_new)


def asked_again(response):
    """We keep the page; a browser must not: its reader may sign in the next moment."""
    del response.headers["Expires"], response.headers["Cache-Control"]
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ("Cookie",))
    return response


def kept_data(request, make):
    """The data of a public list that a program asks for; `make` is called when none is kept."""
    if not settings.PUBLIC_PAGES_KEPT or not request.signed_in.is_anonymous:
        return make()
    seen_by = (request.build_absolute_uri(), get_language(), looks(request))
    key = make_template_fragment_key("data", seen_by)
    return caches[CACHE].get_or_set(key, make, settings.PUBLIC_PAGES_KEPT)
