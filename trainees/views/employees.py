"""Employees of an enterprise: who works there, from when on, and the classes they are in."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import Column, DetailPage, FormPage, ListPage, facts_of
from trainees.filters import EmploymentFilter
from trainees.forms.units import EndEmploymentForm
from trainees.models import Employment, Enrolment
from trainees.services.employment import end_employment

ENTERPRISE = {Role.ENTERPRISE_ADMIN}


class EmployeeList(ListPage):
    roles = ENTERPRISE
    model = Employment
    title = _("Employees")
    lead = _("Only who is employed on the first day can join an in-house class.")
    filterset_class = EmploymentFilter
    imports = "employees"
    columns = (
        Column("name", _("Name")),
        Column("masked_identity", _("Identity number"), is_nowrap=True),
        Column("department", _("Department")),
        Column("since", _("Employed since"), is_nowrap=True),
        Column("until", _("Employed until"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No employee yet"),
        "text": _("Import your employees from a spreadsheet; every wrong row is told first."),
    }

    def row_url(self, obj):
        return reverse("workspace:employee-detail", args=[obj.pk])


class EmployeeDetail(DetailPage):
    """One employment, and how far the person has come in the classes of the enterprise."""

    roles = ENTERPRISE
    model = Employment
    slug_field = "pk"

    def trail(self):
        return [(EmployeeList.title, reverse("workspace:employee-list"))]

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        return facts_of(
            obj, ("masked_identity", "department", "since", "until", "recorded_at", "voided_at")
        )

    def object_actions(self, obj):
        if not obj.counts:
            return []
        url = reverse("workspace:employee-end", args=[obj.pk])
        return [{"label": _("End the employment"), "url": url, "icon": "logout"}]

    def sections(self, obj):
        own = Enrolment.objects.visible_to(self.actor).filter(trainee_id=obj.trainee_id)
        rows = own.select_related("training_class").order_by("-pk")
        template = "trainees/employee_classes.html"
        return [{"title": _("Classes"), "template": template, "context": {"enrolments": rows}}]


class EmploymentEnd(FormPage):
    roles = ENTERPRISE
    title = _("End the employment")
    lead = _("After the last day the person can join no in-house class any more.")
    submit_label = _("End the employment")
    form_class = EndEmploymentForm
    tone = "bad"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Employment.objects.visible_to(request.actor).counting()
        self.object = get_object_or_404(own, pk=kwargs["pk"])

    def trail(self):
        above = (EmployeeList.title, reverse("workspace:employee-list"))
        return [above, (self.object.name, self.cancel_url())]

    def save(self, form):
        return end_employment(self.object, actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return self.object.get_absolute_url()
