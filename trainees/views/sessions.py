"""The teacher's page of a session: rotating code, who is there, the sheet."""

from io import BytesIO

import segno
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import DetailPage, Fact
from core.pages.parts import lessons
from programs.enums import SessionState
from programs.models import Session
from programs.views.classes import class_trail
from trainees.models import AttendanceRecord
from trainees.services.attendance import record_sheet, rotating_code

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
        return super().get_queryset().select_related("training_class", "venue", "teacher")

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
