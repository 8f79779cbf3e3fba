"""The institution's pages about its trainees: roster, import, session sheet."""

from io import BytesIO

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage
from core.spreadsheets import template
from programs.enums import SessionState
from programs.models import Session, TrainingClass
from trainees.enums import RosterState
from trainees.forms import RosterForm
from trainees.models import AttendanceRecord, Enrolment, RosterImport
from trainees.roster_sheet import roster_sheet
from trainees.services.attendance import record_sheet, rotating_code
from trainees.services.completion import attendance_check
from trainees.services.roster import check_roster, discard_roster, errors_of, import_roster

TEACHING = UNIT_ADMINS | {Role.TEACHER}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTRIES = (
    ("", _("not yet")),
    ("present", _("present")),
    ("late", _("came just now")),
    ("left_early", _("leaves now")),
)


class EnrolmentsOfClass(ListPage):
    """Who is enrolled in a class: names in clear, identity masked."""

    roles = UNIT_ADMINS
    model = Enrolment
    title = _("Roster")
    columns = (
        Column("name", _("Name")),
        Column("masked_identity", _("Identity number")),
        Column("phone", _("Phone")),
        Column("source", _("Source")),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("Nobody yet"),
        "text": _("Workers enrol themselves, or you import a roster."),
    }
    page_size = 60

    def get_queryset(self):
        of_class = super().get_queryset().filter(training_class__number=self.kwargs["number"])
        return of_class.order_by("enrolled_at", "id")

    def row_url(self, obj):
        return reverse("workspace:enrolment-detail", args=[obj.pk])

    def actions(self):
        url = reverse("workspace:roster-import", args=[self.kwargs["number"]])
        return [{"label": _("Import a roster"), "url": url, "icon": "upload", "tone": "primary"}]


class EnrolmentDetail(DetailPage):
    """One enrolment as the institution sees it."""

    roles = UNIT_ADMINS
    model = Enrolment
    slug_field = "pk"

    def get_queryset(self):
        return super().get_queryset().select_related("training_class", "key_group")

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        return [
            Fact(_("Class"), obj.training_class.name),
            Fact(_("Identity number"), obj.masked_identity),
            Fact(_("Phone"), obj.phone),
            Fact(_("Education"), obj.get_education_display()),
            Fact(_("Key group"), group_words(obj.key_group)),
            Fact(_("Source"), obj.get_source_display()),
            Fact(_("Remark"), obj.remark),
        ]

    def sections(self, obj):
        records = AttendanceRecord.objects.visible_to(self.actor).filter(enrolment=obj)
        records = records.select_related("session").order_by("session__starts_at")
        checks = [attendance_check(obj)] if obj.outcome_at or records else []
        context = {"records": records, "checks": checks}
        return [
            {"title": _("Attendance"), "template": "trainees/attendance.html", "context": context}
        ]


def group_words(group) -> str:
    """A sensitive group is not named to institutions (roles, section 3)."""
    if group is None:
        return ""
    return str(_("group stated")) if group.is_sensitive else str(group)


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
            row = import_roster(roster, actor=self.actor)
            words = _("%(count)d people are enrolled.") % {"count": row.imported_count}
            messages.success(request, words)
            return HttpResponseRedirect(
                reverse("workspace:class-enrolments", args=[row.training_class.number])
            )
        discard_roster(roster, actor=self.actor)
        return HttpResponseRedirect(reverse("workspace:roster-detail", args=[roster.pk]))

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


class SessionDetail(DetailPage):
    """The teacher's page of a session: rotating code, who is there, the sheet."""

    roles = TEACHING
    model = Session
    slug_field = "pk"
    place = "session"
    template_name = "trainees/session.html"

    def get_queryset(self):
        return super().get_queryset().select_related("training_class", "venue", "teacher")

    def heading(self, obj):
        return f"{obj.training_class.name} #{obj.ordinal}"

    def facts(self, obj):
        return [
            Fact(_("Begins"), shown_time(obj.starts_at)),
            Fact(_("Ends"), shown_time(obj.ends_at)),
            Fact(_("Lessons"), obj.lessons),
            Fact(_("Venue"), obj.venue.name),
            Fact(_("Teacher"), obj.teacher.name),
            Fact(_("Mode"), obj.get_mode_display()),
        ]

    def records(self, session):
        own = AttendanceRecord.objects.visible_to(self.actor).filter(session=session)
        return own.select_related("enrolment").order_by("enrolment__name", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        session = context["object"]
        is_open = session.state == SessionState.OPEN
        return context | {
            "records": self.records(session),
            "is_open": is_open,
            "entries": ENTRIES,
            "code": code_context(self.request, session) if is_open else None,
        }

    def post(self, request, *args, **kwargs):
        session = self.get_object()
        entries = {
            int(key.removeprefix("record-")): value
            for key, value in request.POST.items()
            if key.startswith("record-") and value in {"present", "late", "left_early"}
        }
        allowed = set(self.records(session).values_list("pk", flat=True))
        chosen = {pk: value for pk, value in entries.items() if pk in allowed}
        count = record_sheet(session, actor=self.actor, entries=chosen)
        messages.success(request, _("Sheet kept: %(count)d entries.") % {"count": count})
        return HttpResponseRedirect(request.path)


def shown_time(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def session_code(request, pk):
    """The part of the session page that is asked for anew every ten seconds."""
    if request.actor.role not in TEACHING:
        raise Http404
    seen = Session.objects.visible_to(request.actor).filter(state=SessionState.OPEN)
    session = get_object_or_404(seen, pk=pk)
    return render(request, "trainees/code.html", code_context(request, session))


def code_context(request, session) -> dict:
    """The code of this half minute, and a QR code that leads a worker to the sign-in."""
    code = rotating_code(session)
    link = reverse("account:check-in", args=[session.pk]) + f"?code={code}"
    stream = BytesIO()
    segno.make(request.build_absolute_uri(link), error="m").save(
        stream, kind="svg", scale=5, border=2, xmldecl=False, svgns=True
    )
    records = AttendanceRecord.objects.visible_to(request.actor).filter(session=session)
    total = records.count()
    return {
        "session": session,
        "digits": code,
        "qr": mark_safe(stream.getvalue().decode()),  # noqa: S308 - drawn by us
        "present": total - records.filter(state="absent").count(),
        "total": total,
    }
