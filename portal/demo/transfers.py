"""Transfers in the demo: one that waits for its institution, where a programme has two classes."""

from datetime import time

from core import clock
from core.refusals import Refused
from portal.demo.actors import worker_of
from portal.demo.timetable import days_ago
from programs.enums import ClassState
from trainees.enums import EnrolmentState
from trainees.models import Enrolment, Transfer
from trainees.services.transfers import ask_transfer
from trainees.transfer_checks import targets_of

WHY = "工作改上晚班，想换到时间合适的班期。（演示内容）"
EVENING = time(18, 40)  # of yesterday


def make_transfers() -> Transfer | None:
    """The first person, in the order of keys, who can change to another class; else none."""
    inside = Enrolment.objects.filter(
        state__in=(EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING),
        training_class__state__in=(ClassState.OPEN, ClassState.RUNNING),
        training_class__programme__classes__state=ClassState.OPEN,
    )
    along = ("training_class__organization", "trainee")
    rows = inside.exclude(voucher__isnull=False).select_related(*along).distinct()
    with clock.at(days_ago(1, EVENING)):
        for enrolment in rows.order_by("training_class_id", "pk")[:200]:
            if row := asked(enrolment):
                return row
    return None


def asked(enrolment) -> Transfer | None:
    worker = worker_of(enrolment.trainee)
    for target in targets_of(worker, enrolment):
        try:
            return ask_transfer(actor=worker, enrolment=enrolment, target=target, grounds=WHY)
        except Refused:
            continue
    return None
