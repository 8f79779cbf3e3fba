"""Changes of an accreditation: requested by the unit, looked at by the district, decided above."""

from django.db import IntegrityError, transaction

from core import audit, clock, files
from core.access import Actor
from core.limits import last_moment
from core.messages import RecordApproved
from core.numbers import next_serial
from core.refusals import Refused
from core.workflow import moving, perform, performs
from organizations.enums import AccreditationState, ChangeKind, ChangeState, PaperKind
from organizations.models import Accreditation, AccreditationChange
from organizations.permissions import is_applicant, is_district_reviewer
from organizations.services.applications import PURPOSE, keep_paper
from organizations.services.organizations import settle_unit
from organizations.services.telling import sending_back, tell_officers, tell_unit

KIND = "change of accreditation"
OWN_REQUESTS = {ChangeKind.SUSPENSION: "suspend", ChangeKind.REMOVAL: "remove"}
FACTS = {
    ChangeKind.NAME: ("name",),
    ChangeKind.LEGAL_PERSON: ("legal_person",),
    ChangeKind.PREMISES: ("premises_address", "premises_area"),
}


@transaction.atomic
def request_change(
    accreditation, *, actor: Actor, kind, wanted: dict, grounds: str, upload=None
) -> AccreditationChange:
    """Ask for a change; what is not an own request for an end needs a proof.

    Raises Refused: not_allowed, wrong_state, change_without_effect, document_missing,
    application_live while one of the same kind is open, upload_…
    """
    row = Accreditation.objects.select_for_update(of=("self",)).get(pk=accreditation.pk)
    if not is_applicant(actor, row):
        raise Refused("not_allowed")
    check_possible(row, kind, wanted)
    if upload is None and kind not in OWN_REQUESTS:
        raise Refused("document_missing", str(PaperKind.PROOF.label))
    change = make_change(row, kind, wanted, grounds)
    audit.record(actor, "create", change)
    if upload is not None:
        file = files.store(actor, upload, purpose=PURPOSE)
        keep_paper(actor, row, file, kind=PaperKind.PROOF, change=change)
    tell_officers(change, change.reply_due_on, kind=KIND)
    return change


def check_possible(row: Accreditation, kind, wanted: dict) -> None:
    """In force, and something is different from what is. A suspended unit may only leave."""
    leaves = kind == ChangeKind.REMOVAL and row.state == AccreditationState.SUSPENDED
    if row.state != AccreditationState.ACCREDITED and not leaves:
        raise Refused("wrong_state", row.get_state_display())
    if kind in FACTS and wanted == present(row, kind):
        raise Refused("change_without_effect", " · ".join(str(v) for v in wanted.values()))


def present(row: Accreditation, kind) -> dict:
    """The facts as they are, in the shape of `wanted`; empty for kinds a higher app knows."""
    if kind == ChangeKind.NAME:
        return {"name": row.organization.name}
    return {name: getattr(row, name) for name in FACTS.get(kind, ())}


def make_change(row, kind, wanted, grounds) -> AccreditationChange:
    today = clock.today()
    prefix = f"AC{today.year}-{row.district.code.replace('-', '')}"
    change = AccreditationChange(
        number=f"{prefix}-{next_serial(prefix):06d}",
        accreditation=row,
        organization_id=row.organization_id,
        district_id=row.district_id,
        kind=kind,
        wanted=wanted,
        grounds=grounds,
        requested_at=clock.now(),
        reply_due_on=last_moment("tl_change_reply", today),
    )
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError:
        raise Refused("application_live", str(ChangeKind(kind).label)) from None
    return change


@transaction.atomic
def report_change(change, *, actor: Actor, report: str) -> AccreditationChange:
    """The district's report of the visit to new premises. Raises Refused."""
    row = AccreditationChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if not is_district_reviewer(actor, row):
        raise Refused("not_allowed")
    if row.state != ChangeState.REQUESTED:
        raise Refused("wrong_state", row.get_state_display())
    before = audit.columns(row)
    row.report = report
    row.save()
    audit.record(actor, "record_visit", row, before=before)
    return row


@performs(AccreditationChange, "approve")
def approve_change(change, *, actor: Actor):
    """The new facts hold from today. Raises Refused: report_missing, wrong_state."""
    with moving(change, "approve", actor=actor) as row:
        if row.kind == ChangeKind.PREMISES and not row.report:
            raise Refused("report_missing")
        row.decided_by_id, row.decided_at = actor.user_id, clock.now()
        carry_out(row, actor)
        tell_unit(RecordApproved, row, kind=KIND)
    return row


def carry_out(change: AccreditationChange, actor: Actor) -> None:
    """What the change says; the scope is ended and added by the app that keeps it."""
    row = Accreditation.objects.select_for_update(of=("self",)).get(pk=change.accreditation_id)
    if change.kind in OWN_REQUESTS:
        move = OWN_REQUESTS[change.kind]
        perform(row, move, actor=actor, reason_code="own_request", reason=change.grounds)
        return
    if row.state != AccreditationState.ACCREDITED:
        raise Refused("wrong_state", f"{row.number} {row.get_state_display()}")
    if change.kind in FACTS:
        write_facts(row, change, actor)


def write_facts(row: Accreditation, change: AccreditationChange, actor: Actor) -> None:
    """Into the accreditation, and into the public register what stands there as well."""
    before, wanted = audit.columns(row), change.wanted
    if change.kind == ChangeKind.NAME:
        settle_unit(actor=actor, organization=row.organization, name=wanted["name"])
        return
    for name in FACTS[change.kind]:
        setattr(row, name, wanted[name])
    row.save()
    audit.record(actor, "update", row, before=before, reason=change.number)
    if change.kind == ChangeKind.PREMISES:
        address = wanted["premises_address"]
        settle_unit(actor=actor, organization=row.organization, address=address)


@performs(AccreditationChange, "refuse")
def refuse_change(change, *, actor: Actor, reason_code, reason: str):
    """Everything stays as it is; the unit is told why and may appeal."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(change, "refuse", actor=actor, kind=KIND, **texts) as row:
        row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    return row
