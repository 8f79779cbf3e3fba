"""`Idempotency-Key`: the same request twice has one effect, and the same answer for 24 hours."""

import hashlib
import json
from datetime import timedelta
from functools import wraps

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError

from core import clock
from core.api.limits import UNSAFE, is_form
from core.api.problems import plain_problem
from core.models import IdempotentRequest
from core.privacy import keyed_hash

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 200
FORGOTTEN = {401, 403, 404, 405, 415, 429}  # answers that say nothing about the effect
BACKSLASHED = "backslashreplace"
KEPT_HEADERS = ("Content-Type", "Location")
CLAIM = """
INSERT INTO core_idempotentrequest AS kept
    (user_id, actor, key, fingerprint, status, headers, body, created_at)
VALUES (%(user)s, %(actor)s, %(key)s, %(fingerprint)s, 0, '{}', '', %(now)s)
ON CONFLICT (user_id, actor, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = 0, created_at = excluded.created_at
    WHERE kept.created_at < %(old)s
RETURNING id
"""


def repeatable(view):
    """Wrap a view of the API, inside the request's transaction.

    Of equal requests at once the first one inserts the key; the others wait for its transaction
    at the unique index and then find its answer. What is wrong with a request is kept as its
    answer too, while its effect is rolled back; what says nothing about the effect (401, 403,
    404, 429, busy) is forgotten, so that a later try counts.
    """

    @wraps(view)
    def seen(request, *args, **kwargs):
        if request.method not in UNSAFE:
            return view(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key", "")
        if not key or not may_be_kept(request):
            return view(request, *args, **kwargs)
        if len(key) > LONGEST_KEY or not key.isprintable():
            return plain_problem("invalid", 422)
        if is_form(request) and not can_be_read(request):
            return plain_problem("parse_error", 400)
        return once(request, key, lambda: view(request, *args, **kwargs))

    return seen


def can_be_read(request) -> bool:
    """Whether the parts of a form can be told apart."""
    try:
        return request.POST is not None
    except (MultiPartParserError, BadRequest, SuspiciousOperation):
        return False


def may_be_kept(request) -> bool:
    """Whether there is somebody to keep it for, who may write at all."""
    token = getattr(request, "api_token", None)
    return not request.actor.is_anonymous and (token is None or token.allows("write"))


def once(request, key, view):
    """The kept answer of this key, else that of the view, kept with its effect."""
    with transaction.atomic():
        found = claim(request, key)
        if isinstance(found, IdempotentRequest):
            return kept_answer(found, request)
        with transaction.atomic():
            answer = view()
            answer.render() if hasattr(answer, "render") else None
        if is_final(answer):
            keep(found, answer)
        else:
            transaction.set_rollback(True)
    return answer


def claim(request, key):
    """The id of the new row, or the row that is there already."""
    now = clock.now()
    who = {"user": request.actor.user_id, "actor": actor_key(request.actor), "key": key}
    values = {**who, "fingerprint": fingerprint(request), "now": now, "old": now - KEPT_FOR}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        if row := cursor.fetchone():
            return row[0]
    return IdempotentRequest.objects.visible_to(request.actor).get(
        user_id=who["user"], actor=who["actor"], key=key
    )


def actor_key(actor) -> str:
    return f"{actor.role}:{actor.organization_id or ''}"


def fingerprint(request) -> str:
    """Keyed: a body may hold what must not be guessed from its hash."""
    body = form_of(request) if is_form(request) else request.body.decode("utf-8", BACKSLASHED)
    return keyed_hash(f"{request.method}\n{request.get_full_path()}\n{body}")


def form_of(request) -> str:
    """What a form says, whatever separates its parts: fields, and files by name and SHA-256."""
    files = [(name, file.name, digest_of(file)) for name, file in each(request.FILES)]
    return json.dumps([sorted(each(request.POST)), sorted(files)])


def each(parts) -> list[tuple]:
    """(name, value) of every part, also of those with one name."""
    return [(name, value) for name, values in parts.lists() for value in values]


def digest_of(file) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def kept_answer(row: IdempotentRequest, request):
    """The same answer again; 422 for another request under the same key."""
    if row.fingerprint != fingerprint(request):
        return plain_problem("key_reused", 422)
    headers = {**row.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(row.body, status=row.status, headers=headers)


def is_final(answer) -> bool:
    """Whether a repeat would have to give this answer again."""
    if answer.status_code in FORGOTTEN or answer.status_code >= 500:
        return False
    return answer.status_code != 409 or json.loads(answer.content).get("code") != "busy"


def keep(row_id: int, answer) -> None:
    headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    IdempotentRequest.objects.filter(pk=row_id).update(
        status=answer.status_code, headers=headers, body=answer.content.decode()
    )


def forget_old() -> int:
    """Remove what is older than 24 hours; returns how many. Runs as the system worker."""
    old = IdempotentRequest.objects.filter(created_at__lt=clock.now() - KEPT_FOR)
    return old.delete()[0]
