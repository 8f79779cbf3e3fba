"""Template tags every face shares: state badges, figures, and links that keep the query."""

from __future__ import annotations

import functools
import re
from datetime import date
from decimal import Decimal

from django import template
from django.db.models import Model
from django.forms import BoundField, Form
from django.template.defaulttags import querystring
from django.utils.html import Urlizer, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core.devices import device_name
from core.language import told
from core.pages.parts import period
from core.punctuation import enumerated

register = template.Library()

TONES = ("neutral", "active", "good", "warn", "bad")
NOT_KNOWN = "–"

# {% query_with page=2 %}: the current query with changes; None takes a key away.
register.simple_tag(querystring, name="query_with", takes_context=True)


@register.simple_tag
def state_badge(obj: Model) -> SafeString:
    """Draw the state of `obj` in the tone its class states in STATE_TONES (neutral if none)."""
    tones = getattr(obj, "STATE_TONES", {})
    return badge(_states(type(obj))[obj.state], tones.get(obj.state, "neutral"))


@functools.cache
def _states(model: type[Model]) -> dict:
    """The words of each state; `get_state_display` gathers them anew for every row."""
    return dict(model._meta.get_field("state").flatchoices)


@register.simple_tag
def badge(label: object, tone: str = "neutral") -> SafeString:
    """Draw a label on a tone of TONES; the words carry the meaning, the colour only helps."""
    known = tone if tone in TONES else "neutral"
    return format_html('<span class="badge tone-{}">{}</span>', known, label)


@register.simple_tag
def days(first: date, last: date | None = None) -> SafeString:
    """Draw a span of days on one line; an open one as "from 2020-01-01"."""
    return format_html('<span class="nowrap">{}</span>', period(first, last))


@register.filter
def asked(form: Form) -> list[str]:
    """Tell what somebody has asked for by the filters of a list, in the words of its fields."""
    given = getattr(form, "cleaned_data", {})
    found = (_asked(field, given.get(field.name)) for field in form.visible_fields())
    return [words for words in found if words]


def _asked(field: BoundField, value: object) -> str:
    if not value or value is True:
        return str(field.label) if value else ""
    choices = {} if isinstance(value, Model) else dict(getattr(field.field, "choices", ()))
    return str(choices.get(value, value))


@register.filter
def device(user_agent: str) -> str:
    """Name the browser and system of a User-Agent header: "Chrome · Linux"."""
    return device_name(user_agent)


register.filter("told", told)
register.filter("enumerated", enumerated)


@register.filter
def codes(text: object) -> SafeString:
    """Draw what stands in backticks as code."""
    parts = str(text).split("`")
    drawn = (
        format_html("<code>{}</code>" if n % 2 else "{}", part) for n, part in enumerate(parts)
    )
    return format_html_join("", "{}", ((part,) for part in drawn))


class Links(Urlizer):
    """Addresses become links, also between Chinese characters, where no blank ends them."""

    word_split_re = re.compile(r"""([\s<>"'\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+)""")


links = Links()


@register.filter
def prose(text: str) -> SafeString:
    """Draw a plain text: an empty line begins a paragraph, addresses are links, no markup is."""
    return mark_safe(linebreaks(links(text, autoescape=True)))  # noqa: S308 - escaped word by word


@register.simple_tag
def whole(value: Decimal | None) -> SafeString:
    """Draw a whole number that is stored with places: 29,520."""
    return figure(None if value is None else int(value))


@register.simple_tag
def difference(value: Decimal | float | None, unit: object = "") -> SafeString:
    """Draw how a figure changed, with its sign; a "share" in percentage points."""
    if value is None:
        return format_html('<span class="figure">{}</span>', NOT_KNOWN)
    if unit == "share":
        unit, digits = gettext("pp"), f"{value * 100:+,.1f}"
        return format_html(
            '<span class="figure">{}</span> <span class="unit">{}</span>', digits, unit
        )
    return format_html('<span class="figure">{}</span>', f"{int(value):+,d}" if value else "0")


@register.simple_tag
def figure(value: Decimal | float | None, unit: object = "") -> SafeString:
    """Draw a figure in tabular digits; unit "share" turns 0.874 into 87.4%; None is a dash."""
    if value is None:
        return format_html('<span class="figure">{}</span>', NOT_KNOWN)
    if unit == "share":
        return format_html('<span class="figure">{}%</span>', _grouped(value * 100, places=1))
    digits = _grouped(value, places=_places(value))
    if not unit:
        return format_html('<span class="figure">{}</span>', digits)
    return format_html('<span class="figure">{}</span> <span class="unit">{}</span>', digits, unit)


def _places(value: Decimal | float) -> int:
    """Money keeps its two places, counts have none, any other measure has one."""
    if isinstance(value, Decimal):
        return max(0, -value.as_tuple().exponent)
    return 0 if isinstance(value, int) else 1


def _grouped(value: Decimal | float, *, places: int) -> str:
    """Write the number with a comma each three digits, as both languages do in statistics."""
    return f"{value:,.{places}f}"
