"""{% icon "school" %}: one outline icon of Tabler, drawn inline, so no page loads a sprite."""

import functools
import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.staticfiles import node_modules

register = template.Library()

NAME = re.compile(r"[a-z0-9-]+")
ATTRIBUTES = 'class="icon" aria-hidden="true" focusable="false" width="24" height="24"'


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw the icon as decoration: hidden from screen readers, in the colour of the text."""
    return _svg(name)


@functools.cache
def _svg(name: str) -> SafeString:
    """Read one icon file; raise TemplateSyntaxError for a name that does not exist."""
    place = node_modules() / "@tabler/icons/icons/outline" / f"{name}.svg"
    if not NAME.fullmatch(name) or not place.is_file():
        raise template.TemplateSyntaxError(f"There is no icon {name!r}.")
    paths = re.findall(r"<(?:path|circle|rect|line|ellipse|polyline)[^>]*>", place.read_text())
    drawn = "".join(path for path in paths if 'stroke="none"' not in path)
    # The text comes from the locked npm package, never from a user.
    return mark_safe(  # noqa: S308
        f'<svg {ATTRIBUTES} viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{drawn}</svg>'
    )
