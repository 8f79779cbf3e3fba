"""Who somebody is and may act as; read as `app_auth`, before the actor is known."""

from dataclasses import replace

from django.db import connection
from django.utils.translation import gettext as _

from core import clock
from core.access import ANYONE, Actor
from core.enums import Face, Role
from core.prepared import Prepared
from core.tenancy.scope import AUTH, NOBODY, acting_as
from organizations import counter
from organizations.enums import OrganizationKind
from organizations.models import Deputy, District, Membership, Organization, User

FACE_KEY = "face"  # in the session: the face one acts in
WORKER_FACE = "worker"
DEPUTY_FACE = "deputy-"


@Prepared
def active_districts():
    """The districts one can choose from."""
    return District.objects.active()


@Prepared
def account(user_id):
    """The account of an id."""
    return User.objects.filter(pk=user_id)


@Prepared
def active_memberships(user_id):
    """The memberships a user may act in, in the order the switcher shows them."""
    found = Membership.objects.active().filter(user_id=user_id)
    return found.select_related("organization").order_by("id")


def memberships_of(user):
    """The live memberships of a user, in the order the switcher shows them.

    The account that came with a session is asked about once: who acts, and then for the switcher.
    """
    if not user.is_active or user.is_member is False:
        return []
    if user.memberships_found is not None:
        return user.memberships_found
    with acting_as(AUTH):
        found = active_memberships.rows(user.pk)
    if user.is_member:
        user.memberships_found = found
    return found


@Prepared
def acting_deputies(today, user_id):
    """The deputies in force on a day of a user, in the order the switcher shows them."""
    found = Deputy.objects.acting(today)
    found = found.filter(deputy_user_id=user_id, deputy_user__is_active=True)
    return found.select_related("member__organization", "member_user").order_by("id")


def deputies_of(user):
    """The deputies in force today of a user."""
    if user.is_deputy is False:
        return []
    with acting_as(AUTH):
        return acting_deputies.rows(clock.today(), user.pk)


def actor_for(user, face: str) -> Actor:
    """The actor of a signed-in user.

    `face` is a membership id, `deputy-<id>`, `counter-…`, `worker`, or empty: then the first
    membership counts, and a person without one is a worker. What has ended gives the worker's face.
    """
    if not user.is_authenticated:
        return ANYONE
    if face == WORKER_FACE:
        return worker(user.pk)
    if str(face).startswith(DEPUTY_FACE):
        return actor_as_deputy(user, face)
    if str(face).startswith(counter.FACE):
        return actor_at_counter(user, face)
    memberships = memberships_of(user)
    chosen = [m for m in memberships if str(m.pk) == str(face)] or (memberships if not face else [])
    return actor_of(chosen[0]) if chosen else worker(user.pk)


def actor_as_deputy(user, face: str) -> Actor:
    """In the member's role and place, under the own name."""
    for deputy in deputies_of(user):
        if face == f"{DEPUTY_FACE}{deputy.pk}":
            return acting_deputy(deputy)
    return worker(user.pk)


def actor_at_counter(user, face: str) -> Actor:
    """The person an officer serves; the officer when the time is over."""
    served = counter.read(face)
    officer = actor_for(user, str(served.membership_id))
    if officer.role not in counter.SERVING or not served.is_open:
        return officer
    return served.actor(officer)


def acting_deputy(deputy: Deputy) -> Actor:
    """The actor of one deputy: the member's rights, the deputy's name."""
    member = actor_of(deputy.member)
    return replace(member, user_id=deputy.deputy_user_id, deputy_for=deputy.member_user_id)


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
    """What the switcher offers: every membership, every member one is deputy of, the own face."""
    own_place = (actor.organization_id, actor.role, actor.deputy_for)
    faces = [
        {
            "key": str(m.pk),
            "label": str(m),
            "is_current": (m.organization_id, m.role, None) == own_place,
        }
        for m in memberships_of(user)
    ]
    faces += [
        {
            "key": f"{DEPUTY_FACE}{d.pk}",
            "label": _("As deputy of %(name)s: %(membership)s")
            % {"name": d.member_user, "membership": d.member},
            "is_current": (d.organization_id, d.member.role, d.member_user_id) == own_place,
        }
        for d in deputies_of(user)
    ]
    is_oneself = actor.role == Role.WORKER and not actor.helper
    own = {"key": WORKER_FACE, "label": Role.WORKER.label, "is_current": is_oneself}
    return [*faces, own]


def holds_conflicting_role(user_id: int, role: str) -> bool:
    """Whether a person holds, anywhere, a role that excludes this one; never which."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT holds_conflicting_role(%s, %s)", [user_id, role])
        return cursor.fetchone()[0]


def user_with_email(email: str) -> User | None:
    """The account of an address, as far as the acting scope sees accounts."""
    return User.objects.filter(email__iexact=email).first() if email else None


def standing_actor(user_id: int, organization_id: int | None, role: str) -> Actor | None:
    """The actor of a user in a role of an organization, or as a worker, if it still stands.

    Who has the role of one's own acts as such; else the member one is deputy of is named.
    """
    with acting_as(AUTH):
        user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    if role == Role.WORKER:
        return worker(user_id)
    actors = [
        *(actor_of(membership) for membership in memberships_of(user)),
        *(acting_deputy(deputy) for deputy in deputies_of(user)),
    ]
    wanted = (organization_id, role)
    return next((a for a in actors if (a.organization_id, a.role) == wanted), None)


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


def visiting_officers(district_id: int):
    """Who may visit for a district: its reviewers and inspectors, one row a person."""
    members = Membership.objects.active().filter(
        organization__kind=OrganizationKind.DISTRICT_BUREAU,
        organization__district_id=district_id,
        role__in=(Role.DISTRICT_REVIEWER, Role.INSPECTOR),
    )
    return User.objects.filter(pk__in=members.values("user_id"), is_active=True).order_by("name")


def district_bureau(district_id: int) -> str:
    """The name of the bureau of a district; of the city where the district has none of its own."""
    found = Organization.objects.filter(
        kind=OrganizationKind.DISTRICT_BUREAU, district_id=district_id
    )
    return name_of(found) or municipal_bureau()


def municipal_bureau() -> str:
    """The name of the municipal bureau."""
    found = Organization.objects.filter(kind=OrganizationKind.MUNICIPAL_BUREAU)
    return name_of(found)


def name_of(bureaus) -> str:
    """What the first of them is called, "" without any."""
    bureau = bureaus.first()
    return str(bureau) if bureau else ""


def staff_phones(user_ids) -> dict[int, str]:
    """{user id: phone} of staff who gave one, while they have a membership; for the system alone.

    Whoever has left is reached as a worker, if at all.
    """
    rows = User.objects.filter(pk__in=user_ids, is_active=True, phone__isnull=False)
    staff = Membership.objects.active().values("user_id")
    return dict(rows.filter(pk__in=staff).values_list("pk", "phone"))


def mail_addresses(user_ids) -> dict[int, str]:
    """{user id: e-mail} of accounts that are active."""
    rows = User.objects.filter(pk__in=user_ids, is_active=True).exclude(email="")
    return dict(rows.values_list("pk", "email"))
