"""How often one may ask: counted in the cache for a token, a user or an address; 429 beyond."""

import hashlib
import logging
import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)


class Window(BaseThrottle):
    """At most `limit` requests in each window of `seconds`; `settings.API_RATES[name]` says both.

    The counter is one atomic step of the cache. Without a cache everybody may ask: an outage of
    the counter must not be one of the service.
    """

    name = ""

    def ident(self, request, view) -> str:
        """Whose requests are counted together; empty for not at all."""
        raise NotImplementedError

    def allow_request(self, request, view):
        who = self.ident(request, view)
        limit, self.seconds = settings.API_RATES[self.name]
        return not who or self.count(who) <= limit

    def count(self, who: str) -> int:
        digest = hashlib.sha256(who.encode()).hexdigest()[:32]
        key = f"api:{self.name}:{digest}:{int(time.time()) // self.seconds}"
        try:
            return self.step(key)
        except (RedisError, ValueError):  # no cache, or the window ended in between
            logger.warning("request not counted")
            return 0

    def step(self, key: str) -> int:
        """Count one more; only the first of a window begins it."""
        try:
            return cache.incr(key)
        except ValueError:
            return 1 if cache.add(key, 1, self.seconds) else cache.incr(key)

    def wait(self):
        return self.seconds - int(time.time()) % self.seconds


class Requests(Window):
    """Signed in: by token, else by user."""

    name = "signed_in"

    def ident(self, request, view):
        if request.auth is not None:
            return f"token {request.auth.pk}"
        return f"user {request.user.pk}" if request.user and request.user.is_authenticated else ""


class Addresses(Window):
    """The public: by address."""

    name = "public"

    def ident(self, request, view):
        signed_in = request.user and request.user.is_authenticated
        return "" if signed_in else f"address {self.get_ident(request)}"


class SignInsByAddress(Window):
    """Asking for a token by password: by address."""

    name = "sign_in_address"

    def ident(self, request, view):
        return self.get_ident(request)


class SignInsByName(Window):
    """Asking for a token by password: by the name that is tried, whoever it is."""

    name = "sign_in_name"

    def ident(self, request, view):
        data = request.data
        return str(data.get("username", ""))[:200].casefold() if isinstance(data, dict) else ""
