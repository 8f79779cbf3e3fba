"""The business plan of a trainee: its result, recorded on the page of the enrolment."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.pages import FormPage
from trainees.enums import STUDYING
from trainees.forms.units import BusinessPlanForm
from trainees.models import BusinessPlan, Enrolment
from trainees.services.business_plans import record_plan


def plan_action(enrolment) -> list[dict]:
    """The way to record the result, where the programme asks for a plan."""
    if (
        not enrolment.training_class.programme.needs_business_plan
        or enrolment.state not in STUDYING
    ):
        return []
    url = reverse("workspace:business-plan", args=[enrolment.pk])
    return [{"label": _("Result of the business plan"), "url": url, "icon": "clipboard-check"}]


class BusinessPlanEdit(FormPage):
    roles = UNIT_ADMINS
    title = _("Result of the business plan")
    lead = _("Only who has a plan that passed completes the class.")
    form_class = BusinessPlanForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Enrolment.objects.visible_to(request.actor)
        self.enrolment = get_object_or_404(
            seen.select_related("training_class__programme"), pk=kwargs["pk"]
        )
        self.object = BusinessPlan.objects.filter(enrolment=self.enrolment).first()

    def trail(self):
        row = self.enrolment.training_class
        roster = reverse("workspace:class-enrolments", args=[row.number])
        return [(row.name, roster), (self.enrolment.name, self.cancel_url())]

    def save(self, form):
        record_plan(self.enrolment, actor=self.actor, **form.cleaned_data)
        return self.enrolment

    def next_url(self, obj):
        return self.cancel_url()

    def cancel_url(self):
        return reverse("workspace:enrolment-detail", args=[self.enrolment.pk])
