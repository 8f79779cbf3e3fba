"""Who somebody is and may act as; read as `app_auth`, before the actor is known."""

from core.access import ANYONE, Actor
from core.enums import Face, Role
from core.tenancy.scope import AUTH, NOBODY, acting_as
from organizations.models import Membership, User

WORKER_FACE = "worker"


def memberships_of(user):
    """The live memberships of a user, in the order the switcher shows them."""
    with acting_as(AUTH):
        return list(
            Membership.objects.active()
            .filter(user_id=user.pk, user__is_active=True)
            .select_related("organization")
            .order_by("id")
        )


def actor_for(user, face: str) -> Actor:
    """The actor of a signed-in user.

    `face` is a membership id, `worker`, or empty: then the first membership counts, and a person
    without one is a worker. A membership that has ended gives the worker's face.
    """
    if not user.is_authenticated:
        return ANYONE
    if face == WORKER_FACE:
        return worker(user.pk)
    memberships = memberships_of(user)
    chosen = [m for m in memberships if str(m.pk) == str(face)] or (memberships if not face else [])
    return actor_of(chosen[0]) if chosen else worker(user.pk)


def worker(user_id: int) -> Actor:
    return Actor(user_id=user_id, role=Role.WORKER, face=Face.WORKER)


def actor_of(membership: Membership) -> Actor:
    """The actor of one membership."""
    organization = membership.organization
    return Actor(
        user_id=membership.user_id,
        organization_id=organization.pk,
        role=membership.role,
        district_id=organization.district_id,
        face=organization.face,
    )


def faces_of(user, actor: Actor) -> list[dict]:
    """What the switcher offers: every membership, and the worker's own face."""
    faces = [
        {
            "key": str(m.pk),
            "label": str(m),
            "is_current": (m.organization_id, m.role) == (actor.organization_id, actor.role),
        }
        for m in memberships_of(user)
    ]
    own = {"key": WORKER_FACE, "label": Role.WORKER.label, "is_current": actor.role == Role.WORKER}
    return [*faces, own]


def standing_actor(user_id: int, organization_id: int | None, role: str) -> Actor | None:
    """The actor of a user in a role of an organization, or as a worker, if it still stands."""
    with acting_as(AUTH):
        user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    if role == Role.WORKER:
        return worker(user_id)
    wanted = (organization_id, role)
    found = [m for m in memberships_of(user) if (m.organization_id, m.role) == wanted]
    return actor_of(found[0]) if found else None


def scope_in_organization(user_id: int, face: str):
    """The scope of a user in an organization (`face` is its id) or as a worker, if it stands."""
    with acting_as(AUTH):
        user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return NOBODY
    if face == WORKER_FACE:
        return worker(user_id).scope
    found = [m for m in memberships_of(user) if str(m.organization_id) == face]
    return actor_of(found[0]).scope if found else NOBODY


def mail_addresses(user_ids) -> dict[int, str]:
    """{user id: e-mail} of accounts that are active."""
    rows = User.objects.filter(pk__in=user_ids, is_active=True).exclude(email="")
    return dict(rows.values_list("pk", "email"))
