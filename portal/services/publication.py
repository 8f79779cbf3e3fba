"""Published on its day, archived when it was shown long enough, or taken down."""

from core import clock
from core.access import Actor, system_actor
from core.workflow import moving, performs
from policies.queries import last_moment
from portal.enums import EditorialState
from portal.models import Announcement, Story
from programs.services.advance import make

TIMETABLE = system_actor("portal")
CONSENT_ENDED = "consent_withdrawn"


def advance(*, actor: Actor = TIMETABLE) -> int:
    """Publish and archive what is due; returns how many moves were made.

    Each is a transaction of its own, and two runners at once make each once.
    """
    return sum(
        step(model, actor) for model in (Announcement, Story) for step in (publish_due, archive_due)
    )


def publish_due(model, actor) -> int:
    due = model.objects.filter(state=EditorialState.SCHEDULED, publish_on__lte=clock.today())
    return make(due.order_by("publish_on", "pk"), "publish", actor)


def archive_due(model, actor) -> int:
    shown = model.objects.filter(state=EditorialState.PUBLISHED).order_by("publish_on", "pk")
    return make(shown, "archive", actor, is_due=was_shown_long_enough)


def was_shown_long_enough(piece) -> bool:
    return last_moment("tl_announcement", piece.publish_on) < clock.today()


@performs(Announcement, "publish")
@performs(Story, "publish")
def publish(piece, *, actor: Actor):
    """Make it public."""
    with moving(piece, "publish", actor=actor, published_at=clock.now()) as row:
        return row


@performs(Announcement, "withdraw")
def take_down(announcement, *, actor: Actor, reason: str):
    """Its page says so from now on."""
    texts = {"reason": reason, "withdrawn_at": clock.now()}
    with moving(announcement, "withdraw", actor=actor, **texts) as row:
        return row


@performs(Story, "withdraw")
def take_down_story(story, *, actor: Actor, reason_code: str, reason: str):
    """The same; where the person has withdrawn the consent, its end is kept with the record."""
    texts = {"reason_code": reason_code, "reason": reason, "withdrawn_at": clock.now()}
    with moving(story, "withdraw", actor=actor, **texts) as row:
        if reason_code == CONSENT_ENDED:
            row.consent_ended_on = clock.today()
    return row
