"""A refusal on the form that met it: at the input it is about, else on top."""

from django import forms
from django.utils.html import format_html, format_html_join

from core.refusals import Refused, remedy_of, with_remedy

ANY_FILE = "*"


def add_refusal(form, refused: Refused) -> None:
    """Every failed condition, with its clause and a remedy."""
    for item in refused.errors or (refused,):
        name = field_of(form, getattr(item, "code", ""))
        form.add_error(name, with_remedy(item) if name else in_full(item))


def field_of(form, code: str) -> str | None:
    """The input of a form that a reason is about; None for a reason that is about no single one."""
    shown = [name for name, field in form.fields.items() if not field.widget.is_hidden]
    for wanted in remedy_of(code).fields:
        named = files_of(form) if wanted == ANY_FILE else [wanted]
        if len(named) == 1 and named[0] in shown:
            return named[0]
    return None


def files_of(form) -> list[str]:
    return [name for name, field in form.fields.items() if isinstance(field, forms.FileField)]


def in_full(item) -> str:
    """What is wrong with the way to its clause, and what to do."""
    words = [getattr(item, "message", str(item)), clause_link(item), item.remedy]
    return format_html_join(" · ", "{}", ((word,) for word in words if word))


def clause_link(item) -> str:
    """The clause of a refusal or condition, as a link where it has an address."""
    url = getattr(item, "clause_url", "")
    return format_html('<a href="{}">{}</a>', url, item.clause) if url else str(item.clause)
