"""Appeals of a unit: made in time and with a ground, taken back (workflow 2.17)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit, clock, files
from core.access import Actor
from core.numbers import next_serial
from core.refusals import Refused
from core.workflow import lock, moving, performs
from policies.queries import last_moment, limit_on
from supervision.appealable import KINDS, LIMIT, Decision, decision_on
from supervision.enums import AppealGround
from supervision.models import AppealEvidence, DecisionAppeal
from supervision.models.appeal import COUNTED
from supervision.permissions import may_appeal
from supervision.services.appeal_telling import tell_officers, tell_withdrawn

MOST_FILES = 5
FURTHER = _(
    "Beside this appeal the law leaves administrative reconsideration and an action before the "
    "court, each within its own term."
)


@transaction.atomic
def submit_appeal(*, actor: Actor, record, ground: str, text: str, evidence=()) -> DecisionAppeal:
    """Appeal against what was decided on a record of the acting unit.

    `evidence` are uploads. Raises Refused: not_allowed, nothing_to_appeal, appeal_too_late,
    appeal_no_grounds, appeal_running, too_many_records, and what `files.store` raises.
    """
    if not may_appeal(actor, record):
        raise Refused("not_allowed")
    row = lock(record)
    decision = decision_on(row, actor)
    if decision is None:
        raise Refused("nothing_to_appeal", row.get_state_display())
    refuse_late(decision)
    if ground not in AppealGround or not text.strip():
        raise Refused("appeal_no_grounds", remedy=_("Choose a ground and say what is wrong."))
    refuse_second(decision)
    appeal = written(actor, decision, ground, text.strip())
    keep_evidence(appeal, actor, evidence)
    tell_officers(appeal)
    return appeal


def refuse_late(decision: Decision) -> None:
    """Raises Refused: appeal_too_late, with the last day, its clause and the way that is left."""
    if clock.today() > decision.until:
        limit = limit_on(LIMIT, decision.delivered_on)
        raise Refused(
            "appeal_too_late", f"{clock.today()} > {decision.until}",
            clause=limit.clause_name, clause_url=limit.clause_url, remedy=FURTHER,
        )  # fmt: skip


def refuse_second(decision: Decision) -> None:
    """A decision is appealed against once. Raises Refused: appeal_running, naming the other."""
    against = DecisionAppeal.objects.filter(
        kind=decision.kind, record_id=decision.record.pk, entry_id=decision.entry.pk
    )
    other = against.filter(state__in=COUNTED).first()
    if other:
        raise Refused("appeal_running", f"{other.number} {other.get_state_display()}")


def written(actor, decision: Decision, ground, text) -> DecisionAppeal:
    """The row; who appeals has a part, too."""
    record, now = decision.record, clock.now()
    prefix = f"AP{now:%Y}"
    row = DecisionAppeal(
        number=f"{prefix}-{next_serial(prefix):06d}",
        organization_id=record.organization_id,
        district_id=record.district_id,
        kind=decision.kind,
        record_id=record.pk,
        record_number=record.number,
        record_name=KINDS[decision.kind].title(record),
        entry_id=decision.entry.pk,
        decided_at=decision.delivered_at,
        decided_by=sorted(decision.by),
        involved=sorted(decision.involved | actor.persons),
        appeal_until=decision.until,
        ground=ground,
        text=text,
        submitted_at=now,
        due_on=last_moment("tl_appeal_accept", clock.today()),
    )
    row.save()
    audit.record(actor, "submit", row)
    return row


def keep_evidence(appeal, actor, uploads) -> None:
    """Raises Refused for too many files, and for one that is not what it says."""
    if len(uploads) > MOST_FILES:
        raise Refused("too_many_records", f"{len(uploads)} > {MOST_FILES}")
    own = {"organization_id": appeal.organization_id, "district_id": appeal.district_id}
    for upload in uploads:
        file = files.store(actor, upload, purpose="evidence")
        row = AppealEvidence.objects.create(**own, appeal=appeal, file=file)
        audit.record(actor, "create", row)


@performs(DecisionAppeal, "withdraw")
def withdraw(appeal, *, actor: Actor):
    """Taken back by the unit; whoever was told of it hears."""
    with moving(appeal, "withdraw", actor=actor) as row:
        tell_withdrawn(row)
    return row
