"""Who acts in the demo's past."""

from core.access import Actor
from core.enums import Face, Role


def of_the_city(user, organization, role) -> Actor:
    return Actor(user.pk, organization.pk, role, organization.district_id, Face.CITY)


def worker_of(trainee) -> Actor:
    return Actor(user_id=trainee.user_id, role=Role.WORKER, face=Face.WORKER)
