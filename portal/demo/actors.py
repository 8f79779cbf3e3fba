"""Who acts in the demo's past."""

from core.access import Actor
from core.enums import Face


def of_the_city(user, organization, role) -> Actor:
    return Actor(user.pk, organization.pk, role, organization.district_id, Face.CITY)
