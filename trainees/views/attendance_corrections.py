"""Corrections of attendance: asked for on the phone or by the teacher, answered by the unit."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from core.pages.parts import proof_link
from core.pages.serving import serves
from core.views.files import handed_out
from policies.queries import limit_on
from trainees.enums import AttendanceCorrectionState
from trainees.filters import AttendanceCorrectionFilter
from trainees.forms.attendance import AttendanceCorrectionForm
from trainees.models import AttendanceCorrection, AttendanceRecord
from trainees.services.attendance_corrections import request_correction
from trainees.views.facts import link_to

WORKER = {Role.WORKER}
TEACHING = UNIT_ADMINS | {Role.TEACHER}
ALONG = ("session__training_class", "record__enrolment", "record__session", "evidence")
OF_WHOM = {"account": "account:attendance-detail", "workspace": "workspace:attendance-detail"}


class CorrectionList(ListPage):
    roles = TEACHING
    model = AttendanceCorrection
    title = _("Attendance corrections")
    lead = _("Whoever asks for one does not confirm it: a second person does.")
    columns = (
        Column("number", _("Number"), is_nowrap=True),
        Column("record.enrolment.name", _("Name")),
        Column("session.training_class.name", _("Class")),
        Column("session.starts_at", _("Session"), is_nowrap=True),
        Column("reply_due_on", _("Reply due"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    filterset_class = AttendanceCorrectionFilter
    empty = {
        "title": _("Nothing to correct"),
        "text": _("A teacher or a trainee asks for one from the attendance of a session."),
    }

    def get_queryset(self):
        return super().get_queryset().select_related(*ALONG)


class CorrectionPage(DetailPage):
    """One correction: what is asked, what the record said, what shows it."""

    model = AttendanceCorrection

    def get_queryset(self):
        return super().get_queryset().select_related(*ALONG)

    def heading(self, obj):
        return f"{obj.session.training_class.name} {obj.session.title}"

    def crumb(self):
        return self.object.number

    def facts(self, obj):
        url = reverse(OF_WHOM[self.worn], args=[obj.record_id])
        return [
            Fact(_("Number"), obj.number),
            Fact(_("Name"), obj.record.enrolment.name),
            Fact(_("Was there"), during([(obj.begins_at, obj.ends_at)])),
            *facts_of(obj, ("grounds",)),
            Fact(_("Evidence"), proof_link("attendance-correction-evidence", obj.number)),
            Fact(_("Requested by"), asker_of(obj)),
            *facts_of(obj, ("requested_at",)),
            *self.answer(obj),
            Fact(_("Attendance"), link_to(url, _("Hours of this session"))),
        ]

    def answer(self, obj):
        if obj.state == AttendanceCorrectionState.REQUESTED:
            return facts_of(obj, ("reply_due_on",))
        if obj.state != AttendanceCorrectionState.CONFIRMED:
            return facts_of(obj, ("decided_at",)) if obj.decided_at else []
        before = during(obj.old_presence) or _("nothing counted")
        return [
            *facts_of(obj, ("decided_at",)),
            Fact(_("Before"), f"{obj.get_old_state_display()} · {before}"),
        ]


class UnitCorrection(CorrectionPage):
    roles = TEACHING

    def trail(self):
        return [(CorrectionList.title, reverse("workspace:attendance-correction-list"))]


class OwnCorrection(CorrectionPage):
    face = "account"
    roles = WORKER

    def trail(self):
        record = self.object.record
        url = reverse("account:attendance-detail", args=[record.pk])
        return [
            (_("My classes"), reverse("account:enrolment-list")),
            (self.heading(self.object), url),
        ]


class CorrectionCreate(FormPage):
    """Say when somebody was there, and show it."""

    roles = TEACHING
    form_class = AttendanceCorrectionForm
    title = _("Have the attendance corrected")
    submit_label = _("Ask for the correction")
    success_message = _("Asked. The institution answers; you are told what it says.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = AttendanceRecord.objects.visible_to(request.actor)
        along = seen.select_related("session__training_class", "enrolment")
        self.record = get_object_or_404(along, pk=kwargs["pk"])

    @property
    def lead(self):
        day = timezone.localtime(self.record.session.starts_at).date()
        told = {
            "name": self.record.enrolment.name,
            "hours": during([(self.record.session.starts_at, self.record.session.ends_at)]),
            "limit": limit_on("tl_correction_reply", day),
        }
        words = _(
            "%(name)s, session %(hours)s. A second person of the institution answers %(limit)s."
        )
        return words % told

    def initial(self):
        session = self.record.session
        hours = (session.starts_at, session.ends_at)
        begins_at, ends_at = (timezone.localtime(moment).time() for moment in hours)
        return {"begins_at": begins_at, "ends_at": ends_at}

    def trail(self):
        session = self.record.session
        return [(f"{session.training_class.name} {session.title}", self.cancel_url())]

    def save(self, form):
        return request_correction(
            self.record,
            actor=self.actor,
            grounds=form.cleaned_data["grounds"],
            evidence=form.cleaned_data["evidence"],
            **form.instants(self.record.session),
        )

    def cancel_url(self):
        return reverse(OF_WHOM[self.worn], args=[self.record.pk])

    def next_url(self, obj):
        return reverse(f"{self.worn}:attendance-correction-detail", args=[obj.number])


class OwnCorrectionCreate(CorrectionCreate):
    face = "account"
    roles = WORKER


def asker_of(correction) -> str:
    """The person, or the teacher: names of staff are not shown to everybody."""
    is_person = correction.requested_by_id == correction.trainee_user_id
    return _("The trainee") if is_person else _("The teacher")


def during(stretches) -> str:
    """13:00–15:00, 15:20–16:00."""
    hours = (map(timezone.localtime, pair) for pair in stretches)
    return ", ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in hours)


@serves
@require_safe
def evidence(request, number):
    """The evidence, for whoever sees the correction; every look is recorded."""
    seen = AttendanceCorrection.objects.visible_to(request.actor)
    found = get_object_or_404(seen.select_related("evidence"), number=number)
    return handed_out(request.actor, found.evidence)
