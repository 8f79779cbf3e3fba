"""Writes about tenants and people: accounts, memberships, standing."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.identifiers import check_phone
from core.numbers import next_serial
from core.privacy import keyed_hash
from core.refusals import Refused
from organizations.enums import ROLES, OrganizationKind, Standing
from organizations.models import Membership, Organization, User


@transaction.atomic
def create_user(*, actor: Actor, username, name, password="", email="", phone="") -> User:
    """A new account; without a password nobody can sign in to it yet."""
    user = User(
        username=username,
        name=name,
        email=email,
        phone_hash=keyed_hash(check_phone(phone)) if phone else "",
        password=make_password(password or None),
        date_joined=clock.now(),
    )
    user.save()
    audit.record(actor, "create", user)
    return user


@transaction.atomic
def create_organization(*, actor: Actor, kind, name, short_name, district, **facts) -> Organization:
    """A new tenant with its public number `DL06-0001`."""
    prefix = district.code.replace("-", "")
    number = f"{prefix}-{next_serial(f'organization-{prefix}'):04d}"
    organization = Organization(
        number=number, kind=kind, name=name, short_name=short_name, district=district, **facts
    )
    organization.save()
    audit.record(actor, "create", organization)
    return organization


@transaction.atomic
def add_membership(*, actor: Actor, user: User, organization: Organization, role) -> Membership:
    """Give a person a role; refuses a role this kind of organization does not have."""
    if role not in ROLES[organization.kind]:
        raise Refused("role_incompatible", organization.get_kind_display())
    membership = Membership(
        user=user,
        organization=organization,
        district=organization.district,
        role=role,
        since=clock.now(),
    )
    membership.save()
    audit.record(actor, "begin", membership)
    return membership


@transaction.atomic
def set_standing(*, actor: Actor, organization: Organization, standing, until=None, reason=""):
    """Record whether a unit may teach and until when (kept by accreditation)."""
    row = Organization.objects.select_for_update().get(pk=organization.pk)
    before = audit.columns(row)
    row.standing, row.accredited_until = standing, until
    row.save()
    audit.record(actor, "set_standing", row, before=before, reason=reason)
    return row


def check_may_teach(organization: Organization, on) -> None:
    """Refused: accreditation_missing, unless the unit's accreditation covers the day."""
    needs_none = organization.kind == OrganizationKind.ENTERPRISE
    covers = organization.accredited_until and organization.accredited_until >= on
    if not needs_none and not (organization.standing == Standing.ACCREDITED and covers):
        raise Refused("accreditation_missing", organization.get_standing_display())
