"""Background work as its operator sees it: states, figures, reasons; no person and no content."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin.scoped import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from core.models import Job, JobState

RECENT = timedelta(days=1)


@admin.register(Job, site=site)
class JobAdmin(ScopedModelAdmin):
    roles = {Role.SYSTEM_ADMINISTRATOR}
    icon = "pending_actions"
    list_display = (
        "shown_kind", "state", "done", "total", "attempts", "created_at", "finished_at",
        "error_code",
    )  # fmt: skip
    list_filter = ("state", "kind")
    list_before_template = "core/job_health.html"
    will_come = _("Imports, exports and reports that people start are listed here.")
    fields = readonly_fields = (
        "shown_kind", "state", "role", "done", "total", "attempts", "created_at", "started_at",
        "finished_at", "lease_until", "failure",
    )  # fmt: skip

    @admin.display(description=_("kind"))
    def shown_kind(self, job):
        return job.title

    @admin.display(description=_("error"))
    def failure(self, job):
        return job.failure

    def changelist_view(self, request, extra_context=None):
        context = {"health": health(request.actor), **(extra_context or {})}
        return super().changelist_view(request, context)


def health(actor) -> list[tuple]:
    """What an operator looks at first: how much waits, how long, what nobody answers for."""
    late = Q(lease_until__lt=timezone.now() - timedelta(minutes=2))
    waits, runs = Q(state=JobState.QUEUED), Q(state=JobState.RUNNING)
    failed = Q(state=JobState.FAILED, finished_at__gte=clock.now() - RECENT)
    found = Job.objects.visible_to(actor).aggregate(
        waiting=Count("pk", filter=waits),
        oldest=Min("created_at", filter=waits),
        running=Count("pk", filter=runs),
        late=Count("pk", filter=late & (waits | runs)),
        failed=Count("pk", filter=failed),
    )
    since = timezone.localtime(found["oldest"]) if found["oldest"] else None
    return [
        (_("Queued"), found["waiting"]),
        (_("Oldest waits since"), f"{since:%Y-%m-%d %H:%M}" if since else "–"),
        (_("Running"), found["running"]),
        (_("Without a worker for over two minutes"), found["late"]),
        (_("Failed in the last day"), found["failed"]),
    ]
