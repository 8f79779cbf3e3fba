"""Roster files: the result of a dry run, then all good rows or none; and back."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.pages import Column, DetailPage, Fact, ListPage
from core.refusals import Refused
from core.spreadsheets import template
from programs.views.classes import class_trail
from trainees.enums import RosterState
from trainees.models import RosterImport
from trainees.queries import job_on, live_checks
from trainees.roster_sheet import roster_sheet
from trainees.services.roster import (
    ask_import,
    ask_undo,
    discard_roster,
    errors_of,
    import_roster,
    undo_roster,
)
from trainees.services.roster.asking import AT_ONCE
from trainees.services.roster.gate import is_whole

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterList(ListPage):
    """Every roster file of the unit and what became of it."""

    roles = UNIT_ADMINS
    model = RosterImport
    title = _("Roster files")
    lead = _("One file for one class or for many; what was imported can be undone as a whole.")
    columns = (
        Column("file_name", _("File")),
        Column("training_class", _("Class")),
        Column("checked_at", _("Checked")),
        Column("good_count", _("Good rows")),
        Column("bad_count", _("Rows with errors")),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No file yet"),
        "text": _("Import a roster for one class from the class, or for several from here."),
    }

    def get_queryset(self):
        return super().get_queryset().without_rows().select_related("training_class")

    def row_url(self, obj):
        return reverse("workspace:roster-detail", args=[obj.pk])

    def actions(self):
        url = reverse("workspace:roster-create")
        label = _("Import for several classes")
        return [
            *(
                {"label": job.title, "url": job.get_absolute_url(), "icon": "clock"}
                for job in live_checks(self.actor)
            ),
            {"label": label, "url": url, "icon": "upload", "tone": "primary"},
        ]


class RosterDetail(DetailPage):
    """The result of the dry run: import or discard; afterwards correct or undo."""

    roles = UNIT_ADMINS
    model = RosterImport
    slug_field = "pk"
    template_name = "trainees/roster.html"

    def get_queryset(self):
        related = super().get_queryset().select_related("training_class", "corrects")
        return related.without_rows()

    def trail(self):
        if self.object.training_class:
            return class_trail(self.object.training_class)
        return [(RosterList.title, reverse("workspace:roster-list"))]

    def heading(self, obj):
        return obj.file_name

    def facts(self, obj):
        return [
            Fact(_("Class"), class_words(obj)),
            Fact(_("Good rows"), obj.good_count),
            Fact(_("Rows with errors"), obj.bad_count),
            Fact(_("Imported rows"), obj.imported_count if obj.imported_at else ""),
            Fact(_("Corrects the file"), obj.corrects.file_name if obj.corrects else ""),
        ]

    def post(self, request, *args, **kwargs):
        decide = {"import": self.enter, "discard": self.discard, "undo": self.undo}
        decision = decide.get(request.POST.get("decision"))
        if decision is None:
            raise Http404
        return decision(self.get_object())

    def enter(self, roster):
        if roster.good_count > AT_ONCE:
            return self.watch(ask_import(roster, actor=self.actor))
        try:
            row = import_roster(roster, actor=self.actor)
        except Refused as refused:
            return self.refused(refused)
        words = _("%(count)d people are enrolled.") % {"count": row.imported_count}
        messages.success(self.request, words)
        if row.training_class is None:
            return self.back(row)
        return HttpResponseRedirect(
            reverse("workspace:class-enrolments", args=[row.training_class.number])
        )

    def discard(self, roster):
        return self.back(discard_roster(roster, actor=self.actor))

    def undo(self, roster):
        if roster.imported_count > AT_ONCE:
            return self.watch(ask_undo(roster, actor=self.actor))
        row = undo_roster(roster, actor=self.actor)
        messages.success(self.request, _("The import is undone; the seats are free again."))
        return self.back(row)

    def watch(self, job):
        return HttpResponseRedirect(job.get_absolute_url())

    def back(self, roster):
        return HttpResponseRedirect(reverse("workspace:roster-detail", args=[roster.pk]))

    def refused(self, refused):
        """The page again with every condition that failed."""
        if not refused.errors:
            raise refused
        context = self.get_context_data(checks=refused.errors)
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        roster = context["object"]
        job = job_on(roster, self.actor)
        is_worked_on = job is not None and not job.is_over
        return context | {
            "job": job,
            "is_whole": is_whole(roster, self.actor),
            "waits": roster.state == RosterState.CHECKED and not is_worked_on,
            "is_imported": roster.state == RosterState.IMPORTED and not is_worked_on,
            "has_errors_file": roster.has_bad_rows(),
            "errors": roster.errors,
        }


def class_words(roster) -> str:
    """The class of the file, or how many its rows name."""
    if roster.training_class:
        return roster.training_class.name
    return str(_("%(count)d classes") % {"count": roster.class_count})


def roster_template(request, *, for_classes=False):
    """The empty workbook with drop-downs and text cells."""
    require_unit(request)
    return download(template(roster_sheet({} if for_classes else None)), "roster.xlsx")


def roster_errors(request, pk):
    """The bad rows of a dry run, to be corrected and sent back."""
    require_unit(request)
    own = RosterImport.objects.visible_to(request.actor).defer("good_rows")
    return download(errors_of(get_object_or_404(own, pk=pk)), errors_name())


def require_unit(request) -> None:
    if request.actor.role not in UNIT_ADMINS:
        raise Http404


def errors_name() -> str:
    return str(_("%(list)s - rows with errors.xlsx") % {"list": _("Roster")})


def download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
