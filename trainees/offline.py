"""What a teacher's device keeps to work without a network."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core import clock
from programs.enums import SessionState
from programs.models import Session
from trainees.enums import SEATED_STATES
from trainees.models import Enrolment
from trainees.queries import who_missed

# Besides the page itself.
FILES = (
    "vendor/tabler.min.css", "site/house.css", "site/site.css", "site/parts.css", "site/forms.css",
    "site/site.js", "site/offline.js", "site/mark.svg", "site/offline.webmanifest",
)  # fmt: skip
AHEAD, BEHIND = timedelta(days=7), timedelta(days=1)
TAKEN = (SessionState.PLANNED, SessionState.OPEN, SessionState.CLOSED)


def pack(actor) -> dict:
    """The teacher's sessions of the coming week and of yesterday, with names and nothing else."""
    now = clock.now()
    own = Session.objects.visible_to(actor).filter(
        state__in=TAKEN, starts_at__lt=now + AHEAD, ends_at__gt=now - BEHIND
    )
    along = ("training_class", "venue", "makes_up")
    sessions = list(own.select_related(*along).order_by("starts_at", "pk"))
    people: dict[int, list] = {}
    seated = Enrolment.objects.visible_to(actor).filter(
        state__in=SEATED_STATES, training_class__in={row.training_class_id for row in sessions}
    )
    for row in seated.distinct().order_by("name", "pk"):
        people.setdefault(row.training_class_id, []).append({"id": row.pk, "name": row.name})
    return {
        "device": reverse("workspace:offline-devices"),
        "entries": reverse("workspace:offline-entries"),
        "sessions": [told(row, expected(row, people)) for row in sessions],
    }


def expected(session, people: dict[int, list]) -> list[dict]:
    """Everybody of the class; of a make-up session whoever misses minutes."""
    if session.makes_up is None:
        return people.get(session.training_class_id, [])
    missed = who_missed(session.makes_up).order_by("name", "pk")
    return [{"id": row.pk, "name": row.name} for row in missed]


def told(session, people) -> dict:
    begins, ends = map(timezone.localtime, (session.starts_at, session.ends_at))
    return {
        "id": session.pk,
        "title": f"{session.training_class.name} {session.title}",
        "when": f"{begins:%Y-%m-%d %H:%M}–{ends:%H:%M}",
        "venue": session.venue.name,
        "people": people,
    }
