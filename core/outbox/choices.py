"""Who wants which messages by which channel."""

from collections.abc import Collection

from django.db import transaction

from core import audit
from core.access import Actor
from core.models import MessageChoice
from core.models.outbox import ChoiceChannel
from core.outbox.kinds import Topic, kinds
from core.refusals import Refused

USUAL = {ChoiceChannel.EMAIL: True, ChoiceChannel.SMS: True, ChoiceChannel.DIGEST: False}


def switched_off(channel: str, people: Collection[int]) -> set[tuple[int, str]]:
    """(user id, topic) of what these people do not want by this channel."""
    off = MessageChoice.objects.filter(recipient_id__in=people, channel=channel, is_on=False)
    return set(off.values_list("recipient_id", "topic"))


def wants_digest() -> dict[int, set[str]]:
    """{user id: topics} of everybody who wants the daily summary."""
    found: dict[int, set[str]] = {}
    rows = MessageChoice.objects.filter(channel=ChoiceChannel.DIGEST, is_on=True)
    for person, topic in rows.values_list("recipient_id", "topic"):
        found.setdefault(person, set()).add(topic)
    return found


def offered(channel: str) -> list[Topic]:
    """The topics in which this channel can be chosen: some message of theirs may be left out."""
    if channel == ChoiceChannel.DIGEST:
        wanted = {kind.topic for kind in kinds().values() if kind.is_digestible}
    else:
        optional = (kind for kind in kinds().values() if not kind.is_mandatory)
        wanted = {kind.topic for kind in optional if channel in kind.channels}
    return [topic for topic in Topic if topic in wanted]


def choices_of(actor: Actor) -> dict[str, set[str]]:
    """{channel: topics that are on} for the acting person."""
    rows = MessageChoice.objects.visible_to(actor).values_list("channel", "topic", "is_on")
    chosen = {(channel, topic): is_on for channel, topic, is_on in rows}
    return {
        channel: {t for t in offered(channel) if chosen.get((channel, t), USUAL[channel])}
        for channel in ChoiceChannel
    }


@transaction.atomic
def choose(*, actor: Actor, wanted: dict[str, Collection[str]]) -> None:
    """Keep what the acting person wants: {channel: topics}. Raises Refused: not_allowed."""
    if actor.is_anonymous:
        raise Refused("not_allowed")
    before = choices_of(actor)
    for channel in ChoiceChannel:
        changed = before[channel] ^ (set(wanted.get(channel, ())) & set(offered(channel)))
        for topic in sorted(changed):
            _keep(actor, channel, topic, is_on=topic not in before[channel])


def _keep(actor, channel, topic, *, is_on):
    own = MessageChoice.objects.visible_to(actor).select_for_update()
    row = own.filter(channel=channel, topic=topic).first()
    before = audit.columns(row) if row else None
    row = row or MessageChoice(recipient_id=actor.user_id, channel=channel, topic=topic)
    row.is_on = is_on
    row.save()
    audit.record(actor, "update" if before else "create", row, before=before)
