"""The annual plan in the bureau's admin: written, commented on by the districts, approved."""

from django.contrib import admin
from django.db.models import F, Q
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import CASE_READERS, Role
from core.waiting import Work
from programs.enums import PlanState
from programs.models import AnnualPlanVersion, PlanComment
from programs.permissions import PLANNERS, may_comment_plan
from programs.planning import shown
from programs.services.annual_plan import create_plan


def plans_to_comment(actor):
    """Plans in consultation without a comment of the actor's bureau; None for other roles."""
    if actor.role != Role.DISTRICT_REVIEWER:
        return None
    said = PlanComment.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    plans = AnnualPlanVersion.objects.visible_to(actor).filter(
        state=PlanState.IN_CONSULTATION, consultation_ends_on__gte=clock.today()
    )
    return plans.exclude(pk__in=said.values("plan")).order_by("consultation_ends_on", "pk")


TO_COMMENT = Work("comments", _("Plans to comment on"), plans_to_comment, F("consultation_ends_on"))


@admin.register(AnnualPlanVersion, site=site)
class AnnualPlanAdmin(ScopedModelAdmin):
    """Plans begin here; their targets are written on a page of their own."""

    roles = CASE_READERS | {Role.DISTRICT_REVIEWER}
    editable_by = PLANNERS
    can_add = True
    icon = "flag"
    waiting_label = _("Plans to go on with")
    works = (TO_COMMENT,)
    will_come = _("The plan of a year appears here when its draft is made.")
    list_display = ("number", "year", "state", "consultation_ends_on", "published_on")
    list_filter = ("state", "year")

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("year", "reason")
        told = ("number", "state", "consultation_ends_on", "published_on", "superseded_on")
        return (*told, "reason") if obj.reason else told

    def has_change_permission(self, request, obj=None):
        """What is written of a plan are its targets."""
        return obj is None and super().has_change_permission(request)

    def waiting(self, actor):
        """Drafts for the reviewer; for the chief what others wrote, to approve, issue or close."""
        rows = AnnualPlanVersion.objects.visible_to(actor)
        if actor.role == Role.MUNICIPAL_REVIEWER:
            return rows.filter(state=PlanState.DRAFT)
        if actor.role == Role.MUNICIPAL_CHIEF:
            over = Q(state=PlanState.IN_CONSULTATION, consultation_ends_on__lt=clock.today())
            past = Q(state=PlanState.PUBLISHED, year__lt=clock.today().year)
            open_to = rows.filter(over | past | Q(state=PlanState.APPROVED))
            return open_to.exclude(written_by__overlap=list(actor.persons))
        return None

    def save_model(self, request, obj, form, change):
        obj.pk = create_plan(actor=request.actor, **form.cleaned_data).pk
        obj._state.adding = False
        obj.refresh_from_db()

    def add_view(self, request, form_url="", extra_context=None):
        """One plan a year: nobody adds another one at once."""
        one = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**one, **(extra_context or {})})

    def response_add(self, request, obj, post_url_continue=None):
        """A new plan is empty or a copy: its targets come next."""
        return HttpResponseRedirect(reverse("plan-targets", args=[obj.number]))

    def moves(self, request, obj):
        """Before anybody has commented, the plan is only taken back to change it."""
        found = super().moves(request, obj)
        if obj.state != PlanState.IN_CONSULTATION or obj.comments.exists():
            return found
        taken_up = obj.MOVES["amend"].label
        early = {"label": _("Back to the draft")}
        return [{**one, **early} if one["label"] == taken_up else one for one in found]

    def links(self, request, obj):
        if request.actor.role in PLANNERS and obj.state == PlanState.DRAFT:
            url = reverse("plan-targets", args=[obj.number])
            return [{"label": _("Write the targets"), "url": url, "tone": "plain"}]
        if may_comment_plan(request.actor, obj) and obj.is_open_for_comments:
            url = reverse("plan-comment", args=[obj.number])
            return [{"label": _("Comment"), "url": url, "tone": "primary"}]
        return []

    def sections(self, request, obj):
        """The targets, and what districts have said of them."""
        html = render_to_string("programs/plan.html", shown(obj))
        found = [{"title": _("Targets"), "html": html}]
        comments = PlanComment.objects.visible_to(request.actor).filter(plan=obj)
        if rows := list(comments.select_related("district")):
            html = render_to_string("programs/plan_comments.html", {"comments": rows})
            found.append({"title": _("Comments of the districts"), "html": html})
        return found
