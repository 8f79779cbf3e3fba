"""What every page knows: who acts, the faces to switch to, the links of the face, the clock."""

from django.conf import settings

from core import clock
from core.access import ANYONE
from core.models import Notification
from core.pages.registry import navigation
from core.prepared import Prepared
from core.tenancy.scope import current

FACES = {"worker": "account", "organization": "workspace"}
# worn in the face one acts in
OF_EVERY_FACE = (
    "/moves/", "/jobs/", "/exports/", "/security/", "/tokens/", "/reports/", "/phone/",
    "/standing/", "/timetables/", "/dossiers/",
)  # fmt: skip


def house(request) -> dict:
    """Context of base.html; the admin draws a page of many templates, each of which asks for it."""
    actor = getattr(request, "actor", ANYONE)
    known = getattr(request, "house", None)
    if known is None or known["actor"] is not actor:
        known = request.house = furnished(request, actor)
    return known


def furnished(request, actor) -> dict:
    """What `house` gives, asked once for a request and its actor."""
    signed_in = getattr(request, "signed_in", ANYONE)
    return {
        "actor": actor,
        "faces": faces(request),
        "counter": counter(request),
        "nav": navigation(face_of(request, signed_in), request, signed_in),
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


def counter(request) -> dict | None:
    """Whom an officer serves at the counter, until when (access middleware)."""
    shown = getattr(request, "counter", None)
    return shown() if shown else None


def second_factor_banner(request) -> bool:
    """Whether the second factor is wanting where it may be put off (access middleware)."""
    wanting = getattr(request, "second_factor_wanting", None)
    return settings.MODE == "demo" and wanting is not None and wanting()


def face_of(request, actor) -> str:
    """Which navigation to show: that of the address first, else that of the actor."""
    for prefix in ("workspace", "account"):
        if request.path.startswith(f"/{prefix}/"):
            return prefix
    return reading_face(actor) if request.path.startswith(OF_EVERY_FACE) else "portal"


def own_face(actor) -> str:
    """Where an actor works: the account, the workspace, the bureau's admin, else the portal."""
    return "bureau" if actor.is_bureau else reading_face(actor)


def reading_face(actor) -> str:
    """Where an actor reads what every face shows; the bureau's staff do so in the portal."""
    return FACES.get(actor.face, "portal")


def unread(actor) -> int:
    """Messages not read yet; none where the database is asked as the public or for sign-in."""
    if actor.is_anonymous or current().role in ("app_auth", "app_anon", "none"):
        return 0
    return len(unread_messages.rows(actor))


@Prepared
def unread_messages(actor):
    """The ids of what an actor has not read; a hundred are told as many."""
    unread_ones = Notification.objects.visible_to(actor).filter(read_at__isnull=True)
    return unread_ones.values_list("pk", flat=True)[:100]


def clock_moved():
    """The moved demo time; None when the clock stands where the machine's does."""
    if settings.MODE == "production" or current().role == "none":
        return None
    return clock.now() if clock.offset() else None
