"""Online study on the pages of an enrolment, a session and a class."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import section
from core.permissions import has_role
from programs.enums import Mode
from trainees.models import StudyItem
from trainees.services.study import ENDED
from trainees.study_ledger import has_online, items_of


@section("enrolment", order=5, rule=has_role(Role.WORKER, *UNIT_ADMINS))
def study_of(request, enrolment):
    """What can be studied, how much of it counts, and the way to the ledger."""
    items = items_of(request.actor, enrolment)
    if not items:
        return None
    is_own = request.actor.role == Role.WORKER
    face = "account" if is_own else "workspace"
    context = {
        "items": items,
        "is_own": is_own,
        "ledger_url": reverse(f"{face}:study-ledger", args=[enrolment.pk]),
    }
    return {
        "title": _("Online study"),
        "template": "trainees/study_items.html",
        "context": context,
    }


@section("session", order=20, rule=has_role(*UNIT_ADMINS))
def items_of_session(request, session):
    """What is studied in an online session, and the way to add more."""
    if session.mode != Mode.ONLINE:
        return None
    items = StudyItem.objects.visible_to(request.actor).filter(session=session)
    return {
        "title": _("Learning items"),
        "template": "trainees/session_items.html",
        "context": {"items": items, "session": session, "may_add": session.state not in ENDED},
    }


@section("class", order=45, rule=has_role(*UNIT_ADMINS))
def study_of_class(request, training_class):
    """The way to what the learners have studied, where a session is online."""
    if not has_online(training_class):
        return None
    url = reverse("workspace:class-study", args=[training_class.number])
    return {
        "title": _("Online study"),
        "template": "trainees/class_study.html",
        "context": {"url": url},
    }
