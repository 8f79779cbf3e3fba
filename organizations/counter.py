"""At the counter: an officer does for a person what that person would do on a phone.

The session then names the person and a moment. Until that moment the officer acts in the person's
place, on the pages that serve the counter alone, and every entry of the trail names both. Who
opens it for whom is decided above (`trainees.services.counter`).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.tenancy.scope import AUTH, acting_as
from organizations.models import Membership, User

FACE = "counter-"
LASTS = timedelta(minutes=30)
SERVING = frozenset({Role.DISTRICT_REVIEWER})


class Counter(NamedTuple):
    """The membership of the officer, the account of the person, and until when."""

    membership_id: int
    person_id: int
    until: datetime

    @property
    def is_open(self) -> bool:
        return clock.now() < self.until

    def actor(self, officer: Actor) -> Actor:
        """The person, with the officer named."""
        return Actor(
            user_id=self.person_id, role=Role.WORKER, face=Face.WORKER, helper=officer.user_id
        )

    def shown(self) -> dict:
        """For banner and forms: whom it serves, until when, and the face to go back to."""
        with acting_as(AUTH):
            person = User.objects.get(pk=self.person_id)
        return {
            "name": person.name,
            "person": self.person_id,
            "until": self.until,
            "back": self.membership_id,
        }


def face_for(membership: Membership, person_id: int) -> str:
    """What the session of an officer keeps from now on."""
    until = clock.now() + LASTS
    return f"{FACE}{membership.pk}-{person_id}-{int(until.timestamp())}"


def read(face: str) -> Counter:
    """What `face_for` has written."""
    membership, person, until = map(int, face.removeprefix(FACE).split("-"))
    zone = timezone.get_current_timezone()
    return Counter(membership, person, datetime.fromtimestamp(until, tz=zone))
