"""What apprenticeships ask of the worker and of the mentor, on their first pages."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import section
from core.permissions import has_role
from trainees.enums import ApprenticePlanState, LogState
from trainees.models import Apprentice, ApprenticeLog
from trainees.views.apprenticeship import open_weeks

MOST_SHOWN = 8


@section("account", order=14, rule=has_role(Role.WORKER))
def my_apprenticeship(request, obj):
    """The running apprenticeship, the weeks not written yet and those sent back."""
    own = Apprentice.objects.visible_to(request.actor).learning()
    along = ("plan__occupation", "plan__organization")
    row = own.filter(plan__state=ApprenticePlanState.RUNNING).select_related(*along).first()
    if row is None:
        return None
    returned = ApprenticeLog.objects.visible_to(request.actor).filter(
        apprentice=row, state=LogState.RETURNED
    )
    return {
        "title": _("My apprenticeship"),
        "template": "trainees/my_apprenticeship.html",
        "context": {"apprentice": row, "open": len(open_weeks(row)), "returned": returned},
    }


@section("workspace", order=11, rule=has_role(Role.MENTOR))
def weeks_to_confirm(request, obj):
    """Weeks of the own apprentices nobody has confirmed, the oldest first."""
    seen = ApprenticeLog.objects.visible_to(request.actor).filter(state=LogState.WRITTEN)
    rows = list(seen.select_related("apprentice").order_by("week_on", "pk"))
    return {
        "title": _("Weeks to confirm"),
        "template": "trainees/weeks_to_confirm.html",
        "context": {"logs": rows[:MOST_SHOWN], "more": len(rows[MOST_SHOWN:])},
    }
