"""A list nobody can find is not there: every list of a face has a link in its navigation."""

import inspect

import pytest
from django.urls import URLPattern, get_resolver

from core.pages import ListPage
from core.pages.registry import _nav

# The bell in the frame of every page leads there, the list of members to its invitations, the work
# to do to the sessions that need another teacher, and a worker's own data to the key groups,
# to the bank account, the guardians and the wards; the learning account to links and corrections.
# Whoever is an apprentice finds the list at home.
OTHERWISE = {
    "account:apprenticeship-list",
    "workspace:notifications",
    "account:notifications",
    "account:group-list",
    "account:bank-account-list",
    "account:guardian-list",
    "account:ward-list",
    "account:share-list",
    "account:correction-list",
    "workspace:invitation-list",
    "workspace:sessions-to-staff",
}


def lists(face) -> set[str]:
    """The addresses of the lists of a face that need no record."""
    parts = [part for part in get_resolver().url_patterns if getattr(part, "namespace", "") == face]
    patterns = [found for part in parts for found in part.url_patterns]
    return {
        f"{face}:{found.name}"
        for found in patterns
        if isinstance(found, URLPattern) and not found.pattern.converters and is_list(found)
    }


def is_list(pattern) -> bool:
    view = getattr(pattern.callback, "view_class", None)
    return inspect.isclass(view) and issubclass(view, ListPage)


@pytest.mark.parametrize("face", ["workspace", "account"])
def test_every_list_has_a_link(face):
    found, linked = lists(face), {item.url_name for item in _nav[face]}
    assert found
    assert found - linked - OTHERWISE == set(), "give them a nav_item in the app's navigation.py"
