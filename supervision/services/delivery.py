"""A locked report goes to whoever reads it by office; each recipient confirms it once."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.enums import SUM_READERS, UNIT_ADMINS, Role
from core.outbox import notify, users_in_role, users_of
from core.refusals import Refused
from organizations.models import User
from supervision.messages import ReportLocked
from supervision.models import QuarterlyReport, ReportReceipt


def deliver(report: QuarterlyReport) -> list[int]:
    """Write a receipt for every recipient and tell them; returns their user ids, each once."""
    people = sorted(recipients(report))
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    now = clock.now()
    ReportReceipt.objects.bulk_create(
        ReportReceipt(report=report, user_id=pk, name=names.get(pk, ""), delivered_at=now)
        for pk in people
    )
    notify(
        ReportLocked,
        people,
        about=report,
        occasion="locked",
        link=report.get_absolute_url(),
        period=report.quarter,
    )
    return people


def recipients(report) -> set[int]:
    """The bureau's readers of sums, and the district or institution the report is about."""
    found = {user for role in SUM_READERS for user in users_in_role(role)}
    if report.district_id:
        found |= set(users_in_role(Role.DISTRICT_REVIEWER, report.district_id))
    if report.organization_id:
        for role in UNIT_ADMINS:
            found |= set(users_of(report.organization_id, role))
    return found


@transaction.atomic
def confirm_receipt(*, actor: Actor, report: QuarterlyReport) -> ReportReceipt:
    """The acting person has received the report; a second time changes nothing.

    Raises Refused: not_allowed for who is no recipient.
    """
    receipts = ReportReceipt.objects.select_for_update(of=("self",))
    receipt = receipts.filter(report=report, user_id=actor.user_id).first()
    if receipt is None:
        raise Refused("not_allowed")
    if receipt.confirmed_at is None:
        receipt.confirmed_at = clock.now()
        receipt.save(update_fields=["confirmed_at"])
        audit.record(actor, "confirm_receipt", report, facts={"name": receipt.name})
    return receipt
