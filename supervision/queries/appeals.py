"""Reads about appeals: of a record, what may still be appealed against, who may act."""

from collections.abc import Iterable

from core.outbox import users_in_role
from supervision.models import DecisionAppeal


def appeals_of(kind: str, record, actor):
    """The appeals about a record the actor may see, the newest first."""
    seen = DecisionAppeal.objects.visible_to(actor)
    return seen.filter(kind=kind, record_id=record.pk).order_by("-submitted_at", "-pk")


def able_to(appeal, roles: Iterable[str]) -> list[int]:
    """Ids of the officers of these roles who had no part in the case."""
    officers = {user for role in roles for user in users_in_role(role)}
    return sorted(officers - set(appeal.involved))
