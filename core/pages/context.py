"""What every page knows: who acts, the faces to switch to, the links of the face, the clock."""

from django.conf import settings

from core import clock
from core.access import ANYONE
from core.models import Notification
from core.pages.registry import navigation
from core.tenancy.scope import current

FACES = {"worker": "account", "organization": "workspace"}
# worn in the face one acts in
OF_EVERY_FACE = ("/moves/", "/jobs/", "/exports/", "/security/", "/reports/")


def house(request) -> dict:
    """Context of base.html."""
    actor = getattr(request, "actor", ANYONE)
    signed_in = getattr(request, "signed_in", ANYONE)
    return {
        "actor": actor,
        "faces": faces(request),
        "nav": navigation(face_of(request, signed_in), request, signed_in),
        "unread": unread(actor),
        "demo": settings.MODE == "demo",
        "clock_moved": clock_moved(),
        "second_factor_banner": False,
    }


def faces(request) -> list[dict]:
    """The switcher's entries, given by the access middleware."""
    entries = getattr(request, "faces", None)
    return entries() if entries else []


def face_of(request, actor) -> str:
    """Which navigation to show: that of the address first, else that of the actor."""
    for prefix in ("workspace", "account"):
        if request.path.startswith(f"/{prefix}/"):
            return prefix
    return own_face(actor) if request.path.startswith(OF_EVERY_FACE) else "portal"


def own_face(actor) -> str:
    """The pages an actor is at home in: the account, the workspace, else the portal."""
    return FACES.get(actor.face, "portal")


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
