"""What start-ups ask of the founder and of the institution, on their first pages."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import section
from core.permissions import has_role
from trainees.enums import FollowUpState
from trainees.models import StartUpFollowUp

MOST_SHOWN = 6


def due(actor):
    seen = StartUpFollowUp.objects.visible_to(actor).filter(state=FollowUpState.DUE)
    return seen.select_related("start_up__enrolment").order_by("due_on", "pk")


@section("account", order=14, rule=has_role(Role.WORKER))
def my_follow_ups(request, obj):
    """Businesses of one's own one is asked after; nothing where there is none."""
    rows = list(due(request.actor)[:MOST_SHOWN])
    if not rows:
        return None
    context = {"follow_ups": rows, "page": "account:business-detail"}
    return {
        "title": _("How is your business?"),
        "template": "trainees/follow_ups_due.html",
        "context": context,
    }


@section("workspace", order=14, rule=has_role(Role.INSTITUTION_ADMIN))
def follow_ups_to_record(request, obj):
    """Businesses of one's own trainees to be followed up; nothing where there is none."""
    waiting = due(request.actor)
    rows = list(waiting[:MOST_SHOWN])
    if not rows:
        return None
    more = waiting.count() - len(rows) if len(rows) == MOST_SHOWN else 0
    context = {"follow_ups": rows, "page": "workspace:start-up-detail", "more": more}
    return {
        "title": _("Start-ups to follow up"),
        "template": "trainees/follow_ups_due.html",
        "context": context,
    }
