"""The clock of the second reading: whoever reads is told before it is over."""

from collections.abc import Iterator
from datetime import date

from core.deadlines import Due, register
from core.enums import Role
from core.outbox import users_in_role
from policies.queries import last_moment
from portal.enums import EditorialState
from portal.models import Announcement, Story
from portal.services.reading import KINDS, readers_of
from programs.checks import local_day


def second_readings(until: date) -> Iterator[Due]:
    """What was handed in and neither approved nor returned."""
    chiefs = users_in_role(Role.MUNICIPAL_CHIEF)
    for model in (Announcement, Story):
        waiting = model.objects.filter(state=EditorialState.IN_READING)
        for row in waiting.select_related("organization").order_by("handed_in_at"):
            due = last_moment("tl_second_reading", local_day(row.handed_in_at))
            if due <= until:
                yield Due(
                    about=row,
                    on=due,
                    owners=set(readers_of(row)) - set(row.written_by),
                    chiefs=chiefs,
                    kind=KINDS[model],
                    number=row.number,
                    link=row.get_absolute_url(),
                )


register("tl_second_reading", second_readings)
