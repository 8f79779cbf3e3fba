"""What stands under one's own data: groups, guardians, the bank account, employers, who looked."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import section
from core.permissions import has_role
from core.reveals.queries import look_of, looks_at
from organizations.models import Organization
from trainees.ages import is_minor
from trainees.enums import AccountState
from trainees.models import (
    BankAccount,
    Employment,
    GroupMembership,
    Guardianship,
)
from trainees.services.people import own_trainee

LATEST_LOOKS = 5


@section("privacy", order=5, rule=has_role(Role.WORKER))
def my_groups(request, obj):
    """The key groups one has proven or is proving, and the way to another."""
    own = GroupMembership.objects.visible_to(request.actor).select_related("group")
    return {
        "title": _("My key groups"),
        "template": "trainees/my_groups.html",
        "context": {"groups": own[:6]},
    }


@section("privacy", order=6, rule=has_role(Role.WORKER))
def guardians_and_wards(request, obj):
    """Who agreed for the reader, and for whom the reader agreed; nothing where there is none."""
    seen = Guardianship.objects.visible_to(request.actor)
    own, wards = (
        list(rows[:6])
        for rows in (seen.of_ward(request.actor.user_id), seen.of_guardian(request.actor.user_id))
    )
    trainee = own_trainee(request.actor)
    minor = trainee is not None and is_minor(trainee.birth_on)
    if not (own or wards or minor):
        return None
    return {
        "title": _("Guardians and wards"),
        "template": "trainees/guardians_and_wards.html",
        "context": {"guardians": own, "wards": wards, "is_minor": minor},
    }


@section("privacy", order=8, rule=has_role(Role.WORKER))
def my_bank_account(request, obj):
    """Where money for the reader goes, and the way to another account."""
    if own_trainee(request.actor) is None:
        return None
    own = BankAccount.objects.visible_to(request.actor).exclude(state=AccountState.ENDED)
    return {
        "title": _("My bank account"),
        "template": "trainees/my_bank_account.html",
        "context": {"accounts": own},
    }


@section("privacy", order=7, rule=has_role(Role.WORKER))
def my_employers(request, obj):
    """Which enterprises have recorded one as an employee; nothing where none has."""
    own = Employment.objects.visible_to(request.actor).counting().select_related("organization")
    rows = list(own)
    if not rows:
        return None
    return {
        "title": _("Recorded as an employee"),
        "template": "trainees/my_employers.html",
        "context": {"employments": rows},
    }


@section("privacy", order=10, rule=has_role(Role.WORKER))
def who_looked(request, obj):
    """The latest looks at the reader's data: who, when, at what and why."""
    latest = looks_at(request.actor)[: LATEST_LOOKS + 1]
    looks = with_offices(latest)
    return {
        "title": _("Who looked at my data"),
        "template": "trainees/looks.html",
        "context": {"looks": looks[:LATEST_LOOKS], "has_more": len(looks) > LATEST_LOOKS},
    }


def with_offices(entries) -> list[tuple]:
    """Looks with the bureau or unit whose member looked, in two queries."""
    looks = [look_of(entry) for entry in entries]
    offices = Organization.objects.in_bulk({look.organization_id for look in looks} - {None})
    return [(look, offices.get(look.organization_id)) for look in looks]
