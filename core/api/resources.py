"""A resource is a declaration: model, serializer, filters, order; lists, details and moves follow.

Reading: a published resource answers its lists as the public, whoever is signed in, and with
`?mine=true` as the caller; a detail shows what the caller may see, else what is published.
Everything else is read and written as the caller.
"""

from contextlib import contextmanager
from functools import cache

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.access import ANYONE
from core.api.authentication import REALM
from core.api.idempotency import repeatable
from core.api.limits import is_form, limited
from core.api.moves import actions_of, make_move, url_of
from core.api.serializers import Action
from core.pages.public import kept_data
from core.tenancy.scope import ANON, acting_as

TRUE = ("true", "1")
BY_KEY = r"\d{1,18}"
"""What a record without a number is addressed by: its key."""


class Endpoint(GenericViewSet):
    """What every address of the API shares: who asks, repeats, the caller in the serializers."""

    published = False
    is_repeatable = True
    takes_files: tuple = ()  # actions whose body may be a form with files

    @classmethod
    def as_view(cls, *args, **kwargs):
        view = super().as_view(*args, **kwargs)
        return limited(repeatable(view) if cls.is_repeatable else view)

    def get_parsers(self):
        parsers = super().get_parsers()
        return [*parsers, MultiPartParser()] if self.action_asked in self.takes_files else parsers

    @property
    def action_asked(self) -> str | None:
        """The action, also while the framework has not named it yet."""
        named = getattr(self, "action", None)
        return named or self.action_map.get(self.request.method.lower())

    def initial(self, request, *args, **kwargs):
        """A form is refused where none is taken, also when a repeat has read it already."""
        if is_form(request._request) and self.action not in self.takes_files:
            raise exceptions.UnsupportedMediaType(request.content_type)
        super().initial(request, *args, **kwargs)

    def get_authenticate_header(self, request):
        """401 always says how to sign in, also where no token is asked for."""
        return REALM

    @property
    def caller(self):
        """Who asks, whatever the request reads as."""
        return self.request._request.actor

    def get_serializer_context(self):
        actor = getattr(self, "reader", None) or getattr(self.request, "actor", ANYONE)
        return {**super().get_serializer_context(), "actor": actor}

    def given(self, serializer_class, instance=None, **known):
        """The validated body; `known` joins the serializer's context. Raises ValidationError."""
        context = {**self.get_serializer_context(), **known}
        body = serializer_class(instance, data=self.request.data, context=context)
        body.is_valid(raise_exception=True)
        return body.validated_data


class Resource(Endpoint):
    """One model: list and detail; moves where it has a table of them.

    `noun` names its addresses; `related` is read along, so that pages ask a constant number
    of queries; `about` says in a sentence what a row is.
    """

    model = None
    noun = ""
    about = ""
    related: tuple = ()
    ordering: tuple = ("-id",)
    lookup_field = "number"

    def get_ordering(self):
        return self.ordering

    def rows(self, actor):
        """What an actor may see, with what the serializer needs."""
        return self.model.objects.visible_to(actor).select_related(*self.related)

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.rows(self.reader)

    @contextmanager
    def reading_as(self, actor):
        """Inside, rows are read in this actor's scope."""
        self.reader = actor
        if actor is ANYONE:
            with acting_as(ANON):
                yield
        else:
            yield

    def wants_own(self) -> bool:
        """Whether the caller asks for the own rows of a published resource."""
        own = self.request.query_params.get("mine", "").lower() in TRUE
        if own and self.caller.is_anonymous:
            raise exceptions.NotAuthenticated
        return own or not self.published

    def list(self, request, *args, **kwargs):
        """What is published may be some seconds old for whoever is not signed in (decision 45)."""
        if self.wants_own():
            return Response(self.listed(self.caller))
        return Response(kept_data(request._request, lambda: self.listed(ANYONE)))

    def listed(self, reader) -> dict:
        """A page of the list as a reader sees it."""
        with self.reading_as(reader):
            rows = self.filter_queryset(self.get_queryset())
            page = self.paginate_queryset(rows)
            return self.get_paginated_response(self.get_serializer(page, many=True).data).data

    def retrieve(self, request, *args, **kwargs):
        with self.found() as obj:
            return Response(self.one(obj))

    @contextmanager
    def found(self):
        """The record of the address, inside the scope in which it was found; else 404."""
        readers = [self.caller] if not self.caller.is_anonymous or not self.published else []
        for reader in [*readers, *([ANYONE] if self.published else [])]:
            with self.reading_as(reader):
                obj = self.find()
                if obj is not None:
                    yield obj
                    return
        raise Http404

    def find(self):
        """The row the reader sees, or None."""
        value = self.kwargs[self.lookup_field]
        if "\x00" in value:
            return None
        try:
            return self.rows(self.reader).get(**{self.lookup_field: value})
        except ObjectDoesNotExist:
            return None

    def own(self):
        """The row of the address as the caller sees it, to write on. Raises 404."""
        with self.reading_as(self.caller):
            if obj := self.find():
                return obj
        raise Http404

    def one(self, obj) -> dict:
        """A record with the moves its reader may make now."""
        data = self.get_serializer(obj).data
        if not hasattr(self.model, "MOVES"):
            return data
        url = url_of(self.noun, self.lookup_of(obj))
        return {**data, "actions": actions_of(obj, self.reader, url)}

    def lookup_of(self, obj) -> str:
        return str(getattr(obj, self.lookup_field))

    def shown_again(self, obj, status=200) -> Response:
        """A written record, read again through the caller's gate."""
        with self.reading_as(self.caller):
            seen = self.rows(self.caller).get(pk=obj.pk)
            headers = {"Location": url_of(self.noun, self.lookup_of(seen))}
            sent = headers if status == 201 else None
            return Response(self.one(seen), status, headers=sent)

    @classmethod
    def detail_serializer(cls):
        """The serializer of a detail, for the schema: with `actions` where there are moves."""
        return with_actions(cls.serializer_class) if hasattr(cls.model, "MOVES") else None


@cache
def with_actions(shown):
    """The serializer of a list, with the field only a detail has."""
    meta = type("Meta", (shown.Meta,), {"fields": (*shown.Meta.fields, "actions")})
    fields = {"actions": Action(many=True, read_only=True), "Meta": meta}
    return type(shown.__name__.replace("Serializer", "DetailSerializer"), (shown,), fields)


class Moving(Resource):
    """A resource with a table of moves: `POST …/moves/<move>/`."""

    @action(
        detail=True,
        methods=["post"],
        url_path=r"moves/(?P<move>[a-z_]{1,40})",
        url_name="move",
    )
    def move(self, request, move, **kwargs):
        """Perform a move; the answer is the changed record with what may be done next."""
        obj = self.own()
        done = make_move(obj, move, actor=self.caller, data=request.data)
        with self.reading_as(self.caller):
            still_seen = self.rows(self.caller).filter(pk=done.pk).exists()
        return self.shown_again(done) if still_seen else Response(status=204)
