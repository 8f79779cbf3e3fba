"""Apprenticeship plans in the workspace, of the enterprise and of who trains with it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from policies.decisions import checks_of
from policies.pages import decisions_section
from trainees.apprentice_checks import plan_decided
from trainees.apprentice_facts import facts_of_plan
from trainees.enums import ApprenticePlanState
from trainees.filters import ApprenticePlanFilter
from trainees.forms.apprentices import ApprenticePlanForm
from trainees.models import ApprenticePlan
from trainees.services.apprenticeships import create_plan, update_plan

ENTERPRISE = {Role.ENTERPRISE_ADMIN}
WITH_ALONG = ("organization", "institution", "occupation")


class ApprenticePlanList(ListPage):
    model = ApprenticePlan
    roles = UNIT_ADMINS
    title = _("Apprenticeships")
    lead = _("Employees who learn an occupation at work and with a training institution.")
    columns = (
        Column("number", _("Number"), is_nowrap=True),
        Column("occupation", _("Occupation")),
        Column("level", _("Level"), value=lambda plan: plan.get_level_display()),
        Column("organization.short_name", _("Enterprise")),
        Column("institution.short_name", _("Institution")),
        Column("starts_on", _("First day"), is_nowrap=True),
        Column("ends_on", _("Last day"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    filterset_class = ApprenticePlanFilter
    export = "apprentice-plans"
    nothing_here = {
        "title": _("No apprenticeship yet"),
        "text": _("Draft a plan with an institution, add your employees, and file it."),
    }
    nothing_to_train = {
        "title": _("No apprenticeship yet"),
        "text": _("Plans of enterprises that train with you appear here."),
    }

    @property
    def empty(self):
        is_own = self.actor.role in ENTERPRISE
        return self.nothing_here if is_own else self.nothing_to_train

    def get_queryset(self):
        return super().get_queryset().select_related(*WITH_ALONG)

    def actions(self):
        if self.actor.role not in ENTERPRISE:
            return []
        url = reverse("workspace:apprentice-plan-create")
        return [{"label": _("New plan"), "url": url, "icon": "plus", "tone": "primary"}]


class ApprenticePlanDetail(DetailPage):
    """One plan: who is in it, how far each has come, and what still keeps it from being filed."""

    model = ApprenticePlan
    roles = UNIT_ADMINS

    def get_queryset(self):
        return super().get_queryset().select_related(*WITH_ALONG)

    def trail(self):
        return [(ApprenticePlanList.title, reverse("workspace:apprentice-plan-list"))]

    def heading(self, obj):
        return f"{obj.occupation} · {obj.get_level_display()}"

    def facts(self, obj):
        names = ("number", "organization", "institution", "starts_on", "ends_on")
        later = ("filed_at", "reply_due_on") if obj.state == ApprenticePlanState.FILED else ()
        over = ("cancelled_on",) if obj.cancelled_on else ()
        return [*facts_of(obj, (*names, *later, *over)), *sums(obj)]

    def object_actions(self, obj):
        if not (obj.is_editable and self.actor.role in ENTERPRISE):
            return []
        add = reverse("workspace:apprentice-create", args=[obj.number])
        edit = reverse("workspace:apprentice-plan-edit", args=[obj.number])
        return [
            {"label": _("Add an apprentice"), "url": add, "icon": "user-plus"},
            {"label": _("Edit"), "url": edit, "icon": "pencil"},
        ]

    def sections(self, obj):
        known = [apprentices_part(obj)]
        if obj.is_editable and self.actor.role in ENTERPRISE:
            checks = checks_of(plan_decided(obj, is_filing=True))
            known.append(
                {
                    "title": _("What is needed to file it"),
                    "template": "programs/checks.html",
                    "context": {"checks": checks},
                }
            )
        decided = decisions_section(obj, self.actor)
        return [*known, *([decided] if decided else [])]


def sums(plan) -> list[Fact]:
    """Person-years and contracts, as advance and settlement will count them."""
    found = facts_of_plan(plan)
    years = f"{found.planned_person_years:.2f}"
    counted = [Fact(_("Planned person-years"), years)]
    if plan.state == ApprenticePlanState.RUNNING:
        counted.append(Fact(_("Contracts in force"), found.contracts_in_force))
    return counted


def apprentices_part(plan) -> dict:
    """Everybody in the plan with weeks, lessons and months."""
    return {
        "title": _("Apprentices"),
        "template": "trainees/apprentices.html",
        "context": {"plan": plan, "rows": facts_of_plan(plan).apprentices},
    }


class PlanForm(FormPage):
    """What a new plan and a changed one have in common."""

    roles = ENTERPRISE
    form_class = ApprenticePlanForm

    def above(self):
        return (ApprenticePlanList.title, reverse("workspace:apprentice-plan-list"))


class ApprenticePlanCreate(PlanForm):
    title = _("New apprenticeship plan")
    lead = _("Nothing is filed yet: next you add the apprentices with contracts and mentors.")

    def trail(self):
        return [self.above()]

    def save(self, form):
        return create_plan(actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return reverse("workspace:apprentice-plan-list")


class ApprenticePlanEdit(PlanForm):
    title = _("Edit the plan")
    lead = _("With another institution, its mentors are to be chosen anew.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = ApprenticePlan.objects.visible_to(request.actor).select_related(*WITH_ALONG)
        self.object = get_object_or_404(own, **kwargs)

    def trail(self):
        return [self.above(), (self.object.number, self.cancel_url())]

    def save(self, form):
        return update_plan(self.object, actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return self.object.get_absolute_url()
