"""Checking in on the phone, and what counted: every minute of a session, and why."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import DetailPage, Fact, Page
from core.pages.parts import lessons
from programs.enums import SessionState
from programs.services.advance import correctable_until
from trainees.correcting import may_ask
from trainees.enums import AttendanceState, CheckInKind
from trainees.evidence import evidence_of
from trainees.forms.attendance import CodeForm
from trainees.hours import credited, hours_of
from trainees.models import AttendanceCorrection, AttendanceRecord, CheckIn
from trainees.rechecks import open_recheck
from trainees.services.attendance import check_in, next_step
from trainees.services.check_ins import proofs_of
from trainees.views.times import shown_time

WORKER = {Role.WORKER}
K = CheckInKind
STEPS = {
    K.SIGN_IN: (_("Check in"), _("You are signed in.")),
    K.RECHECK: (_("I am here"), _("The re-check is answered.")),
    K.SIGN_OUT: (_("Check out"), _("You are signed out.")),
}
ALONG = ("session__training_class", "session__venue", "enrolment")


class AttendancePage(Page):
    """The sessions one can sign in to now: one button for each."""

    face = "account"
    roles = WORKER
    template_name = "trainees/check_in.html"
    title = _("Check in to a session")
    empty = {
        "title": _("No session is open for sign-in"),
        "text": _("Sign-in opens half an hour before the session begins."),
    }

    def way_on(self):
        """Where to look when nothing is open: the timetables of one's own classes."""
        return {**self.empty, "url": reverse("account:enrolment-list"), "label": _("My classes")}

    def records(self):
        own = AttendanceRecord.objects.visible_to(self.actor)
        is_open = own.filter(session__state=SessionState.OPEN)
        return is_open.select_related(*ALONG).defer("enrolment__phone")

    def entry(self, record) -> dict:
        """What one record shows: its form, what the button does, the re-check that runs."""
        code = self.request.GET.get("code", "")
        given = {"code": code, "scanned": bool(code)}
        is_open = record.state in (AttendanceState.ABSENT, AttendanceState.SIGNED_IN)
        step = next_step(record) if is_open else None
        return {
            "record": record,
            "form": CodeForm(prefix=str(record.pk), initial=given) if step else None,
            "label": STEPS[step][0] if step else "",
            "asked": open_recheck(record.session) if step == K.RECHECK else None,
        }

    def get_context_data(self, **kwargs):
        entries = [self.entry(record) for record in self.records()]
        return super().get_context_data(entries=entries, empty=self.way_on(), **kwargs)

    def post(self, request, *args, **kwargs):
        record = get_object_or_404(self.records(), pk=request.POST.get("record"))
        form = CodeForm(request.POST, prefix=str(record.pk))
        if form.is_valid():
            step = next_step(record)
            evidence = evidence_of(request, form.source(), form.place())
            check_in(record, actor=self.actor, code=form.cleaned_data["code"], evidence=evidence)
            messages.success(request, STEPS[step][1])
        return HttpResponseRedirect(reverse("account:attendance"))


class CheckInPage(AttendancePage):
    """Where the QR code on the teacher's screen leads."""

    def records(self):
        return super().records().filter(session_id=self.kwargs["pk"])


def made_up_facts(record) -> list[Fact]:
    """Of a make-up session: which one it makes up, and how much of it counts there."""
    made_up = record.session.makes_up
    if made_up is None:
        return []
    words = _("%(counts)d minutes; that session counts %(length)d at most")
    figures = {"counts": credited(record), "length": made_up.minutes}
    return [Fact(_("Makes up"), made_up.title_and_time), Fact(_("Counts there"), words % figures)]


class RecordPage(DetailPage):
    """One session of one person, minute by minute: for the person, or for the unit."""

    model = AttendanceRecord
    slug_field = "pk"

    def get_queryset(self):
        along = (*ALONG, "session__makes_up", "enrolment__training_class")
        return super().get_queryset().select_related(*along)

    def heading(self, obj):
        return f"{obj.session.training_class.name} {obj.session.title}"

    def crumb(self):
        return self.object.session.title

    def facts(self, obj):
        session = obj.session
        return [
            Fact(_("Begins"), shown_time(session.starts_at)),
            Fact(_("Ends"), shown_time(session.ends_at)),
            Fact(_("Lessons"), lessons(session.lessons)),
            Fact(_("Minutes that count"), f"{obj.minutes} / {session.minutes}"),
            *made_up_facts(obj),
            *self.correction_fact(obj),
        ]

    def correction_fact(self, obj):
        if not may_ask(self.actor, obj):
            return []
        return [Fact(_("To be corrected until"), correctable_until(obj.session))]

    def sections(self, obj):
        proofs = proofs_of(obj)
        parts = hours_of(obj, proofs) if obj.session.state != SessionState.PLANNED else []
        hours = {
            "title": _("Hours"), "template": "trainees/hours.html", "context": {"hours": parts},
        }  # fmt: skip
        return [hours, self.check_ins(obj), *self.corrections(obj)]

    def check_ins(self, obj) -> dict:
        own = CheckIn.objects.visible_to(self.actor).filter(record=obj).order_by("at", "pk")
        return {
            "title": _("Check-ins"),
            "template": "trainees/check_ins.html",
            "context": {"check_ins": own},
        }

    def corrections(self, obj) -> list[dict]:
        own = AttendanceCorrection.objects.visible_to(self.actor).filter(record=obj)
        rows = list(own.order_by("pk"))
        if not rows:
            return []
        context = {"corrections": rows, "face": self.worn}
        return [
            {
                "title": _("Corrections"),
                "template": "trainees/attendance_corrections.html",
                "context": context,
            }
        ]

    def object_actions(self, obj):
        if not may_ask(self.actor, obj):
            return []
        url = reverse(f"{self.worn}:attendance-correction-create", args=[obj.pk])
        return [{"label": _("Have the attendance corrected"), "url": url, "icon": "pencil"}]


class OwnRecord(RecordPage):
    face = "account"
    roles = WORKER
    at_counter = True

    def trail(self):
        enrolment = self.object.enrolment
        return [
            (_("My classes"), reverse("account:enrolment-list")),
            (enrolment.training_class.name, enrolment.get_absolute_url()),
        ]
