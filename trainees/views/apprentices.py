"""Apprentices in the workspace: contract, mentors, progress, and the weeks a mentor confirms."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from core.pages.serving import serves
from core.views.files import handed_out
from trainees.apprentice_facts import facts_of_plan
from trainees.filters import ApprenticeFilter
from trainees.forms.apprentices import (
    ApprenticeForm,
    ContractForm,
    DropForm,
    LeaveForm,
    MentorsForm,
)
from trainees.models import Apprentice, ApprenticeLog, ApprenticePlan
from trainees.services.apprentices import (
    GOING,
    add_apprentice,
    change_mentors,
    drop_apprentice,
    leave_early,
    update_apprentice,
)
from trainees.views.apprenticeships import ENTERPRISE, ApprenticePlanList
from trainees.views.facts import link_to

READERS = UNIT_ADMINS | {Role.MENTOR}
MENTOR = {Role.MENTOR}
ALONG = ("plan__occupation", "plan__organization", "plan__institution")


def list_of(actor) -> tuple:
    """The list above an apprentice, as the reader comes to it: (title, address)."""
    if actor.role in MENTOR:
        return ApprenticeList.title, reverse("workspace:apprentice-list")
    return ApprenticePlanList.title, reverse("workspace:apprentice-plan-list")


class ApprenticeList(ListPage):
    """Whom the acting mentor looks after."""

    model = Apprentice
    roles = MENTOR
    title = _("My apprentices")
    lead = _("You confirm what they write about their week, or send it back.")
    columns = (
        Column("name", _("Name")),
        Column("plan.occupation", _("Occupation")),
        Column("plan.level", _("Level"), value=lambda row: row.plan.get_level_display()),
        Column("plan.organization.short_name", _("Enterprise")),
        Column("plan.ends_on", _("Last day"), is_nowrap=True),
        Column("plan.state", _("State"), value=lambda row: row.plan.get_state_display()),
    )
    filterset_class = ApprenticeFilter
    empty = {
        "title": _("No apprentice yet"),
        "text": _("An enterprise names you as the mentor of its apprentices; they appear here."),
    }

    def get_queryset(self):
        return super().get_queryset().counting().select_related(*ALONG)


class ApprenticeDetail(DetailPage):
    """One apprentice: contract, mentors, how far, and every week."""

    model = Apprentice
    roles = READERS
    slug_field = "pk"

    def get_queryset(self):
        return super().get_queryset().counting().select_related(*ALONG)

    def trail(self):
        above = [list_of(self.actor)]
        if self.actor.role in MENTOR:
            return above
        return [*above, (self.object.plan.number, self.object.plan.get_absolute_url())]

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        return [
            *([] if self.actor.role in MENTOR else facts_of(obj, ("masked_identity",))),
            Fact(_("Occupation"), f"{obj.plan.occupation} · {obj.plan.get_level_display()}"),
            *contract_facts(obj, is_shown=self.actor.role in ENTERPRISE),
            *progress_facts(obj),
        ]

    def object_actions(self, obj):
        return enterprise_actions(obj) if self.actor.role in ENTERPRISE else []

    def sections(self, obj):
        rows = ApprenticeLog.objects.visible_to(self.actor).filter(apprentice=obj)
        context = {"logs": rows, "place": "workspace:apprentice-log-detail"}
        return [
            {"title": _("Weekly log"), "template": "trainees/apprentice_logs.html",
             "context": context},
        ]  # fmt: skip


def contract_facts(row, *, is_shown) -> list[Fact]:
    """Number, days and, for whoever may open it, the paper of the contract; both mentors."""
    paper = link_to(reverse("apprentice-contract", args=[row.pk]), _("Open the contract"))
    return [
        *facts_of(row, ("contract_number", "contract_from", "contract_until")),
        *([Fact(_("Signed contract"), paper)] if row.contract_id and is_shown else []),
        Fact(_("Mentor of the enterprise"), row.enterprise_mentor_name or _("not named yet")),
        Fact(_("Mentor of the institution"), row.institution_mentor_name or _("not named yet")),
    ]


def progress_facts(row) -> list[Fact]:
    """Months, weeks and lessons until today; the day and reason of who left."""
    found = next(f for f in facts_of_plan(row.plan).apprentices if f.apprentice.pk == row.pk)
    left = facts_of(row, ("left_on", "left_reason")) if row.left_on else []
    return [
        Fact(_("Months done"), f"{found.months} / {found.planned}"),
        Fact(_("Weeks confirmed"), f"{found.confirmed} / {found.logged}"),
        Fact(_("Lessons confirmed"), found.lessons),
        *left,
    ]


def enterprise_actions(row) -> list[dict]:
    """What the enterprise may do with an apprentice, by the state of the plan."""
    if row.plan.is_editable:
        ways = (("apprentice-edit", _("Edit"), "pencil"),
                ("apprentice-drop", _("Take off the plan"), "user-minus"))  # fmt: skip
    elif row.plan.state in GOING and not row.left_on:
        ways = (("apprentice-mentors", _("Change mentors"), "users"),
                ("apprentice-leave", _("Leaves early"), "logout"))  # fmt: skip
    else:
        ways = ()
    return [
        {"label": label, "url": reverse(f"workspace:{name}", args=[row.pk]), "icon": icon}
        for name, label, icon in ways
    ]


class ApprenticeCreate(FormPage):
    roles = ENTERPRISE
    title = _("Add an apprentice")
    lead = _("An own employee with a training contract and a mentor of each unit.")
    submit_label = _("Add")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = ApprenticePlan.objects.visible_to(request.actor).select_related("institution")
        self.object = get_object_or_404(own, number=kwargs["number"])

    def get_form(self):
        given = (self.request.POST or None, self.request.FILES or None)
        days = {"contract_from": self.object.starts_on, "contract_until": self.object.ends_on}
        return ApprenticeForm(*given, plan=self.object, initial=days)

    def trail(self):
        above = (ApprenticePlanList.title, reverse("workspace:apprentice-plan-list"))
        return [above, (self.object.number, self.cancel_url())]

    def save(self, form):
        add_apprentice(self.object, actor=self.actor, **form.cleaned_data)
        return self.object

    def cancel_url(self):
        return self.object.get_absolute_url()


class OfApprentice(FormPage):
    """A form about one apprentice of the acting enterprise."""

    roles = ENTERPRISE

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Apprentice.objects.visible_to(request.actor).counting().select_related(*ALONG)
        self.object = get_object_or_404(seen, pk=kwargs["pk"])

    def trail(self):
        plan = self.object.plan
        above = (ApprenticePlanList.title, reverse("workspace:apprentice-plan-list"))
        return [
            above,
            (plan.number, plan.get_absolute_url()),
            (self.object.name, self.cancel_url()),
        ]

    def cancel_url(self):
        return self.object.get_absolute_url()


class MentorsOfApprentice(OfApprentice):
    """Who looks after somebody, also while the plan runs."""

    title = _("Change mentors")
    lead = _("The new mentors confirm the weeks from now on; what is confirmed stays.")
    form_class = MentorsForm
    names = ("enterprise_mentor", "institution_mentor")

    def get_form(self):
        known = {name: getattr(self.object, f"{name}_id", None) for name in self.names}
        known |= {name: getattr(self.object, name) for name in self.names if "mentor" not in name}
        given = (self.request.POST or None, self.request.FILES or None)
        return self.form_class(*given, plan=self.object.plan, initial=known)

    def save(self, form):
        return change_mentors(self.object, actor=self.actor, **form.cleaned_data)


class ApprenticeEdit(MentorsOfApprentice):
    title = _("Edit the apprentice")
    lead = _("Choose a file only if the contract has changed.")
    form_class = ContractForm
    names = (
        "contract_number", "contract_from", "contract_until", "enterprise_mentor",
        "institution_mentor",
    )  # fmt: skip

    def save(self, form):
        return update_apprentice(self.object, actor=self.actor, **form.cleaned_data)


class ApprenticeDrop(OfApprentice):
    title = _("Take off the plan")
    lead = _("The person is not filed with this plan. You can add them again.")
    submit_label = _("Take off the plan")
    form_class = DropForm
    tone = "bad"

    def save(self, form):
        return drop_apprentice(self.object, actor=self.actor).plan


class ApprenticeLeave(OfApprentice):
    title = _("Leaves early")
    lead = _("What was served until that day counts. This cannot be undone.")
    submit_label = _("Record that the person leaves")
    form_class = LeaveForm
    tone = "bad"

    def save(self, form):
        return leave_early(self.object, actor=self.actor, **form.cleaned_data)


class ApprenticeLogDetail(DetailPage):
    """One week, which a mentor confirms or sends back."""

    model = ApprenticeLog
    roles = READERS
    slug_field = "pk"

    def get_queryset(self):
        return super().get_queryset().select_related("apprentice__plan__occupation")

    def trail(self):
        apprentice = self.object.apprentice
        return [list_of(self.actor), (apprentice.name, apprentice.get_absolute_url())]

    def heading(self, obj):
        return obj.week_words

    def facts(self, obj):
        return [Fact(_("Apprentice"), obj.apprentice.name), *week_facts(obj)]


def week_facts(log) -> list[Fact]:
    """What was written, and what the mentor says."""
    sure = ("confirmed_at", "confirmed_name") if log.confirmed_at else ()
    remark = ("remark",) if log.remark else ()
    return facts_of(log, ("work_days", "lessons", "learnt", "written_at", *remark, *sure))


@serves
@require_safe
def contract(request, pk):
    """The training contract, for the enterprise, the apprentice and the bureaus; recorded.

    The institution and the mentors see the apprentice, but not this paper of two others.
    """
    seen = Apprentice.objects.visible_to(request.actor).filter(contract__isnull=False)
    found = get_object_or_404(seen.select_related("contract"), pk=pk)
    if found.contract is None:
        raise Http404
    return handed_out(request.actor, found.contract)
