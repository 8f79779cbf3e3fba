"""The schema as JSON, and as a page people read: drawn by us, nothing is loaded from elsewhere."""

from functools import lru_cache
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.generators import SchemaGenerator

from core.api.problems import TITLES, plain_problem
from core.pages import Page
from core.refusals import reasons

METHODS = ("get", "post", "put", "patch")


@lru_cache(maxsize=4)
def schema_in(language: str) -> dict:
    """The OpenAPI document in a language; the same for every caller and process."""
    return SchemaGenerator().get_schema(request=None, public=True)


@login_not_required
def schema(request):
    """`/api/v1/schema/`"""
    return JsonResponse(schema_in(get_language()), json_dumps_params={"ensure_ascii": False})


@login_not_required
@csrf_exempt
def nothing_here(request, rest=""):
    """Any other address of the API: a problem like every other one, also for what is posted."""
    return plain_problem("not_found", HTTPStatus.NOT_FOUND)


class ApiDocs(Page):
    """`/api/docs/`: every operation with its parameters, body and answers; every error code."""

    face = "portal"
    template_name = "api/docs.html"
    title = _("Interface for programs (API)")
    lead = _("Everything a program can ask and do, with the same rights as the person it acts for.")

    def get_context_data(self, **kwargs):
        document = schema_in(get_language())
        return super().get_context_data(
            groups=groups(document),
            protocol_errors=TITLES.items(),
            refusals=reasons().values(),
            **kwargs,
        )


def groups(document) -> list[dict]:
    """The operations by resource, in the order of their addresses."""
    found: dict[str, list] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                shown = described(document, path, method, operation)
                found.setdefault(operation["tags"][0], []).append(shown)
    return [{"name": name, "operations": items} for name, items in found.items()]


def described(document, path, method, operation) -> dict:
    """One operation as the page shows it."""
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation["description"],
        "is_open": {} in operation.get("security", [{}]),
        "parameters": [parameter(item) for item in operation.get("parameters", [])],
        "body": fields(document, operation.get("requestBody", {})),
        "answers": [answer(document, *item) for item in operation["responses"].items()],
    }


def parameter(item) -> dict:
    return {
        "name": item["name"],
        "place": item["in"],
        "is_required": item.get("required", False),
        "type": type_of(item["schema"]),
        "description": item.get("description", ""),
    }


def answer(document, code, response) -> dict:
    """One answer: its status, what it means, the fields of its body."""
    if "$ref" in response:
        name = response["$ref"].rsplit("/", 1)[-1]
        return {"code": code, "words": document["components"]["responses"][name]["description"]}
    return {
        "code": code,
        "words": HTTPStatus(int(code)).phrase,
        "fields": fields(document, response),
    }


def fields(document, holder) -> list[dict]:
    """The fields of a JSON body: name, type, whether it must be there."""
    content = holder.get("content", {}).get("application/json", {})
    found = resolved(document, content.get("schema", {}))
    if "results" in found.get("properties", {}):
        found = found["properties"]["results"]
    found = resolved(document, found.get("items", found))
    required = found.get("required", ())
    return [
        {"name": name, "type": type_of(item), "is_required": name in required}
        for name, item in found.get("properties", {}).items()
    ]


def resolved(document, found) -> dict:
    """A schema itself where only its name stands."""
    if "$ref" in found:
        return document["components"]["schemas"][found["$ref"].rsplit("/", 1)[-1]]
    return found


def type_of(found) -> str:
    """A type in one word, or its possible values."""
    for name in ("allOf", "oneOf", "anyOf"):
        if name in found:
            return " | ".join(filter(None, (type_of(item) for item in found[name])))
    if "enum" in found:
        return " | ".join(str(value) for value in found["enum"] if value not in ("", None))
    if "$ref" in found:
        return found["$ref"].rsplit("/", 1)[-1]
    kinds = found.get("type", "")
    word = kinds if isinstance(kinds, str) else " | ".join(kinds)
    return found.get("format", word)
