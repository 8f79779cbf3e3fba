"""The bureaus' answers to an application, and what becomes of an accreditation in force."""

from datetime import timedelta

from django.db import IntegrityError

from core import audit, clock
from core.access import Actor, system_actor
from core.limits import last_moment
from core.messages import RecordApproved, UnitRemoved, UnitResumed, UnitSuspended
from core.refusals import Refused
from core.workflow import moving, perform, performs
from organizations.enums import AccreditationState as S
from organizations.enums import Standing
from organizations.models import Accreditation
from organizations.services.applications import KIND, start_clock
from organizations.services.organizations import set_standing, settle_unit
from organizations.services.telling import sending_back, tell_officers, tell_unit
from organizations.services.visits import unsign

SYSTEM = system_actor("accreditation")


@performs(Accreditation, "return")
def return_accreditation(accreditation, *, actor: Actor, reason_code, reason: str):
    """Send it back for completion: the bureau's clock stops, the unit's begins."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(accreditation, "return", actor=actor, kind=KIND, **texts) as row:
        row.returned_at = clock.now()
    return row


@performs(Accreditation, "refuse")
def refuse_accreditation(accreditation, *, actor: Actor, reason_code, reason: str):
    """Refuse it; the unit may appeal, and may apply again."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(accreditation, "refuse", actor=actor, kind=KIND, **texts) as row:
        decide(row, actor)
    return row


def decide(row: Accreditation, actor: Actor) -> None:
    """Who decided and when; never who passed it on for the district, nor for them (SD02)."""
    passers = {row.passed_by_id} | audit.persons(row, "pass_district")
    if row.passed_by_id and passers & actor.persons:
        raise Refused("same_reviewer")
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()


@performs(Accreditation, "reopen")
def reopen_accreditation(accreditation, *, actor: Actor, reason="", reason_code=""):
    """An appeal was upheld: the application is the district's again, with a new clock.

    Raises Refused: application_live when the unit has applied anew.
    """
    try:
        texts = {"reason": reason, "reason_code": reason_code}
        with moving(accreditation, "reopen", actor=actor, **texts) as row:
            row.decided_by = row.decided_at = row.passed_by = row.passed_at = None
            row.returned_at = None
            unsign(row)
            start_clock(row)
            tell_officers(row, row.reply_due_on, kind=KIND)
    except IntegrityError:
        raise Refused("application_live") from None
    return row


@performs(Accreditation, "accredit")
def accredit(accreditation, *, actor: Actor):
    """Accredit the unit from today on; what it renews ends. Raises Refused: same_reviewer."""
    today = clock.today()
    with moving(accreditation, "accredit", actor=actor) as row:
        decide(row, actor)
        end_renewed(row)
        row.valid_from = today
        row.valid_until = last_moment("tl_accreditation_validity", today)
        stand(row, actor, Standing.ACCREDITED, row.valid_until)
        settle_unit(actor=actor, organization=row.organization, address=row.premises_address)
        tell_unit(RecordApproved, row, kind=KIND)
    return row


def end_renewed(row: Accreditation) -> None:
    """What is in force ends with yesterday: one accreditation a unit, without a gap."""
    current = Accreditation.objects.in_force().filter(organization_id=row.organization_id).first()
    if current is None:
        return
    if current.state == S.SUSPENDED:
        raise Refused("wrong_state", f"{current.number} {current.get_state_display()}")
    perform(current, "expire", actor=SYSTEM, renewed_by=row.number)


def stand(row: Accreditation, actor, standing, until=None, reason="") -> None:
    """Keep the unit's standing in step: the one place others ask."""
    set_standing(
        actor=actor, organization=row.organization, standing=standing, until=until, reason=reason
    )


@performs(Accreditation, "suspend")
def suspend_accreditation(accreditation, *, actor: Actor, reason_code, reason: str):
    """No new filings for now; what runs goes on."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(accreditation, "suspend", actor=actor, **texts) as row:
        stand(row, actor, Standing.SUSPENDED, row.valid_until, reason)
        tell_unit(UnitSuspended, row, kind=KIND, reason=reason_code)
    return row


@performs(Accreditation, "resume")
def resume_accreditation(accreditation, *, actor: Actor, reason: str):
    """The reason is gone: the unit may file again until the end of its accreditation."""
    with moving(accreditation, "resume", actor=actor, reason=reason) as row:
        stand(row, actor, Standing.ACCREDITED, row.valid_until, reason)
        tell_unit(UnitResumed, row, kind=KIND)
    return row


@performs(Accreditation, "remove")
def remove_accreditation(accreditation, *, actor: Actor, reason_code, reason: str):
    """Take the unit out of the public directory."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(accreditation, "remove", actor=actor, **texts) as row:
        stand(row, actor, Standing.REMOVED, reason=reason)
        tell_unit(UnitRemoved, row, kind=KIND)
    return row


@performs(Accreditation, "expire")
def expire_accreditation(accreditation, *, actor: Actor, renewed_by=""):
    """The last day is over, or a renewal has begun in its place; then the unit goes on standing."""
    today = clock.today()
    with moving(accreditation, "expire", actor=actor, reason=renewed_by) as row:
        if renewed_by:
            row.valid_until = max(row.valid_from, today - timedelta(days=1))
        elif row.valid_until >= today:
            raise Refused("wrong_state", f"{row.valid_until:%Y-%m-%d}")
        else:
            stand(row, actor, Standing.EXPIRED, row.valid_until)
    return row
