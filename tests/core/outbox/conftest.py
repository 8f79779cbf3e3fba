"""People with addresses, the time of the day, and the timetable's next minute."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.access import system_actor
from core.privacy import keyed_hash
from core.tasks import system_send_outbox
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from organizations.models import District, User
from trainees.models import Trainee

NOON = 12
SHANGHAI = ZoneInfo("Asia/Shanghai")


def person(n, *, email=True, phone=True, language="zh-hans") -> User:
    """A worker; the phone lies encrypted with the trainee."""
    number = f"138{n:08d}"
    user = User.objects.create(
        username=f"w{n}",
        name=f"学员{n}",
        email=f"w{n}@example.org" if email else "",
        phone_hash=keyed_hash(number),
        language=language,
    )
    Trainee.objects.create(
        user=user, name=f"学员{n}", document_type="passport", identity_number=f"E{n}",
        identity_hash=keyed_hash(f"E{n}"), birth_on="1990-01-01", sex="male",
        phone=number if phone else "", district=District.objects.first(), consent_version="t",
        registered_at=clock.now(),
    )  # fmt: skip
    return user


def move_to(hour, *, minute=0, days=0):
    """Move the clock forward to the next time it is this hour in Dalian, `days` later."""
    now = clock.now().astimezone(SHANGHAI)
    at = datetime(now.year, now.month, now.day, hour, minute, tzinfo=SHANGHAI)
    at += timedelta(days=days + (at <= now))
    with acting_as(OWNER):
        clock.move(actor=system_actor("test"), by=at - now + timedelta(seconds=1))


@pytest.fixture
def people(owner):
    """Two with both addresses, one with none; it is noon."""
    move_to(NOON)
    return [person(1), person(2), person(3, email=False, phone=False)]


def send() -> int:
    """What the timetable does every minute."""
    with acting_as(SYSTEM):
        return system_send_outbox.run()
