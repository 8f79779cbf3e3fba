"""How the bureau's browser admin looks: the same house as portal, workspace and account."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _


def asset(path: str) -> Callable[[HttpRequest], str]:
    """Give a function Unfold asks per request: the file's address as the storage has hashed it."""
    return lambda request: static(path)


def demo_badge(request: HttpRequest) -> tuple[str, str] | None:
    """Say in the admin's bar that everything shown is invented, where it is."""
    return (_("Demo data"), "warning") if settings.MODE == "demo" else None


def unfold_settings() -> dict:
    """Give the UNFOLD setting: words and stylesheet; the colours stand there (site/admin.css)."""
    return {
        "SITE_TITLE": _("Dalian Vocational Training Administration"),
        "SITE_HEADER": _("Training administration"),
        "SITE_SUBHEADER": _("Dalian Human Resources and Social Security Bureau"),
        "SITE_SYMBOL": "school",
        "SITE_FAVICONS": [
            {"rel": "icon", "type": "image/svg+xml", "href": asset("site/mark.svg")},
        ],
        "THEME": "light",
        "SHOW_LANGUAGES": True,
        "SHOW_HISTORY": False,
        "SHOW_VIEW_ON_SITE": False,
        "SHOW_BACK_BUTTON": True,
        "STYLES": [asset("site/house.css"), asset("site/admin.css")],
        "SCRIPTS": [asset("site/admin.js")],
        "ENVIRONMENT": "core.admin_theme.demo_badge",
        "SIDEBAR": {"show_search": True},
    }
