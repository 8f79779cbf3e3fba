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
from core.punctuation import with_colon
from core.refusals import Refused
from core.workflow import perform
from organizations.accreditation_forms import ChecklistForm, PhotosForm, VisitPlanForm
from organizations.enums import AccreditationState
from organizations.models import Accreditation
from organizations.permissions import VISITORS, is_visiting_officer
from organizations.readiness import visit_digest, visit_needs
from organizations.services.visits import add_photo, record_seen, sign_visit


class VisitPlan(FormPage):
    """Day and officers: the page of the move `visit`."""

    face = "bureau"
    roles = {Role.DISTRICT_REVIEWER}
    title = _("Set the day of the visit")
    submit_label = _("Set the day of the visit")
    success_message = _("The day of the visit is set; the unit and both officers are told.")
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
    """Everything of one visit on one page and in one form.

    Whatever button is pressed, what stands on the screen is kept first: nothing that was filled in
    is lost, and nobody signs anything else than what they look at.
    """

    face = "bureau"
    roles = VISITORS
    template_name = "organizations/visit.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = self.find()

    def find(self) -> Accreditation:
        along = ("organization", "first_officer", "second_officer")
        seen = Accreditation.objects.visible_to(self.request.actor).select_related(*along)
        seen = seen.filter(visit_on__isnull=False)
        return get_object_or_404(seen, number=self.kwargs["number"])

    @property
    def title(self):
        return _("On-site visit %(number)s") % {"number": self.object.number}

    @property
    def lead(self):
        return f"{self.object.organization} · {self.object.premises_address}"

    def post(self, request, *args, **kwargs):
        """The checklist, then photos, then what the pressed button says; errors where they are."""
        self.wrong, self.status = {}, 409
        seen, added = self.keep_checklist(), self.keep_photos()
        if not self.wrong:
            self.go_on(request.POST.get("part"), seen, added)
        if self.wrong:
            self.object = self.find()
            return self.render_to_response(self.get_context_data(**self.wrong), status=self.status)
        return HttpResponseRedirect(reverse("accreditation-visit", args=[self.object.number]))

    def keep_checklist(self) -> str:
        """The digest of what stands on the screen; see `record_seen`."""
        form, digest = self.checklist(self.request.POST), self.request.POST.get("digest", "")
        if not form.is_valid():
            self.wrong["checklist"], self.status = form, 422
            return ""
        written = {"findings": form.findings(), "report": form.written()}
        try:
            return record_seen(self.object, actor=self.actor, digest=digest, **written)
        except Refused as refused:
            add_refusal(form, refused)
            self.wrong["checklist"] = form
            return ""

    def keep_photos(self) -> int:
        """How many were added; a file that is refused holds up no other."""
        form = PhotosForm(self.request.POST, self.request.FILES)
        uploads = form.cleaned_data["photos"] if form.is_valid() else []
        for upload in uploads:
            try:
                add_photo(self.object, actor=self.actor, upload=upload)
            except Refused as refused:
                form.add_error("photos", with_colon(upload.name, refused.message))
        if not uploads and self.request.POST.get("part") == "photo" and not form.errors:
            form.add_error("photos", _("Choose the photos first."))
        if form.errors:
            self.wrong["photos_form"] = form
        return len(uploads)

    def go_on(self, part, seen, added) -> None:
        """Sign, or say what was kept; photos that were just added are looked at before."""
        if added:
            messages.success(self.request, _("Photos added: %(n)d.") % {"n": added})
            if part == "sign":
                messages.warning(self.request, _("Look at the photos you added, then sign."))
        elif part == "sign":
            self.sign(seen)
        else:
            messages.success(self.request, _("Saved."))

    def sign(self, seen) -> None:
        try:
            sign_visit(self.object, actor=self.actor, digest=seen)
        except Refused as refused:
            self.wrong["refused"] = refused.errors or (refused,)
            return
        messages.success(self.request, _("You have signed the findings."))

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
        kwargs.setdefault("photos_form", PhotosForm())
        digest = visit_digest(row)
        return super().get_context_data(
            accreditation=row,
            may_write=is_open and is_visiting_officer(self.actor, row),
            photos=row.visitphotos.select_related("file"),
            needs=visit_needs(row),
            digest=digest,
            signed_at=row.signed_at_by(self.actor.user_id, digest),
            back=record_url(row),
            **kwargs,
        )
