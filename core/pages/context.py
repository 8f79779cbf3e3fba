"""What every page knows: who acts, the faces to switch to, the links of the face, the clock."""

from django.conf import settings

from core import clock
from core.access import ANYONE
from core.models import Notification
from core.pages.registry import navigation
from core.tenancy.scope import current

FACES = {"worker": "account", "organization": "workspace"}


def house(request) -> dict:
    """Context of base.html."""
    actor = getattr(request, "actor", ANYONE)
    return {
        "actor": actor,
        "faces": faces(request),
        "nav": navigation(face_of(request, actor), request) if hasattr(request, "actor") else [],
        "unread": unread(actor),
        "demo": settings.MODE == "demo",
        "clock_moved": clock_moved(),
        "second_factor_banner": second_factor_banner(request),
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
    }


def faces(request) -> list[dict]:
    """The switcher's entries, given by the access middleware."""
    entries = getattr(request, "faces", None)
    return entries() if entries else []


def second_factor_banner(request) -> bool:
    """Whether the second factor is wanting where it may be put off (access middleware)."""
    wanting = getattr(request, "second_factor_wanting", None)
    return settings.MODE == "demo" and wanting is not None and wanting()


def face_of(request, actor) -> str:
    """Which navigation to show: that of the address first, else that of the actor."""
    for prefix in ("workspace", "account"):
        if request.path.startswith(f"/{prefix}/"):
            return prefix
    if request.path.startswith("/moves/"):
        return FACES.get(actor.face, "portal")
    return "portal"


def unread(actor) -> int:
    """Messages not read yet; none where the database is asked as the public or for sign-in."""
    if actor.is_anonymous or current().role in ("app_auth", "app_anon", "none"):
        return 0
    return Notification.objects.visible_to(actor).filter(read_at__isnull=True)[:100].count()


def clock_moved():
    """The moved demo time; None when the clock stands where the machine's does."""
    if settings.MODE == "production" or current().role == "none":
        return None
    return clock.now() if clock.offset() else None
