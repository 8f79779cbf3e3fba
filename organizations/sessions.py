"""Sessions belong to `app_auth` alone: read and written as it, whoever is acting.

Every request of somebody who is signed in begins here, so one statement brings the session, the
account and whether there are memberships and deputies to look for.
"""

from contextvars import ContextVar

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from core.prepared import Prepared
from core.tenancy.scope import AUTH, acting_as
from organizations.models import Deputy, Membership, User
from organizations.queries import account

_account: ContextVar[User | None] = ContextVar("account_of_session", default=None)


@Prepared
def listed(key, now):
    """A session in somebody's list of sessions, with the account and, until it ends, its data."""
    kept = Session.objects.filter(pk=OuterRef("session_key"), expire_date__gt=now)
    memberships = Membership.objects.active().filter(user_id=OuterRef("user_id"))
    deputies = Deputy.objects.live().filter(deputy_user_id=OuterRef("user_id"))
    return (
        UserSession.objects.filter(session_key=key)
        .select_related("user")
        .annotate(
            session_data=Subquery(kept.values("session_data")),
            is_member=Exists(memberships),
            is_deputy=Exists(deputies),
        )
    )


@Prepared
def stored(key, now):
    """A session that stands in no list: of nobody, or of who has just signed in."""
    return Session.objects.filter(pk=key, expire_date__gt=now)


def account_of_session(user_id) -> User | None:
    """The account of an id: the one that came with the session, once, else read now."""
    found = _account.get()
    _account.set(None)
    return found if found is not None and found.pk == user_id else account.first(user_id)


class SessionStore(db.SessionStore):
    """`seen_at` is known once the session is read; None for one that stands in no list yet."""

    seen_at = None

    def _get_session_from_db(self):
        row = self._listed() or stored.first(self.session_key, timezone.now())
        if row is None or row.session_data is None:
            self._session_key = None
            return None
        return row

    def _listed(self):
        row = listed.first(self.session_key, timezone.now())
        _account.set(row and row.user)
        if row is not None:
            self.seen_at = row.last_seen_at
            row.user.is_member, row.user.is_deputy = row.is_member, row.is_deputy
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
