"""Roles that exclude each other: every pair, by the service, by plain SQL, and in a race."""

import threading
from itertools import combinations

import pytest
from django.db import IntegrityError, connection, transaction

from core.enums import Role
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from organizations import services
from organizations.enums import MEMBER_ROLES, ROLES, MembershipState, OrganizationKind
from organizations.models import Membership, RoleConflict
from tests.organizations.conftest import SYSTEM, membership, organization, person

# The column "Incompatible with" of the handbook, written out by hand.
FINANCE = {"finance_preparer", "finance_approver", "finance_reconciler"}
REVIEWERS = {"municipal_reviewer", "district_reviewer"}
THREE = {"auditor", "system_administrator", "security_administrator"}
STAFF = FINANCE | REVIEWERS | THREE | {
    "municipal_chief", "policy_author", "policy_publisher", "inspector", "editor", "base_manager",
}  # fmt: skip
BUSINESS = {str(role) for role in MEMBER_ROLES} - THREE
HANDBOOK = {
    "municipal_reviewer": {"district_reviewer", "policy_publisher", *FINANCE, *THREE},
    "municipal_chief": {"district_reviewer", *FINANCE, *THREE},
    "policy_author": {"policy_publisher", *FINANCE, *THREE},
    "policy_publisher": {"policy_author", "municipal_reviewer", *FINANCE, *THREE},
    **{
        role: FINANCE | REVIEWERS | THREE | {"policy_author", "policy_publisher", "inspector"}
        for role in FINANCE
    },
    "inspector": FINANCE | THREE,
    "auditor": STAFF,
    "editor": {"auditor"},
    "district_reviewer": {"municipal_reviewer", "municipal_chief", *FINANCE, *THREE},
    "system_administrator": THREE | BUSINESS,
    "security_administrator": THREE | BUSINESS,
}
EXCLUDED = {
    frozenset((role, other)) for role, others in HANDBOOK.items() for other in others - {role}
}
PAIRS = [frozenset(pair) for pair in combinations(sorted(map(str, MEMBER_ROLES)), 2)]


@pytest.fixture
def places(owner):
    """One organization of every kind, and the places where each role exists."""
    made = {
        kind: organization(kind, "DL-00" if kind == "municipal_bureau" else "DL-06", kind)
        for kind in OrganizationKind.values
    }
    return {str(r): made[kind] for kind, roles in ROLES.items() for r in roles}


def test_the_stored_pairs_are_those_of_the_handbook_both_ways(owner, record_counts):
    stored = set(RoleConflict.objects.values_list("role", "other"))
    assert stored == {(a, b) for pair in EXCLUDED for a in pair for b in pair - {a}}
    record_counts(f"incompatible roles: {len(EXCLUDED)} pairs of {len(PAIRS)}, both ways stored")


def tried(user, place, role, *, by_service) -> bool:
    """Whether the second role was given; everything is undone afterwards."""
    reason = ""
    try:
        with transaction.atomic():
            if by_service:
                services.add_membership(actor=SYSTEM, user=user, organization=place, role=role)
            else:
                insert(user.pk, place, role)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except Refused as refused:
        reason = refused.code
    except IntegrityError as error:
        reason = error.__cause__.diag.constraint_name
    assert reason in ("", "role_incompatible" if by_service else "roles_are_compatible")
    return not reason


def insert(user_id, place, role) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organizations_membership"
            " (user_id, organization_id, district_id, role, state, since)"
            " VALUES (%s, %s, %s, %s, 'active', now())",
            [user_id, place.pk, place.district_id, role],
        )


@pytest.mark.parametrize("by_service", [True, False], ids=["service", "plain SQL"])
def test_every_pair_of_roles_is_allowed_or_refused_as_written(places, by_service, record_counts):
    refused = set()
    for role in sorted(places):
        user = person(f"holder.{role}", (places[role], role))
        for other in sorted(set(places) - {role}):
            if not tried(user, places[other], other, by_service=by_service):
                refused.add((role, other))
    assert refused == {(a, b) for pair in EXCLUDED for a in pair for b in pair - {a}}
    way = "service" if by_service else "plain SQL"
    asked = len(places) * (len(places) - 1)
    record_counts(f"pairs of roles by {way}: {asked} tried, {len(refused)} refused")


def test_an_ended_role_excludes_nothing_and_a_suspended_one_does(places):
    user = person("chief", (places["municipal_chief"], Role.MUNICIPAL_CHIEF))
    row = membership(user)
    row.state = MembershipState.SUSPENDED
    row.save()
    assert not tried(user, places["auditor"], "auditor", by_service=True)
    row.state = MembershipState.ENDED
    row.save()
    assert tried(user, places["auditor"], "auditor", by_service=True)
    assert tried(user, places["auditor"], "auditor", by_service=False)


def test_of_two_conflicting_roles_given_at_once_one_wins(transactional_db, record_counts):
    """Both transactions insert before either commits; the check at the end decides."""
    rounds, won = 8, []
    with acting_as(OWNER):
        city = organization(OrganizationKind.MUNICIPAL_BUREAU, "DL-00", "市局")
    for number in range(rounds):
        with acting_as(OWNER):
            user = person(f"racer.{number}")
        won.append(race(user, city))
    assert won == [1] * rounds
    record_counts(f"races for conflicting roles: {rounds}, one winner each")


def race(user, city) -> int:
    barrier = threading.Barrier(2)

    def give(role):
        try:
            with acting_as(OWNER), transaction.atomic():
                insert(user.pk, city, role)
                barrier.wait(10)
        except IntegrityError:
            pass
        finally:
            connection.close()

    roles = (Role.AUDITOR, Role.SECURITY_ADMINISTRATOR)
    threads = [threading.Thread(target=give, args=[role]) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting_as(OWNER):
        return Membership.objects.filter(user=user).count()
