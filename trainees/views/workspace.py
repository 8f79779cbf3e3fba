"""The institution's pages about its trainees: who is enrolled in a class, and one of them."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.pages import Column, DetailPage, Fact, ListPage
from core.pages.parts import paper_button
from policies.pages import has_decision
from programs.enums import ClassState
from programs.models import TrainingClass
from programs.views.classes import class_trail
from trainees.checks import ROSTERING
from trainees.filters import EnrolmentFilter
from trainees.models import AttendanceRecord, Enrolment
from trainees.papers import has_paper
from trainees.services.completion import attendance_checks
from trainees.views.business_plans import plan_action
from trainees.views.facts import (
    certificate_action,
    late_facts,
    outcome_facts,
    plan_facts,
    transfer_action,
    transfer_facts,
    waiting_facts,
)
from trainees.views.scores import takes_scores
from trainees.views.start_ups import business_facts

WITH_OUTCOMES = (ClassState.COMPLETED, ClassState.ARCHIVED)


class EnrolmentsOfClass(ListPage):
    """Who is enrolled in a class: names in clear, identity masked."""

    roles = UNIT_ADMINS
    model = Enrolment
    title = _("Roster")
    columns = (
        Column("name", _("Name")),
        Column("masked_identity", _("Identity number"), is_nowrap=True),
        Column("phone", _("Phone"), is_nowrap=True),
        Column("source", _("Source")),
        Column("state", _("State"), is_badge=True),
        Column("ending", _("Outcome")),
        Column("score", _("Completion score"), is_numeric=True),
    )
    empty = {
        "title": _("Nobody yet"),
        "text": _("Workers enrol themselves, or you import a roster."),
    }
    page_size = 60
    filterset_class = EnrolmentFilter
    export = "enrolments"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = TrainingClass.objects.visible_to(request.actor).select_related("programme")
        self.training_class = get_object_or_404(own, number=kwargs["number"])

    def trail(self):
        return class_trail(self.training_class)

    def get_queryset(self):
        of_class = super().get_queryset().filter(training_class=self.training_class)
        return of_class.order_by("enrolled_at", "id")

    def export_given(self):
        return {"training_class": self.kwargs["number"]}

    def row_url(self, obj):
        return reverse("workspace:enrolment-detail", args=[obj.pk])

    def actions(self):
        if self.training_class.state == ClassState.RUNNING:
            url = reverse("workspace:late-create", args=[self.kwargs["number"]])
            return [{"label": _("Ask for a late enrolment"), "url": url, "icon": "user-plus"}]
        if takes_scores(self.training_class):
            url = reverse("workspace:class-scores", args=[self.kwargs["number"]])
            return [{"label": _("Completion scores"), "url": url, "icon": "pencil"}]
        if self.training_class.state in WITH_OUTCOMES:
            url = reverse("class-certificates", args=[self.kwargs["number"]])
            found = [{"label": _("Print the certificates"), "url": url, "icon": "certificate"}]
            return [*found, *self.dossier()]
        if self.training_class.state not in ROSTERING:
            return []
        url = reverse("workspace:roster-import", args=[self.kwargs["number"]])
        return [{"label": _("Import a roster"), "url": url, "icon": "upload", "tone": "primary"}]

    def dossier(self):
        """The way to the dossier, once the class is archived."""
        if self.training_class.state != ClassState.ARCHIVED:
            return []
        url = reverse("class-dossier", args=[self.kwargs["number"]])
        return [{"label": _("Class dossier"), "url": url, "icon": "folder-check"}]


class EnrolmentDetail(DetailPage):
    """One enrolment as the institution sees it."""

    roles = UNIT_ADMINS
    model = Enrolment
    slug_field = "pk"
    place = "enrolment"

    def get_queryset(self):
        along = (
            "training_class__programme", "key_group", "late_exception", "certificate",
            "business_plan",
        )  # fmt: skip
        return super().get_queryset().select_related(*along)

    def trail(self):
        row = self.object.training_class
        roster = reverse("workspace:class-enrolments", args=[row.number])
        return [*class_trail(row), (_("Roster"), roster)]

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        return [
            Fact(_("Class"), obj.training_class.name),
            Fact(_("Identity number"), obj.masked_identity),
            Fact(_("Phone"), obj.phone),
            Fact(_("Education"), obj.get_education_display()),
            Fact(_("Key group"), obj.key_group.discreet if obj.key_group else ""),
            Fact(_("Source"), obj.get_source_display()),
            Fact(_("Remark"), obj.remark),
            *outcome_facts(obj),
            *waiting_facts(obj),
            *late_facts(obj, "workspace:late-detail"),
            *plan_facts(obj),
            *business_facts(obj, "workspace:start-up-detail"),
            *transfer_facts(self.actor, obj, "workspace"),
        ]

    def object_actions(self, obj):
        paper = [paper_button("enrolment-paper", obj.pk)] if has_paper(obj, self.actor) else []
        return [
            *certificate_action(obj),
            *plan_action(obj),
            *paper,
            *transfer_action(obj, "workspace", _("Propose another class")),
        ]

    def sections(self, obj):
        records = AttendanceRecord.objects.visible_to(self.actor).filter(enrolment=obj)
        records = records.select_related("session").order_by("session__starts_at")
        # the decision, once there is one, is a section of its own
        checks = [] if has_decision(obj, self.actor) else attendance_checks(obj)
        page = "workspace:attendance-detail"
        context = {"records": records, "checks": checks, "hours_page": page}
        return [
            {"title": _("Attendance"), "template": "trainees/attendance.html", "context": context}
        ]
