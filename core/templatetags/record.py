"""Tags for the page of a record in the bureau's admin."""

from __future__ import annotations

from django import template
from django.template import Context

from core.admin import record

register = template.Library()


@register.simple_tag(takes_context=True)
def told_fields(context: Context, line) -> list:
    """Give the fields of a line that say something and do not stand in the head of the page."""
    is_headed = bool(context.get("head"))
    return [
        field
        for field in line
        if record.is_told(field)
        and not (is_headed and field.is_readonly and field.field["name"] == "state")
    ]


@register.simple_tag(takes_context=True)
def content_of(context: Context, field) -> str:
    """Draw what a field that is only read shows."""
    return record.content_of(context["request"], field)
