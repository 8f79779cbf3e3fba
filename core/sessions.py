"""Sessions belong to `app_auth` alone: read and written as it, whoever is acting."""

from django.contrib.sessions.backends import db

from core.tenancy.scope import AUTH, acting_as


class SessionStore(db.SessionStore):
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
