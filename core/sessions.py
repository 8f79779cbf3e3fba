"""Sessions belong to `app_auth` alone: read and written as it, whoever is acting."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from core.prepared import Prepared
from core.tenancy.scope import AUTH, acting_as

SEEN = UserSession.objects.filter(session_key=OuterRef("pk")).values("last_seen_at")


@Prepared
def stored(key, now):
    """The session of a key that has not run out, and when it was last noted as seen."""
    return Session.objects.filter(pk=key, expire_date__gt=now).annotate(seen_at=Subquery(SEEN))


class SessionStore(db.SessionStore):
    """`seen_at` is known once the session is read; None for one that stands in no list yet."""

    seen_at = None

    def _get_session_from_db(self):
        row = stored.first(self.session_key, timezone.now())
        if row is None:
            self._session_key = None
        else:
            self.seen_at = row.seen_at
        return row

    def load(self):
        with acting_as(AUTH):
            return super().load()

    def exists(self, session_key):
        with acting_as(AUTH):
            return super().exists(session_key)

    def save(self, must_create=False):
        with acting_as(AUTH):
            return super().save(must_create)

    def delete(self, session_key=None):
        with acting_as(AUTH):
            return super().delete(session_key)

    @classmethod
    def clear_expired(cls):
        with acting_as(AUTH):
            return super().clear_expired()
