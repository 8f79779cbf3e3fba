"""What apps hang on frames of others: sections of pages, and links of a face's navigation."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from django.urls import resolve, reverse

from core.pages.serving import serves_counter


@dataclass(frozen=True)
class Section:
    """`render(request, obj)` gives dict(title, template, context) or None; `rule` shows it."""

    place: str
    order: int
    rule: Callable | None
    render: Callable


@dataclass(frozen=True)
class NavItem:
    label: str
    url_name: str
    icon: str
    roles: Collection
    order: int
    below: tuple[str, ...]


_sections: dict[str, list[Section]] = defaultdict(list)
_nav: dict[str, list[NavItem]] = defaultdict(list)
_nav_groups: dict[str, dict[int, str]] = defaultdict(dict)


def section(place, *, order=100, rule=None):
    """Show a function's section at a place: account, workspace, class, enrolment, …"""

    def register(render):
        _sections[place].append(Section(place, order, rule, render))
        _sections[place].sort(key=lambda item: item.order)
        return render

    return register


def nav_item(face, label, url_name, icon, roles, order=100, below=()):
    """Add a link to the navigation of a face (portal, workspace, account).

    `below` are further addresses at which this link is the current one.
    """
    _nav[face].append(NavItem(label, url_name, icon, frozenset(roles), order, tuple(below)))
    _nav[face].sort(key=lambda item: item.order)


def nav_group(face, order, label):
    """Put a heading over the links of a face from this order on."""
    _nav_groups[face][order] = label


def group_of(face, item) -> str:
    """The heading an item stands under; the first ones have none."""
    below = [order for order in _nav_groups[face] if order <= item.order]
    return _nav_groups[face][max(below)] if below else ""


def sections(place, request, obj=None) -> list[dict]:
    """The rendered sections of a place for this reader, as (title, html)."""
    found = (
        item.render(request, obj)
        for item in _sections[place]
        if item.rule is None or item.rule(request.actor, obj)
    )
    return [rendered(request, part) for part in found if part]


def rendered(request, part: dict) -> dict:
    """One section as the detail page shows it."""
    html = render_to_string(part["template"], part.get("context", {}), request=request)
    return {"title": part["title"], "html": html}


def navigation(face, request, actor) -> list[dict]:
    """The links of a face this actor may open; the one the page belongs to is current."""
    items = [item for item in _nav[face] if actor.role in item.roles]
    if actor.helper:
        items = [item for item in items if is_served(item.url_name)]
    places = {item: (address_of(item.url_name), *item.below) for item in items}
    current = nearest(request.path, places)
    return [
        {
            "label": item.label,
            "url": places[item][0],
            "icon": item.icon,
            "group": group_of(face, item),
            "is_current": item is current,
        }
        for item in items
    ]


@cache
def address_of(url_name) -> str:
    """The address of a page without arguments: the same on every page that links to it."""
    return reverse(url_name)


@cache
def is_served(url_name) -> bool:
    """Whether a page without arguments serves the counter."""
    return serves_counter(resolve(address_of(url_name)).func)


def nearest(path, places):
    """The item whose address begins the path, the longest first; a home only at itself."""
    addresses = [address for several in places.values() for address in several]
    fitting = [
        (len(address), item)
        for item, several in places.items()
        for address in several
        if path == address or (path.startswith(address) and not is_home(address, addresses))
    ]
    return max(fitting, key=lambda found: found[0], default=(0, None))[1]


def is_home(address, addresses) -> bool:
    """Whether other links lie below this one."""
    return any(other != address and other.startswith(address) for other in addresses)


def registered_sections():
    """(place, function) of everything registered; pinned by a test."""
    for place, items in _sections.items():
        for item in items:
            yield place, f"{item.render.__module__}.{item.render.__name__}"
