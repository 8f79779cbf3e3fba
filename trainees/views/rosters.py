"""Importing a roster: template, dry run with every error, then all good rows or none."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.pages import DetailPage, Fact, FormPage
from core.refusals import Refused
from core.spreadsheets import template
from programs.models import TrainingClass
from programs.views.classes import class_trail
from trainees.enums import RosterState
from trainees.forms import RosterForm
from trainees.models import RosterImport
from trainees.roster_sheet import roster_sheet
from trainees.services.roster import check_roster, discard_roster, errors_of, import_roster

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterUpload(FormPage):
    roles = UNIT_ADMINS
    title = _("Import a roster")
    lead = _("First a dry run: you see every error of every row before anything is stored.")
    submit_label = _("Check the file")
    form_class = RosterForm
    success_message = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = TrainingClass.objects.visible_to(request.actor)
        self.object = get_object_or_404(own, number=kwargs["number"])

    def trail(self):
        return class_trail(self.object)

    def actions(self):
        url = reverse("workspace:roster-template")
        return [{"label": _("Download the template"), "url": url, "icon": "download"}]

    def cancel_url(self):
        return reverse("workspace:class-detail", args=[self.object.number])

    def save(self, form):
        file = form.cleaned_data["file"]
        return check_roster(self.object, actor=self.actor, data=file.read(), file_name=file.name)

    def next_url(self, obj):
        return reverse("workspace:roster-detail", args=[obj.pk])


class RosterDetail(DetailPage):
    """The result of the dry run; import or discard."""

    roles = UNIT_ADMINS
    model = RosterImport
    slug_field = "pk"
    template_name = "trainees/roster.html"

    def get_queryset(self):
        return super().get_queryset().select_related("training_class")

    def trail(self):
        return class_trail(self.object.training_class)

    def heading(self, obj):
        return obj.file_name

    def facts(self, obj):
        return [
            Fact(_("Class"), obj.training_class.name),
            Fact(_("Good rows"), obj.good_count),
            Fact(_("Rows with errors"), obj.bad_count),
            Fact(_("Imported rows"), obj.imported_count if obj.imported_at else ""),
        ]

    def post(self, request, *args, **kwargs):
        roster = self.get_object()
        if request.POST.get("decision") == "import":
            try:
                row = import_roster(roster, actor=self.actor)
            except Refused as refused:
                return self.refused(refused)
            words = _("%(count)d people are enrolled.") % {"count": row.imported_count}
            messages.success(request, words)
            return HttpResponseRedirect(
                reverse("workspace:class-enrolments", args=[row.training_class.number])
            )
        discard_roster(roster, actor=self.actor)
        return HttpResponseRedirect(reverse("workspace:roster-detail", args=[roster.pk]))

    def refused(self, refused):
        """The page again with every condition that failed."""
        if not refused.errors:
            raise refused
        context = self.get_context_data(checks=refused.errors)
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        waits = context["object"].state == RosterState.CHECKED
        return context | {"waits": waits, "errors": context["object"].errors}


def roster_template(request):
    """The empty workbook with drop-downs and text cells."""
    require_unit(request)
    return download(template(roster_sheet()), "roster.xlsx")


def roster_errors(request, pk):
    """The bad rows of a dry run, to be corrected and sent back."""
    require_unit(request)
    roster = get_object_or_404(RosterImport.objects.visible_to(request.actor), pk=pk)
    return download(errors_of(roster), "roster-errors.xlsx")


def require_unit(request) -> None:
    if request.actor.role not in UNIT_ADMINS:
        raise Http404


def download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
