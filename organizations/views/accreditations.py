"""Accreditation in the workspace: applications in steps, their papers, and where they stand."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.pages import DetailPage, Fact, FormPage, ListPage
from core.pages.parts import facts_of, paper_button
from organizations.accreditation_forms import (
    OF_EVALUATION,
    LicenceForm,
    PaperForm,
    PremisesForm,
    StatementForm,
)
from organizations.enums import MEMBER_ADMINS, OrganizationKind
from organizations.filters import AccreditationFilter
from organizations.models import Accreditation, AccreditationChange
from organizations.models.accreditation import WITH_BUREAU
from organizations.papers import has_paper
from organizations.progress import next_step, steps_of, term_facts
from organizations.readiness import needs_of
from organizations.services.applications import (
    EDITABLE,
    add_paper,
    create_accreditation,
    hindrance,
    update_accreditation,
)
from organizations.tables import ACCREDITATIONS
from organizations.views.accreditation_parts import changes_part, visit_part

STEPS = {
    "licence": (_("Licence"), LicenceForm),
    "premises": (_("Persons and premises"), PremisesForm),
    "statement": (_("Statement"), StatementForm),
}
FACTS = (
    "licence_number",
    "licence_issuer",
    "licence_valid_until",
    "legal_person",
    "responsible_person",
    "premises_address",
    "premises_area",
    "submitted_at",
)
AFTER = {"licence": "premises", "premises": "statement"}


def accreditation_trail(row=None) -> list[tuple]:
    """The way from the list of accreditations, down to one of them if it is given."""
    top = (_("Accreditation"), reverse("workspace:accreditation-list"))
    return [top, (row.number, row.get_absolute_url())] if row else [top]


class AccreditationList(ListPage):
    model = Accreditation
    roles = MEMBER_ADMINS
    title = _("Accreditation")
    columns = ACCREDITATIONS
    filterset_class = AccreditationFilter
    export = "accreditations"

    @cached_property
    def hindrance(self):
        return hindrance(self.actor)

    @property
    def lead(self):
        words = _("Applications, what is in force, and what was before.")
        why = self.hindrance
        return f"{words} {why.message}" if why and why.code == "renewal_too_early" else words

    @property
    def empty(self):
        return {
            "title": _("No accreditation yet"),
            "text": _("Read the criteria, then apply; the district answers within its time limit."),
            "url": reverse("workspace:accreditation-create"),
            "label": _("Apply for accreditation"),
        }

    def actions(self):
        found = [{"label": _("Criteria"), "url": reverse("criteria"), "icon": "list-check"}]
        if self.hindrance is None:
            url = reverse("workspace:accreditation-create")
            label = _("Apply for accreditation")
            found.append({"label": label, "url": url, "icon": "plus", "tone": "primary"})
        return found


class AccreditationDetail(DetailPage):
    model = Accreditation
    roles = MEMBER_ADMINS
    place = "accreditation"

    def trail(self):
        return accreditation_trail()

    def get_queryset(self):
        return super().get_queryset().select_related("organization", "renews")

    def heading(self, obj):
        return obj.organization.name

    def crumb(self):
        return self.object.number

    def facts(self, obj):
        return [
            Fact(_("Next step"), next_step(obj)),
            *term_facts(obj),
            *([Fact(_("Day of the visit"), obj.visit_on)] if obj.visit_on else []),
            *([Fact(_("Reply due"), obj.reply_due_on)] if obj.state in WITH_BUREAU else []),
            *([Fact(_("Renews"), link_to(obj.renews))] if obj.renews else []),
            *facts_of(obj, facts_for(obj.organization.kind)),
            Fact(_("Statement"), obj.statement),
        ]

    def sections(self, obj):
        found = [papers_part(obj, obj.state in EDITABLE)]
        if obj.state in EDITABLE:
            found.insert(
                0,
                {
                    "title": _("What the application needs"),
                    "template": "programs/checks.html",
                    "context": {"checks": needs_of(obj)},
                },
            )
        changes = AccreditationChange.objects.visible_to(self.actor).filter(accreditation=obj)
        return [*found, *visit_part(obj), *changes_part(obj, list(changes))]

    def object_actions(self, obj):
        found = []
        if has_paper(obj, self.actor):
            found.append(paper_button("accreditation-letter", obj.number))
        if obj.state in EDITABLE:
            url = reverse("workspace:accreditation-edit", args=[obj.number, "licence"])
            found.append({"label": _("Edit"), "url": url, "icon": "pencil"})
        return found

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"steps": steps_of(self.object)}


def facts_for(kind) -> tuple:
    """The facts of an application; an agency evaluates, so somebody answers for that."""
    if kind != OrganizationKind.AGENCY:
        return FACTS
    named = {"responsible_person": ("responsible_person", OF_EVALUATION)}
    return tuple(named.get(name, name) for name in FACTS)


def link_to(row):
    return format_html('<a href="{}">{}</a>', row.get_absolute_url(), row.number)


def papers_part(row, is_open) -> dict:
    """The papers as a section, with the way to add one while the application is open."""
    papers = row.accreditationpapers.filter(change=None).select_related("file")
    return {
        "title": _("Papers"),
        "template": "organizations/papers.html",
        "context": {"papers": papers, "accreditation": row, "is_open": is_open},
    }


class StepPage(FormPage):
    """One step of the form, with all of them above it."""

    roles = MEMBER_ADMINS
    template_name = "organizations/application_step.html"
    submit_label = _("Save and go on")
    success_message = ""
    step = "licence"

    @property
    def title(self):
        return STEPS[self.step][0]

    @property
    def form_class(self):
        return STEPS[self.step][1]

    def next_url(self, obj):
        following = AFTER.get(self.step)
        if following:
            return reverse("workspace:accreditation-edit", args=[obj.number, following])
        return reverse("workspace:accreditation-papers", args=[obj.number])

    def get_context_data(self, **kwargs):
        names = list(STEPS)
        at = names.index(self.step)
        steps = [
            {
                "label": STEPS[name][0],
                "stage": ("done", "current", "ahead")[(n > at) - (n < at) + 1],
            }
            for n, name in enumerate(names)
        ]
        ahead = [{"label": label, "stage": "ahead"} for label in (_("Papers"), _("Scope"))]
        return super().get_context_data(steps=[*steps, *ahead], **kwargs)


class AccreditationCreate(StepPage):
    lead = _("Nothing is submitted yet. You can stop at any time and go on later.")

    def trail(self):
        return accreditation_trail()

    def save(self, form):
        return create_accreditation(actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return reverse("workspace:accreditation-list")


class OfAccreditation:
    """A page about one accreditation of one's own, named by its number."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Accreditation.objects.visible_to(request.actor).select_related("organization")
        self.object = get_object_or_404(own, number=kwargs["number"])

    def trail(self):
        return accreditation_trail(self.object)

    def cancel_url(self):
        return self.object.get_absolute_url()


class AccreditationEdit(OfAccreditation, StepPage):
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.step = kwargs["step"] if kwargs["step"] in STEPS else "licence"

    def save(self, form):
        return update_accreditation(self.object, actor=self.actor, **form.cleaned_data)


class PapersPage(OfAccreditation, FormPage):
    """Papers one after another; what is wrong with a file is said beside it."""

    roles = MEMBER_ADMINS
    template_name = "organizations/papers_page.html"
    title = _("Papers")
    submit_label = _("Upload")
    success_message = _("Stored.")

    def get_form(self):
        post = self.request.method == "POST"
        given = {"data": self.request.POST, "files": self.request.FILES} if post else {}
        return PaperForm(unit_kind=self.object.organization.kind, **given)

    def save(self, form):
        data = form.cleaned_data
        add_paper(self.object, actor=self.actor, kind=data["kind"], upload=data["file"])
        return self.object

    def next_url(self, obj):
        return reverse("workspace:accreditation-papers", args=[obj.number])

    def get_context_data(self, **kwargs):
        part = papers_part(self.object, is_open=False)
        return super().get_context_data(**part["context"], **kwargs)
