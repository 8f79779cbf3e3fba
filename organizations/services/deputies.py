"""Deputies: proposed, answered by the deputy, ended by the last day or earlier (workflow 2.1)."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.limits import last_moment
from core.numbers import next_serial
from core.outbox import english, notify
from core.refusals import Refused
from core.workflow import moving, performs
from organizations.enums import PERSONAL_ROLES, DeputyState, MembershipState
from organizations.messages import DeputyChanged
from organizations.models import Deputy, Membership
from organizations.permissions import may_manage
from organizations.queries import holds_conflicting_role


@transaction.atomic
def propose_deputy(
    *, actor: Actor, member: Membership, deputy: Membership, first_day, last_day
) -> Deputy:
    """Ask a member to act for another one of the same organization for a time.

    Refused: not_allowed, deputy_not_possible, role_incompatible.
    """
    if not may_manage(actor, member):
        raise Refused("not_allowed")
    check_pair(member, deputy)
    check_days(first_day, last_day)
    if holds_conflicting_role(deputy.user_id, member.role):
        raise Refused("role_incompatible")
    row = Deputy(
        organization_id=member.organization_id,
        district_id=member.district_id,
        number=f"DP{next_serial('deputy'):06d}",
        member=member,
        deputy=deputy,
        member_user_id=member.user_id,
        deputy_user_id=deputy.user_id,
        first_day=first_day,
        last_day=last_day,
        proposed_by_id=actor.user_id,
        proposed_at=clock.now(),
    )
    row.save()
    audit.record(actor, "propose", row)
    tell_both(row)
    return row


def check_pair(member, deputy) -> None:
    """Refused: deputy_not_possible, unless two active members of one organization are named.

    Rights of a teacher, mentor or assessor hang on the person, so nobody can stand in for one.
    """
    fits = (
        deputy.organization_id == member.organization_id
        and deputy.user_id != member.user_id
        and member.role not in PERSONAL_ROLES
        and {member.state, deputy.state} == {MembershipState.ACTIVE}
        and not Deputy.objects.live().filter(member=member, deputy=deputy).exists()
    )
    if not fits:
        raise Refused("deputy_not_possible")


def check_days(first_day, last_day) -> None:
    """Refused: deputy_not_possible, for days in the past or more than `tl_deputy` apart."""
    longest = last_moment("tl_deputy", first_day)
    if not clock.today() <= first_day <= last_day <= longest:
        raise Refused("deputy_not_possible", f"{first_day} – {longest}")


@performs(Deputy, "accept")
def accept_deputy(deputy, *, actor: Actor) -> Deputy:
    """The deputy agrees; from the first day on the switcher offers the member's face."""
    with moving(deputy, "accept", actor=actor, answered_at=clock.now()) as row:
        if row.last_day < clock.today():
            raise Refused("deputy_not_possible", str(row.last_day))
        if holds_conflicting_role(row.deputy_user_id, row.member.role):
            raise Refused("role_incompatible")
    tell_both(row)
    return row


@performs(Deputy, "refuse")
def refuse_deputy(deputy, *, actor: Actor) -> Deputy:
    """The deputy does not agree."""
    with moving(deputy, "refuse", actor=actor, answered_at=clock.now()) as row:
        pass
    tell_both(row)
    return row


@performs(Deputy, "end")
def end_deputy(deputy, *, actor: Actor, reason: str) -> Deputy:
    """The last day is over, or it ends earlier for a reason; the face is gone at once."""
    with moving(deputy, "end", actor=actor, reason=reason, ended_at=clock.now()) as row:
        pass
    tell_both(row)
    return row


def tell_both(deputy) -> None:
    """To the member and the deputy: what has become of it."""
    notify(
        DeputyChanged,
        [deputy.member_user_id, deputy.deputy_user_id],
        about=deputy,
        link=deputy.get_absolute_url(),
        number=deputy.number,
        unit=deputy.organization.short_name,
        role=english(Role(deputy.member.role)),
        state=english(DeputyState(deputy.state)),
        due=deputy.last_day,
    )
