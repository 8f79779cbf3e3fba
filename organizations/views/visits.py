"""The on-site visit in the bureau's face, made for a phone: plan, checklist, photos, signature."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_urls import record_url
from core.enums import Role
from core.pages import FormPage, Page
from core.pages.refusing import add_refusal
from core.refusals import Refused
from core.workflow import perform
from organizations.accreditation_forms import ChecklistForm, PhotoForm, VisitPlanForm
from organizations.enums import AccreditationState
from organizations.models import Accreditation
from organizations.permissions import is_visiting_officer
from organizations.readiness import visit_digest, visit_needs
from organizations.services.visits import add_photo, record_visit, sign_visit

OFFICERS = {Role.DISTRICT_REVIEWER, Role.INSPECTOR}


class VisitPlan(FormPage):
    """Day and officers: the page of the move `visit`."""

    face = "bureau"
    roles = {Role.DISTRICT_REVIEWER}
    title = _("Set the day of the visit")
    submit_label = _("Set the day of the visit")
    form_class = VisitPlanForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Accreditation.objects.visible_to(request.actor).select_related("organization")
        self.object = get_object_or_404(seen, pk=kwargs["pk"])

    @property
    def lead(self):
        return f"{self.object} · {self.object.premises_address}"

    def initial(self):
        return {"visit_on": self.object.visit_due_on}

    def save(self, form):
        return perform(self.object, "visit", actor=self.actor, **form.cleaned_data)

    def next_url(self, obj):
        return record_url(obj)

    def cancel_url(self):
        return record_url(self.object)


class Visit(Page):
    """Everything of one visit on one page; each part posts for itself."""

    face = "bureau"
    roles = OFFICERS
    template_name = "organizations/visit.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Accreditation.objects.visible_to(request.actor).select_related("organization")
        self.object = get_object_or_404(seen, number=kwargs["number"])

    @property
    def title(self):
        return _("On-site visit %(number)s") % {"number": self.object.number}

    @property
    def lead(self):
        return f"{self.object.organization} · {self.object.premises_address}"

    def post(self, request, *args, **kwargs):
        parts = {"photo": self.post_photo, "sign": self.post_signature}
        return parts.get(request.POST.get("part"), self.post_checklist)()

    def post_checklist(self):
        form = self.checklist(self.request.POST)
        if not form.is_valid():
            return self.again(422, checklist=form)
        written = {"findings": form.findings(), "report": form.written()}
        return self.made(lambda: record_visit(self.object, actor=self.actor, **written), form)

    def post_photo(self):
        form = PhotoForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.again(422, photo=form)
        upload = form.cleaned_data["photo"]
        return self.made(lambda: add_photo(self.object, actor=self.actor, upload=upload), form)

    def post_signature(self):
        digest = self.request.POST.get("digest", "")
        return self.made(lambda: sign_visit(self.object, actor=self.actor, digest=digest), None)

    def made(self, write, form):
        """Write, and come back; a refusal is shown where it belongs."""
        try:
            write()
        except Refused as refused:
            if form is None:
                return self.again(409, refused=refused.errors or (refused,))
            add_refusal(form, refused)
            name = "photo" if isinstance(form, PhotoForm) else "checklist"
            return self.again(409, **{name: form})
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(reverse("accreditation-visit", args=[self.object.number]))

    def again(self, status, **context):
        return self.render_to_response(self.get_context_data(**context), status=status)

    def checklist(self, data=None) -> ChecklistForm:
        found = {each.criterion: each for each in self.object.visitfindings.all()}
        initial = {"report": self.object.report}
        for code, each in found.items():
            initial |= {f"result-{code}": each.result, f"note-{code}": each.note}
        kind = self.object.organization.kind
        return ChecklistForm(data, initial=initial, unit_kind=kind)

    def get_context_data(self, **kwargs):
        row = self.object
        is_open = row.state == AccreditationState.SITE_VISIT
        kwargs.setdefault("checklist", self.checklist())
        kwargs.setdefault("photo", PhotoForm())
        return super().get_context_data(
            accreditation=row,
            may_write=is_open and is_visiting_officer(self.actor, row),
            photos=row.visitphotos.select_related("file"),
            needs=visit_needs(row),
            digest=visit_digest(row),
            back=record_url(row),
            **kwargs,
        )
