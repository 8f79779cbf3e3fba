"""What comes along with a check-in: how it was made, where, and on which device."""

from dataclasses import dataclass, replace

from django.conf import settings

from core.devices import device_name
from core.privacy import keyed_hash
from trainees.distance import Place, metres
from trainees.enums import AttendanceSource

LONGEST_NAME = 40


@dataclass(frozen=True)
class Evidence:
    """Kept and shown, never a reason to refuse: a phone without a place signs in as well.

    `device_mark` is the same for the same browser, whoever uses it, and empty if it has none.
    """

    source: str
    place: Place | None = None
    device_name: str = ""
    device_mark: str = ""

    def of(self, source: str) -> "Evidence":
        return replace(self, source=source)


BY_SHEET = Evidence(AttendanceSource.SHEET)
BY_CODE = Evidence(AttendanceSource.CODE)


def evidence_of(request, source: str, place: Place | None = None) -> Evidence:
    """What a request tells of its device."""
    agent = request.headers.get("User-Agent", "")
    token = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return Evidence(source, place, device_name(agent)[:LONGEST_NAME], keyed_hash(token))


def distance_to(venue, place: Place | None) -> int | None:
    """Metres from the venue; None where either is not known."""
    if place is None or venue.latitude is None:
        return None
    return metres(place, Place(float(venue.latitude), float(venue.longitude)))
