"""{% icon "school" %}: one outline icon of Tabler, drawn inline, so no page loads a sprite."""

import functools
import re

from django import template
from django.template import Context, Node, Variable
from django.template.base import FilterExpression, Parser, TextNode, Token
from django.utils.safestring import SafeString, mark_safe

from core.staticfiles import node_modules

register = template.Library()

NAME = re.compile(r"[a-z0-9-]+")
ATTRIBUTES = 'class="icon" aria-hidden="true" focusable="false" width="24" height="24"'


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    """Draw the icon as decoration: hidden from screen readers, in the colour of the text.

    One that is named in the template is put in when the template is read, not for every row.
    """
    try:
        _tag, given = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("An icon has one name.") from None
    name = parser.compile_filter(given)
    is_known = not (isinstance(name.var, Variable) or name.filters)
    return TextNode(_svg(name.var)) if is_known else NamedIcon(name)


class NamedIcon(Node):
    """An icon whose name is known when the page is drawn."""

    def __init__(self, name: FilterExpression) -> None:
        self.name = name

    def render(self, context: Context) -> SafeString:
        return _svg(self.name.resolve(context))


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
