"""Errors as problem details (RFC 9457): a stable code, words in the caller's language, fields."""

from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    SuspiciousOperation,
)
from django.http import Http404, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.calendar import CalendarMissing
from core.refusals import Refused, is_busy, reason, reasons

CONTENT_TYPE = "application/problem+json"
TYPE = "/api/docs/#error-{}"
STATUS_OF_REFUSAL = {"not_allowed": status.HTTP_403_FORBIDDEN}
TITLES = {
    "invalid": _("Some of the input is not valid."),
    "parse_error": _("The body cannot be read: it is not well-formed."),
    "not_authenticated": _("Sign in, or send a token."),
    "authentication_failed": _("The token or the sign-in is not valid."),
    "token_invalid": _("The token is unknown, over or revoked."),
    "credentials_invalid": _("User name, password or code is wrong."),
    "second_factor_required": _("This account needs its one-time code."),
    "permission_denied": _("This request is not allowed."),
    "scope_missing": _("The token lacks the scope for this request."),
    "not_found": _("There is no such record, or you may not see it."),
    "method_not_allowed": _("This address does not take this method."),
    "not_acceptable": _("This form of answer is not offered."),
    "unsupported_media_type": _(
        "Send the body as application/json; with a file as multipart/form-data, where one is taken."
    ),
    "too_large": _("The body is larger than this interface takes."),
    "throttled": _("Too many requests; wait a moment."),
    "key_reused": _("This Idempotency-Key was used with another request."),
    "internal": _("Something went wrong on our side; it has been recorded."),
}
# The framework's own words for these repeat what was sent, which may be a person's number.
QUIET = {
    "does_not_exist": TITLES["not_found"],
    "invalid_choice": _("This is none of the choices."),
}


def handler(exc, context):
    """Every error of a view as a response; None for what is our own fault (a 500)."""
    answer = _answer(_as_api_exception(exc))
    if answer is not None:
        set_rollback()
    return answer


def _as_api_exception(exc):
    """Django's own errors as the ones of the framework, so that each is told once."""
    if isinstance(exc, Http404 | ObjectDoesNotExist):
        return exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        return exceptions.PermissionDenied()
    # brackets in brackets without end; a form of too many parts
    if isinstance(exc, RecursionError | SuspiciousOperation):
        return exceptions.ParseError()
    if isinstance(exc, CalendarMissing):
        return Refused("calendar_missing", str(exc))
    if is_busy(exc):
        return Refused("busy")
    return exc


def _answer(exc):
    if isinstance(exc, Refused):
        return of_refusal(exc)
    if isinstance(exc, exceptions.ValidationError):
        return problem("invalid", 422, errors=list(flattened(exc.get_full_details())))
    if isinstance(exc, exceptions.APIException):
        return of_api_exception(exc)
    return None


def of_refusal(refused: Refused) -> Response:
    """409 (403 where the role may not): the reason, its clause and remedy, every condition."""
    headers = {"Retry-After": "1"} if refused.code == "busy" else {}
    errors = [condition(item) for item in refused.errors]
    return problem(
        refused.code,
        STATUS_OF_REFUSAL.get(refused.code, status.HTTP_409_CONFLICT),
        detail=str(refused.detail),
        clause=str(refused.clause),
        clause_url=str(refused.clause_url),
        remedy=str(refused.remedy),
        errors=errors,
        headers=headers,
    )


def condition(item) -> dict:
    """One failed condition."""
    return {
        "field": "",
        "code": getattr(item, "code", ""),
        "message": str(getattr(item, "message", item)),
        "clause": str(getattr(item, "clause", "")),
        "clause_url": str(getattr(item, "clause_url", "")),
        "remedy": str(getattr(item, "remedy", "")),
    }


def of_api_exception(exc) -> Response:
    """The framework's own errors, with what HTTP wants beside the body."""
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait))
    code = exc.get_codes()
    return problem(code, exc.status_code, detail=str(exc.detail), headers=headers)


def flattened(details, field=""):
    """Errors by field path, `a.b`, from the framework's nested details."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        yield error(field, str(details["code"]), str(details["message"]))
        return
    items = details.items() if isinstance(details, dict) else enumerate(details)
    for key, value in items:
        is_leaf = isinstance(value, dict) and "message" in value
        names = [field, "" if key == "non_field_errors" or is_leaf else str(key)]
        yield from flattened(value, ".".join(filter(None, names)))


def error(field, code, message) -> dict:
    nothing = dict.fromkeys(("clause", "clause_url", "remedy"), "")
    words = str(QUIET.get(code, message))
    return {"field": field, "code": code, "message": words, **nothing}


def title_of(code: str) -> str:
    """The words of a code: of the protocol, or of the reason list."""
    if code in reasons():
        return str(reason(code))
    return str(TITLES.get(code, TITLES["invalid"]))


def body(code, status_code, *, detail="", clause="", clause_url="", remedy="", errors=()) -> dict:
    return {
        "type": TYPE.format(code),
        "title": title_of(code),
        "status": status_code,
        "code": code,
        "detail": detail,
        "clause": clause,
        "clause_url": clause_url,
        "remedy": remedy,
        "errors": list(errors),
    }


def problem(code, status_code, *, headers=None, **words) -> Response:
    """The response of one problem."""
    content = body(code, status_code, **words)
    return Response(content, status_code, headers=headers, content_type=CONTENT_TYPE)


def plain_problem(code, status_code) -> JsonResponse:
    """The same outside the framework's views."""
    return JsonResponse(body(code, status_code), status=status_code, content_type=CONTENT_TYPE)


def server_error(request):
    """`handler500`: our own fault, as a problem for programs and as a page for people."""
    if request.path.startswith("/api/"):
        return plain_problem("internal", status.HTTP_500_INTERNAL_SERVER_ERROR)
    return defaults.server_error(request)
