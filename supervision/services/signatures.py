"""The moves people make: ask for the figures, sign, send back, sign second and lock."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.messages import RecordReturned
from core.outbox import notify, users_in_role
from core.refusals import Refused
from core.tasks import ring
from core.workflow import moving, performs
from organizations.models import User
from policies.queries import last_moment
from supervision.messages import ReportReady
from supervision.models import QuarterlyReport
from supervision.periods import Quarter
from supervision.services.delivery import deliver
from supervision.services.restating import require_reasons, restate_earlier


@performs(QuarterlyReport, "generate")
def generate(report, *, actor: Actor):
    """Ask the system worker for the figures; the page can be left meanwhile."""
    return ask_worker(report, "generate", actor)


@performs(QuarterlyReport, "regenerate")
def regenerate(report, *, actor: Actor, reason: str):
    """Compute anew before the report is signed; the earlier snapshot is kept."""
    return ask_worker(report, "regenerate", actor, reason=reason)


def ask_worker(report, name, actor, **texts):
    """Put the row to `generating`; the task does the work after the commit."""
    with moving(report, name, actor=actor, error="", **texts) as row:
        transaction.on_commit(lambda: ring_worker(row.pk))
    return row


def ring_worker(report_id: int) -> None:
    """If the broker is away, the timetable finds the report `generating` and makes it."""
    from supervision.tasks import system_generate_report

    ring(system_generate_report, report_id)


@performs(QuarterlyReport, "submit")
def submit(report, *, actor: Actor):
    """The first signature; the chief is told. A corrected edition says why before."""
    require_reasons(report)
    signed = signature("submitted", actor)
    with moving(report, "submit", actor=actor, **signed) as row:
        notify(
            ReportReady,
            users_in_role(Role.MUNICIPAL_CHIEF),
            about=row,
            link=row.get_absolute_url(),
            period=row.quarter,
        )
    return row


@performs(QuarterlyReport, "send_back")
def send_back(report, *, actor: Actor, reason: str):
    """Back to the reviewer, who is told why; the first signature is void."""
    unsigned = {"submitted_by_id": None, "submitted_by_name": "", "submitted_at": None}
    with moving(report, "send_back", actor=actor, reason=reason, **unsigned) as row:
        notify(
            RecordReturned,
            [row.submitted_by_id],
            about=row,
            link=row.get_absolute_url(),
            kind="quarterly report",
            number=row.number,
            reason=reason,
            due=last_moment("tl_report_due", Quarter.parse(row.quarter).last),
        )
    return row


@performs(QuarterlyReport, "lock")
def lock_report(report, *, actor: Actor):
    """The second signature, by another person, also behind a deputy; the figures are final.

    The report goes to its recipients; an edition that corrects another one takes its place.
    """
    if audit.persons(report, "submit") & actor.persons:
        raise Refused("not_allowed")
    signed = signature("locked", actor)
    with transaction.atomic():
        with moving(report, "lock", actor=actor, **signed) as row:
            pass
        restate_earlier(row, actor)
        deliver(row)
    return row


def signature(verb: str, actor: Actor) -> dict:
    """The columns of a signature; the name stays as it was when it was given."""
    name = User.objects.values_list("name", flat=True).get(pk=actor.user_id)
    return {f"{verb}_by_id": actor.user_id, f"{verb}_by_name": name, f"{verb}_at": clock.now()}
