"""Celery: the actor travels with every task, is checked again, and scopes all its queries."""

import gc
import os

from celery import Celery, Task
from celery.signals import worker_process_init

from dalian_training import task_log

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dalian_training.settings")

EVERY_MINUTE = 60.0
HOURLY = 3600.0


class ScopedTask(Task):
    """`actor` in the message header is [user id, face]; without one a task sees no rows.

    The system worker's login is its own role, so its tasks need no header.
    """

    abstract = True

    def apply_async(self, args=None, kwargs=None, **options):
        from core.tenancy.scope import current

        scope, headers = current(), task_log.request_header()
        if scope.user_id and not is_system_task(self.name):
            headers["actor"] = [scope.user_id, str(scope.organization_id or "worker")]
        options["headers"] = {**headers, **(options.get("headers") or {})}
        return super().apply_async(args, kwargs, **options)

    def __call__(self, *args, **kwargs):
        from core.tenancy.scope import SYSTEM, acting_as

        if is_system_task(self.name):
            scope = SYSTEM
        else:
            scope = scope_of(getattr(self.request, "actor", None))
        with acting_as(scope), task_log.logged(self):
            return super().__call__(*args, **kwargs)


def is_system_task(name: str) -> bool:
    return name.rsplit(".", maxsplit=1)[-1].startswith("system_")


def scope_of(header):
    """The scope of a header, if the membership still stands."""
    from core.tenancy.scope import NOBODY
    from organizations.queries import scope_in_organization

    return scope_in_organization(*header) if header else NOBODY


@worker_process_init.connect
def settle(**_signal) -> None:
    """What is loaded by now stays: the garbage collector need not look through it any more.

    Looking through the whole product again and again was a third of the time of reading a sheet.
    """
    gc.collect()
    gc.freeze()


app = Celery("dalian_training", task_cls=ScopedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# In the order in which things follow from one another: a clock that is moved rings them all.
app.conf.beat_schedule = {
    "move classes and sessions on": {"task": "programs.system_advance", "schedule": EVERY_MINUTE},
    "end invitations and deputies": {
        "task": "organizations.system_advance",
        "schedule": EVERY_MINUTE,
    },
    "offer free seats": {"task": "trainees.system_offer_seats", "schedule": EVERY_MINUTE},
    "lapse transfers": {"task": "trainees.system_lapse_transfers", "schedule": EVERY_MINUTE},
    "lapse attendance corrections": {
        "task": "trainees.system_lapse_attendance_corrections",
        "schedule": EVERY_MINUTE,
    },
    "make attendance partitions": {
        "task": "trainees.system_make_attendance_partitions",
        "schedule": HOURLY,
    },
    "lead apprenticeships": {
        "task": "trainees.system_lead_apprenticeships",
        "schedule": EVERY_MINUTE,
    },
    "lead vouchers": {"task": "trainees.system_lead_vouchers", "schedule": EVERY_MINUTE},
    "follow guardians": {"task": "trainees.system_follow_guardians", "schedule": EVERY_MINUTE},
    "check bank accounts": {"task": "trainees.system_check_accounts", "schedule": EVERY_MINUTE},
    "remind of vouchers": {"task": "trainees.system_remind_of_vouchers", "schedule": HOURLY},
    "end proofs of groups": {"task": "trainees.system_end_proofs", "schedule": EVERY_MINUTE},
    "settle study": {"task": "trainees.system_settle_study", "schedule": EVERY_MINUTE},
    "lapse corrections": {
        "task": "trainees.system_lapse_corrections",
        "schedule": EVERY_MINUTE,
    },
    "expire share links": {"task": "trainees.system_expire_shares", "schedule": EVERY_MINUTE},
    "follow start-ups": {"task": "trainees.system_follow_start_ups", "schedule": EVERY_MINUTE},
    "settle merges": {"task": "trainees.system_settle_merges", "schedule": HOURLY},
    "confirm by lists": {"task": "trainees.system_confirm_by_list", "schedule": EVERY_MINUTE},
    "ask for lists": {"task": "trainees.system_fetch_lists", "schedule": HOURLY},
    "end verifications": {"task": "trainees.system_end_verification", "schedule": EVERY_MINUTE},
    "end late exceptions": {
        "task": "trainees.system_end_late_exceptions",
        "schedule": EVERY_MINUTE,
    },
    "end rule sets that others followed": {
        "task": "policies.system_supersede",
        "schedule": HOURLY,
    },
    "publish announcements": {"task": "portal.system_advance", "schedule": EVERY_MINUTE},
    "schedule reports": {"task": "supervision.system_schedule_reports", "schedule": HOURLY},
    "expire reveals": {"task": "core.system_expire_reveals", "schedule": EVERY_MINUTE},
    "ring for waiting jobs": {"task": "core.system_requeue_jobs", "schedule": EVERY_MINUTE},
    "tell deadlines": {"task": "core.system_tell_deadlines", "schedule": HOURLY},
    "send daily summaries": {"task": "core.system_send_digests", "schedule": HOURLY},
    "send the outbox": {"task": "core.system_send_outbox", "schedule": EVERY_MINUTE},
    "make audit partitions": {"task": "core.system_make_audit_partitions", "schedule": HOURLY},
    "seal the audit trail": {"task": "core.system_seal_audit", "schedule": EVERY_MINUTE},
    "forget repeated requests": {"task": "core.system_forget_requests", "schedule": HOURLY},
}
