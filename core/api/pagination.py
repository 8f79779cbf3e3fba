"""Keyset pages: the next page begins after the last row, however many came before; no COUNT."""

import base64
import binascii
import json

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

PAGE_SIZE, LARGEST_PAGE = 25, 100
MALFORMED = (ValueError, TypeError, KeyError, binascii.Error, ValidationError, RecursionError)


class KeysetPagination(BasePagination):
    """`?limit=` rows in the view's `ordering` (its last column unique, none of them null)."""

    def paginate_queryset(self, queryset, request, view=None):
        self.ordering, self.url = view.get_ordering(), request.build_absolute_uri()
        self.limit = limit_of(request)
        self.backward, self.after = self.position(request, queryset.model)
        order = reverse_of(self.ordering) if self.backward else self.ordering
        if self.after is not None:
            queryset = queryset.filter(beyond(order, self.after))
        rows = list(queryset.order_by(*order)[: self.limit + 1])
        self.has_more, rows = len(rows) > self.limit, rows[: self.limit]
        self.rows = rows[::-1] if self.backward else rows
        return self.rows

    def position(self, request, model):
        """(backward, values of the row to go on from, or None for the beginning)."""
        cursor = request.query_params.get("cursor", "")
        if not cursor:
            return False, None
        try:
            padded = cursor.encode() + b"=" * (-len(cursor) % 4)
            given = json.loads(base64.urlsafe_b64decode(padded))
            columns = [model._meta.get_field(name.lstrip("-")) for name in self.ordering]
            values = [c.to_python(v) for c, v in zip(columns, given["v"], strict=True)]
        except MALFORMED:
            values = [None]
        if None in values or any("\x00" in value for value in values if isinstance(value, str)):
            message = _("This is not a cursor of this list.")
            raise exceptions.ValidationError({"cursor": [message]}, code="cursor_invalid")
        return bool(given.get("b")), values

    def get_paginated_response(self, data):
        return Response({"next": self.next(), "previous": self.previous(), "results": data})

    def next(self):
        return self.link(self.rows[-1], False) if self.rows and self.goes_on else None

    def previous(self):
        return self.link(self.rows[0], True) if self.rows and self.goes_back else None

    @property
    def goes_on(self) -> bool:
        return self.backward or self.has_more

    @property
    def goes_back(self) -> bool:
        return self.has_more if self.backward else self.after is not None

    def link(self, row, backward) -> str:
        values = [getattr(row, name.lstrip("-")) for name in self.ordering]
        text = json.dumps({"v": values, **({"b": 1} if backward else {})}, cls=DjangoJSONEncoder)
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return replace_query_param(remove_query_param(self.url, "cursor"), "cursor", cursor)

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        whole = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        return [
            parameter("cursor", _("Where the page begins; taken from `next`."), {"type": "string"}),
            parameter("limit", _("How many rows a page has."), whole),
        ]


def parameter(name, description, schema) -> dict:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": str(description),
        "schema": schema,
    }


def limit_of(request) -> int:
    """Raises ValidationError unless it is a whole number from 1 to 100."""
    asked = request.query_params.get("limit", str(PAGE_SIZE))
    if asked.isdecimal() and asked.isascii() and len(asked) < 4 and 1 <= int(asked) <= LARGEST_PAGE:
        return int(asked)
    message = _("A whole number from 1 to %(largest)d.") % {"largest": LARGEST_PAGE}
    raise exceptions.ValidationError({"limit": [message]}, code="limit_invalid")


def reverse_of(ordering):
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in ordering)


def beyond(ordering, values) -> Q:
    """Rows after these values: (a > x) or (a = x and b > y) or …"""
    found, same = Q(), Q()
    for name, value in zip(ordering, values, strict=True):
        column = name.lstrip("-")
        step = "lt" if name.startswith("-") else "gt"
        found |= same & Q(**{f"{column}__{step}": value})
        same &= Q(**{column: value})
    return found
