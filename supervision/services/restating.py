"""Corrections of a locked report: an edition of its own, with a reason for each changed figure."""

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.punctuation import enumerated
from core.refusals import Refused
from core.workflow import lock, moving, perform, performs
from organizations.models import User
from supervision.enums import ReportState
from supervision.models import QuarterlyReport, RestatementReason
from supervision.permissions import is_municipal_reviewer
from supervision.queries import corrected_indicators, kin_of
from supervision.services.schedule import create


@transaction.atomic
def start_correction(*, actor: Actor, report: QuarterlyReport, reason: str) -> QuarterlyReport:
    """The next edition of a locked report, made by the worker; one that is begun is found again.

    `reason` says what is thought to be wrong. Raises Refused: not_allowed, wrong_state,
    input_missing.
    """
    row = lock(report)
    if not is_municipal_reviewer(actor, row):
        raise Refused("not_allowed")
    begun = next(iter(kin_of(row).others), None)
    if begun and begun.edition > row.edition and begun.state != ReportState.LOCKED:
        return begun
    if row.state != ReportState.LOCKED:
        raise Refused("wrong_state", row.get_state_display())
    if not reason.strip():
        raise Refused("input_missing", _("the reason"))
    key = {**row.key, "district": row.district, "organization": row.organization}
    edition = create({**key, "edition": row.edition + 1}, actor, reason=reason)
    return perform(edition, "generate", actor=actor)


@transaction.atomic
def state_reasons(*, actor: Actor, report: QuarterlyReport, reasons: dict[str, str]) -> None:
    """Why the figures differ from the earlier edition: by indicator; empty ones stay unsaid.

    Raises Refused: not_allowed, wrong_state.
    """
    row = lock(report)
    if not is_municipal_reviewer(actor, row):
        raise Refused("not_allowed")
    if row.state != ReportState.DRAFT:
        raise Refused("wrong_state", row.get_state_display())
    corrected = {indicator.id for indicator in corrected_indicators(kin_of(row))}
    given = {key: text.strip() for key, text in reasons.items() if key in corrected}
    name = User.objects.values_list("name", flat=True).get(pk=actor.user_id)
    stated = {"person_id": actor.user_id, "person_name": name, "stated_at": clock.now()}
    for key, text in given.items():
        if text:
            place = {"district_id": row.district_id, "organization_id": row.organization_id}
            RestatementReason.objects.update_or_create(
                report=row, indicator=key, defaults={"reason": text, **place, **stated}
            )
    audit.record(actor, "state_reasons", row, facts={k: v for k, v in given.items() if v})


def require_reasons(report: QuarterlyReport) -> None:
    """A corrected edition is signed when each changed figure has its reason.

    Raises Refused: restatement_reason_missing, naming the indicators.
    """
    if report.edition == 1:
        return
    stated = set(report.restatement_reasons.values_list("indicator", flat=True))
    missing = [str(item) for item in corrected_indicators(kin_of(report)) if item.id not in stated]
    if missing:
        raise Refused("restatement_reason_missing", enumerated(missing))


def restate_earlier(report: QuarterlyReport, actor: Actor) -> None:
    """The edition before a locked one is restated: it stays readable and points to this one."""
    earlier = kin_of(report).earlier
    if earlier is not None and earlier.state == ReportState.LOCKED:
        perform(earlier, "restate", actor=actor)


@performs(QuarterlyReport, "restate")
def restate(report, *, actor: Actor):
    """Follows from the signature under a later edition. Raises Refused: wrong_state without one."""
    if report.state == ReportState.LOCKED and kin_of(report).later is None:
        raise Refused("wrong_state", report.get_state_display())
    with moving(report, "restate", actor=actor) as row:
        return row
