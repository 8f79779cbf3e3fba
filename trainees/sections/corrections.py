"""At a record in the bureau's admin: what its person wished to have corrected, with the outcome."""

from django.utils.translation import gettext_lazy as _

from core.pages import section
from core.permissions import has_role
from trainees.models import CorrectionRequest
from trainees.permissions import READERS

MOST = 20


@section("record trainees.trainee", order=40, rule=has_role(*READERS))
def of_trainee(request, obj):
    """Requests about the record of a person; nothing where there is none."""
    return shown(request, {"trainee": obj, "enrolment__isnull": True})


@section("record trainees.enrolment", order=40, rule=has_role(*READERS))
def of_enrolment(request, obj):
    """Requests about what an enrolment carries."""
    return shown(request, {"enrolment": obj})


def shown(request, wanted):
    rows = list(CorrectionRequest.objects.visible_to(request.actor).filter(**wanted)[:MOST])
    if not rows:
        return None
    return {
        "title": _("Corrections asked for"),
        "template": "trainees/corrections_of.html",
        "context": {"corrections": rows},
    }
