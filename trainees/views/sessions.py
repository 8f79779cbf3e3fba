"""The teacher's page of a session: rotating code, who is there, re-checks, the sheet."""

from io import BytesIO

import segno
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import DetailPage, Fact, Page
from core.pages.parts import lessons
from programs.checks.changing import was_held
from programs.enums import SessionState
from programs.models import Session
from programs.services.classes import RUN
from programs.views.classes import class_trail
from trainees.enums import AttendanceState
from trainees.models import AttendanceRecord
from trainees.queries import flags_of, who_missed
from trainees.rechecks import due_rechecks, open_recheck
from trainees.rotating_code import rotating_code
from trainees.services.attendance import call_recheck, record_sheet
from trainees.views.attendance import RecordPage
from trainees.views.times import shown_time

TEACHING = UNIT_ADMINS | {Role.TEACHER}
ENTRIES = (
    ("", _("not yet")),
    ("present", _("present")),
    ("late", _("came just now")),
    ("left_early", _("leaves now")),
)


class SessionDetail(DetailPage):
    """The teacher's page of a session: rotating code, who is there, the sheet."""

    roles = TEACHING
    model = Session
    slug_field = "pk"
    place = "session"
    template_name = "trainees/session.html"

    def get_queryset(self):
        along = ("training_class", "venue", "teacher", "makes_up")
        return super().get_queryset().select_related(*along)

    def trail(self):
        if self.actor.role == Role.TEACHER:
            return [(_("My sessions"), reverse("workspace:session-list"))]
        return class_trail(self.object.training_class)

    def crumb(self):
        return self.object.title

    def heading(self, obj):
        return f"{obj.training_class.name} {obj.title}"

    def facts(self, obj):
        return [
            Fact(_("Begins"), shown_time(obj.starts_at)),
            Fact(_("Ends"), shown_time(obj.ends_at)),
            Fact(_("Lessons"), lessons(obj.lessons)),
            Fact(_("Venue"), obj.venue.name),
            Fact(_("Teacher"), obj.teacher.name),
            Fact(_("Mode"), obj.get_mode_display()),
            *([Fact(_("Makes up"), obj.makes_up.title_and_time)] if obj.makes_up else []),
            *recheck_facts(obj),
        ]

    def object_actions(self, obj):
        """The way to make up what was missed, where anybody missed minutes."""
        is_askable = obj.training_class.state in RUN and was_held(obj)
        if self.actor.role not in UNIT_ADMINS or not is_askable or not who_missed(obj).exists():
            return []
        query = {"add": 1, "makes_up": obj.pk}
        url = reverse("workspace:change-write", args=[obj.training_class.number], query=query)
        return [{"label": _("Plan a make-up session"), "url": url, "icon": "calendar-plus"}]

    def records(self, session):
        own = AttendanceRecord.objects.visible_to(self.actor).filter(session=session)
        return own.select_related("enrolment").order_by("enrolment__name", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        session = context["object"]
        is_open = session.state == SessionState.OPEN
        records = list(self.records(session))
        flags = flags_of(session, records)
        for row in records:
            row.flags = flags.get(row.pk, [])
        return context | {
            "records": records,
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


def recheck_facts(session) -> list[Fact]:
    """Which re-checks were called; and that none was, though one was due and the lesson is over."""
    called = [f"{timezone.localtime(moment):%H:%M}" for moment in session.rechecked_at]
    if called:
        return [Fact(_("Re-checks called"), ", ".join(called))]
    if session.state in (SessionState.CLOSED, SessionState.SEALED) and due_rechecks(session):
        return [Fact(_("Re-checks called"), _("none; the screen was not on when it was due"))]
    return []


class SessionCode(Page):
    """The part of the page that asks for itself anew every ten seconds, and calls re-checks.

    One is called when it is due and the screen is on, or when the teacher says so (`now`).
    """

    roles = TEACHING
    template_name = "trainees/code.html"

    def session(self):
        seen = Session.objects.visible_to(self.actor).filter(state=SessionState.OPEN)
        return get_object_or_404(seen.select_related("teacher"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return code_context(self.request, self.session())

    def post(self, request, *args, **kwargs):
        session, is_now = self.session(), "now" in request.POST
        call_recheck(session, actor=self.actor, only_due=not is_now)
        if not is_now:
            return self.get(request, *args, **kwargs)
        messages.success(request, _("The re-check runs: everybody enters the code once more."))
        return HttpResponseRedirect(reverse("workspace:session-detail", args=[session.pk]))


class UnitRecord(RecordPage):
    """The hours of one person as teacher and institution see them."""

    roles = TEACHING

    def trail(self):
        session = self.object.session
        url = reverse("workspace:session-detail", args=[session.pk])
        return [(f"{session.training_class.name} {session.title}", url)]

    def heading(self, obj):
        return obj.enrolment.name

    crumb = DetailPage.crumb


def code_context(request, session) -> dict:
    """The code of this half minute, a QR code that leads a worker to the sign-in, who is there."""
    code = rotating_code(session)
    link = reverse("account:check-in", args=[session.pk]) + f"?code={code}"
    stream = BytesIO()
    segno.make(request.build_absolute_uri(link), error="m").save(
        stream, kind="svg", scale=5, border=2, xmldecl=False, svgns=True
    )
    records = AttendanceRecord.objects.visible_to(request.actor).filter(session=session)
    known = records.select_related("enrolment").order_by("enrolment__name", "pk")
    missing = [row.enrolment.name for row in known if row.state == AttendanceState.ABSENT]
    return {
        "session": session,
        "digits": code,
        "qr": mark_safe(stream.getvalue().decode()),  # noqa: S308 - drawn by us
        "present": len(known) - len(missing),
        "total": len(known),
        "missing": missing,
        "asked": open_recheck(session),
    }
