"""How far a sign-in was from the venue."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS = 6_371_000  # metres, the mean


@dataclass(frozen=True)
class Place:
    """Where a device says it is: degrees (WGS 84), and metres by which that may be wrong."""

    latitude: float
    longitude: float
    accuracy: int = 0


def metres(one: Place, other: Place) -> int:
    """The way over the surface of the earth, by the haversine formula."""
    ups = radians(other.latitude - one.latitude)
    turns = radians(other.longitude - one.longitude)
    part = sin(ups / 2) ** 2
    part += cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(turns / 2) ** 2
    return round(2 * EARTH_RADIUS * asin(min(1.0, sqrt(part))))


def place_of(given: dict) -> Place | None:
    """The place in what a form or a program sends; None where it is not told, or only in part."""
    named = ("latitude", "longitude", "accuracy")
    latitude, longitude, accuracy = (given.get(name) for name in named)
    if None in (latitude, longitude, accuracy):
        return None
    return Place(latitude, longitude, round(accuracy))
