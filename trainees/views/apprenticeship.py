"""The worker's own apprenticeship: contract, mentors, how far, and the week's log on the phone."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from core.workflow import perform
from trainees.apprentice_facts import weeks_due
from trainees.enums import LogState
from trainees.forms.apprentices import LogForm, NewLogForm
from trainees.models import Apprentice, ApprenticeLog
from trainees.services.apprentice_logs import write_week
from trainees.views.apprentices import ALONG, contract_facts, progress_facts, week_facts

WORKER = {Role.WORKER}
DRAFTED = ("draft", "returned")


class ApprenticeshipList(ListPage):
    face = "account"
    roles = WORKER
    model = Apprentice
    title = _("My apprenticeships")
    columns = (
        Column("plan.occupation", _("Occupation")),
        Column("plan.level", _("Level"), value=lambda row: row.plan.get_level_display()),
        Column("plan.organization", _("Enterprise")),
        Column("plan.starts_on", _("First day"), is_nowrap=True),
        Column("plan.ends_on", _("Last day"), is_nowrap=True),
        Column("plan.state", _("State"), value=lambda row: row.plan.get_state_display()),
    )
    empty = {
        "title": _("No apprenticeship"),
        "text": _("When your enterprise has one approved for you, it stands here."),
    }

    def get_queryset(self):
        seen = super().get_queryset().counting().exclude(plan__state__in=DRAFTED)
        return seen.select_related(*ALONG).order_by("-pk")

    def row_url(self, obj):
        return reverse("account:apprenticeship-detail", args=[obj.pk])


class ApprenticeshipDetail(DetailPage):
    """One's own plan; the weeks written, and those still to write."""

    face = "account"
    roles = WORKER
    model = Apprentice
    slug_field = "pk"

    def get_queryset(self):
        return super().get_queryset().counting().select_related(*ALONG)

    def trail(self):
        return [(ApprenticeshipList.title, reverse("account:apprenticeship-list"))]

    def heading(self, obj):
        return f"{obj.plan.occupation} · {obj.plan.get_level_display()}"

    def facts(self, obj):
        return [
            Fact(_("State"), obj.plan.get_state_display()),
            *facts_of(obj.plan, ("organization", "institution", "starts_on", "ends_on")),
            *contract_facts(obj, is_shown=True),
            *progress_facts(obj),
        ]

    def object_actions(self, obj):
        if not open_weeks(obj):
            return []
        url = reverse("account:apprentice-log-create", args=[obj.pk])
        return [{"label": _("Write a week"), "url": url, "icon": "pencil", "tone": "primary"}]

    def sections(self, obj):
        logs = ApprenticeLog.objects.visible_to(self.actor).filter(apprentice=obj)
        context = {"logs": logs, "place": "account:apprentice-log-detail"}
        return [
            {"title": _("Weekly log"), "template": "trainees/apprentice_logs.html",
             "context": context},
        ]  # fmt: skip


def open_weeks(apprentice) -> list:
    """Mondays of the weeks that have begun and are not written, the latest first."""
    written = set(apprentice.logs.values_list("week_on", flat=True))
    due = weeks_due(apprentice, apprentice.plan, clock.today())
    return [day for day in due if day not in written]


class OwnLog(FormPage):
    """What writing a week and correcting it have in common."""

    face = "account"
    roles = WORKER

    def trail(self):
        own = (ApprenticeshipList.title, reverse("account:apprenticeship-list"))
        return [own, (str(self.apprentice.plan.occupation), self.cancel_url())]

    def cancel_url(self):
        return reverse("account:apprenticeship-detail", args=[self.apprentice.pk])

    def next_url(self, obj):
        return self.cancel_url()


class LogCreate(OwnLog):
    title = _("Write a week")
    lead = _("One of your mentors confirms it. Until then you can correct it.")
    success_message = _("Written. Your mentors see it now.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Apprentice.objects.visible_to(request.actor).counting().select_related(*ALONG)
        self.apprentice = get_object_or_404(own, pk=kwargs["pk"])

    def get_form(self):
        return NewLogForm(self.request.POST or None, weeks=open_weeks(self.apprentice))

    def save(self, form):
        return write_week(self.apprentice, actor=self.actor, **form.cleaned_data)


class LogEdit(OwnLog):
    title = _("Correct the week")
    form_class = LogForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = ApprenticeLog.objects.visible_to(request.actor)
        own = own.exclude(state=LogState.CONFIRMED).select_related("apprentice__plan__occupation")
        self.object = get_object_or_404(own, pk=kwargs["pk"])
        self.apprentice = self.object.apprentice

    @property
    def lead(self):
        return self.object.remark or _("Your mentors see it at once.")

    def get_form(self):
        return LogForm(self.request.POST or None, instance=self.object)

    def save(self, form):
        return perform(self.object, "rewrite", actor=self.actor, **form.cleaned_data)


class OwnLogDetail(DetailPage):
    """One week as it was written, and what a mentor said of it."""

    face = "account"
    roles = WORKER
    model = ApprenticeLog
    slug_field = "pk"

    def get_queryset(self):
        return super().get_queryset().select_related("apprentice__plan__occupation")

    def trail(self):
        own = reverse("account:apprenticeship-detail", args=[self.object.apprentice_id])
        return [(str(self.object.apprentice.plan.occupation), own)]

    def heading(self, obj):
        return obj.week_words

    def facts(self, obj):
        return week_facts(obj)
