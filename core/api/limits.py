"""What no request may do: bring more than the memory is for, or wait for a lock without end."""

from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.db import connection

from core.api.problems import plain_problem

LOCK_TIMEOUT = "10s"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def limited(view):
    """Wrap a view of the API, inside the request's transaction.

    The framework's JSON parser knows no limit of its own; a form with files is written to disk as
    it comes, and each file judged by its purpose. Whoever holds a lock this request needs
    is waited for only so long; the answer is then `busy`.
    """

    @wraps(view)
    def seen(request, *args, **kwargs):
        if request.method not in UNSAFE:
            return view(request, *args, **kwargs)
        if size_of(request) > largest(request):
            return plain_problem("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        return view(request, *args, **kwargs)

    return seen


def is_form(request) -> bool:
    """Whether the body is a form, which may hold files."""
    return request.content_type == "multipart/form-data"


def largest(request) -> int:
    """Bytes a body of this kind may have."""
    return settings.LARGEST_FORM if is_form(request) else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def size_of(request) -> int:
    """Bytes of the body; a length that is no number counts as none, and nothing is read then."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
