"""The description of the API (OpenAPI 3.1): what every operation shares is said here once."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as Base
from drf_spectacular.utils import OpenApiParameter

from core.api import problems
from core.api.moves import MoveInputs
from core.api.resources import Resource

WORDS = {
    "list": gettext_lazy("List: %(what)s"),
    "retrieve": gettext_lazy("One record: %(what)s"),
    "create": gettext_lazy("New: %(what)s"),
    "move": gettext_lazy("Make a move: %(what)s"),
    "revoke": gettext_lazy("Revoke: %(what)s"),
    "sessions": gettext_lazy("Timetable: %(what)s"),
    "add_session": gettext_lazy("New session: %(what)s"),
    "figures": gettext_lazy("Figures: %(what)s"),
    "rows_of_figure": gettext_lazy("Rows of a figure: %(what)s"),
    "file": gettext_lazy("File: %(what)s"),
    "update": gettext_lazy("Write anew: %(what)s"),
    "destroy": gettext_lazy("Strike out: %(what)s"),
    "change": gettext_lazy("Ask for another scope: %(what)s"),
    "papers": gettext_lazy("Papers: %(what)s"),
    "add_paper": gettext_lazy("New paper: %(what)s"),
    "paper": gettext_lazy("File: %(what)s"),
    "visit": gettext_lazy("On-site visit: %(what)s"),
    "write_visit": gettext_lazy("Findings of the visit: %(what)s"),
    "add_photo": gettext_lazy("New photo of the visit: %(what)s"),
    "photo": gettext_lazy("File: %(what)s"),
    "sign": gettext_lazy("Sign the visit: %(what)s"),
    "proof": gettext_lazy("Proof: %(what)s"),
    "resubmit": gettext_lazy("Hand in again with another proof: %(what)s"),
    "agreement": gettext_lazy("Agreement of the teacher: %(what)s"),
}
ALWAYS = ("400", "401", "403", "404", "406", "422", "429")
UNSAFE = ("409", "413", "415")


class AutoSchema(Base):
    """Problems, repeats, languages, and details with their moves."""

    @property
    def is_unsafe(self) -> bool:
        return self.method not in ("GET", "HEAD", "OPTIONS")

    def get_summary(self):
        words = WORDS.get(self.view.action, "%(what)s")
        return str(words) % {"what": self.what()}

    def what(self) -> str:
        model = getattr(self.view, "model", None)
        return str(model._meta.verbose_name if model else self.view.about)

    def get_description(self):
        """The sentence of the resource, in the reader's language."""
        return str(self.view.about)

    def get_operation_id(self):
        return f"{self.view.noun}-{self.view.action}".replace("_", "-")

    def get_override_parameters(self):
        found = [
            OpenApiParameter(
                "Accept-Language", location="header", description=_("`zh-hans` or `en`.")
            )
        ]
        if self.is_unsafe and getattr(self.view, "is_repeatable", True):
            words = _("The same key and body give the same answer for 24 hours.")
            found.append(OpenApiParameter("Idempotency-Key", location="header", description=words))
        if self.view.published and self.view.action == "list":
            words = _("Your own rows instead of the published ones; needs a token.")
            found.append(OpenApiParameter("mine", bool, description=words))
        if self.view.action in ("retrieve", "move"):
            found.extend(getattr(self.view, "lookup_parameters", ()))
        return found

    def get_request_serializer(self):
        return MoveInputs if self.view.action == "move" else super().get_request_serializer()

    def get_response_serializers(self):
        if not isinstance(self.view, Resource):
            return super().get_response_serializers()
        detail = self.view.detail_serializer() or self.view.serializer_class
        by_action = {"retrieve": detail, "create": {201: detail}, "move": {200: detail, 204: None}}
        return by_action.get(self.view.action) or super().get_response_serializers()

    def _get_response_bodies(self, direction="response"):
        found = super()._get_response_bodies(direction)
        for code in (*ALWAYS, *(UNSAFE if self.is_unsafe else ())):
            found.setdefault(code, {"$ref": f"#/components/responses/Problem{code}"})
        return found


class Authentication(OpenApiAuthenticationExtension):
    """A token, or the session of a page with its CSRF token."""

    target_class = "core.api.authentication.ActorAuthentication"
    name = ["token", "session"]

    def get_security_definition(self, auto_schema):
        return [
            {"type": "http", "scheme": "bearer"},
            {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        ]


TEXT = {"type": "string"}
PROBLEM_TEXTS = ("type", "title", "code", "detail", "clause", "clause_url", "remedy")
CONDITION_FIELDS = ("field", "code", "message", "clause", "clause_url", "remedy")
CONDITION = {
    "type": "object",
    "properties": dict.fromkeys(CONDITION_FIELDS, TEXT),
    "required": list(CONDITION_FIELDS),
}
PROBLEM = {
    "type": "object",
    "properties": {
        **dict.fromkeys(PROBLEM_TEXTS, TEXT),
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": CONDITION},
    },
    "required": [*PROBLEM_TEXTS, "status", "errors"],
}


def describe_problems(result, generator, request, public):
    """Post-processing: the shape of a problem, and what each status means."""
    meanings = {
        "400": _("The request cannot be read."),
        "401": problems.TITLES["not_authenticated"],
        "403": problems.TITLES["permission_denied"],
        "404": problems.TITLES["not_found"],
        "406": problems.TITLES["not_acceptable"],
        "409": _("The rules do not allow it now; `code` says why."),
        "413": problems.TITLES["too_large"],
        "415": problems.TITLES["unsupported_media_type"],
        "422": problems.TITLES["invalid"],
        "429": problems.TITLES["throttled"],
    }
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    components["responses"] = {
        f"Problem{code}": {
            "description": str(words),
            "content": {problems.CONTENT_TYPE: reference},
        }
        for code, words in meanings.items()
    }
    return result
