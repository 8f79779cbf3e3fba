"""Ending sessions: those of a face, or all of a person. Asked as `app_auth`, which owns them."""

from allauth.usersessions.models import UserSession

from core.tenancy.scope import AUTH, acting_as
from organizations.queries import FACE_KEY
from organizations.sessions import SessionStore


def end_face(membership) -> int:
    """End every session of the member that acts in this membership; returns how many.

    A session without a chosen face acts in the first membership, so it ends, too.
    """
    faces = ("", str(membership.pk))
    return _end(
        membership.user_id, lambda session: SessionStore(session).get(FACE_KEY, "") in faces
    )


def end_all(user_id: int, *, but: str | None = None) -> int:
    """End every session of a person, except the one with the key `but`; returns how many."""
    return _end(user_id, lambda session: session != but)


def _end(user_id, is_meant) -> int:
    with acting_as(AUTH):
        sessions = UserSession.objects.filter(user_id=user_id)
        ended = [session for session in sessions if is_meant(session.session_key)]
        for session in ended:
            session.end()
    return len(ended)
