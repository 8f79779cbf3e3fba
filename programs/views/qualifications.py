"""Qualifications of teachers: the institution's, and those a teacher has."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.enums import UNIT_ADMINS, Role
from core.pages import DetailPage, Fact, FormPage, ListPage, facts_of
from core.pages.parts import proof_link
from core.views.files import handed_out
from programs.enums import QualificationState
from programs.filters import QualificationFilter
from programs.forms import AgreeForm, ProofForm, QualificationForm
from programs.models import Teacher, TeacherQualification
from programs.models.teacher_qualification import WITH_THE_DISTRICT
from programs.permissions import is_qualified_teacher
from programs.services.qualifications import (
    agree,
    reply_due,
    resubmit_qualification,
    submit_qualification,
)
from programs.tables import QUALIFICATIONS

RENEWED = (QualificationState.VALID, QualificationState.SUSPENDED, QualificationState.EXPIRED)


class QualificationList(ListPage):
    model = TeacherQualification
    roles = UNIT_ADMINS | {Role.TEACHER}
    columns = QUALIFICATIONS
    filterset_class = QualificationFilter
    export = "qualifications"
    empty = {
        "title": _("No qualification yet"),
        "text": _(
            "Submit the proof of a teacher on the teacher's page; the district recognises it."
        ),
    }

    @property
    def title(self):
        return _("My qualifications") if self.actor.role == Role.TEACHER else _("Qualifications")

    def get_queryset(self):
        return super().get_queryset().select_related("teacher", "occupation")


class QualificationDetail(DetailPage):
    model = TeacherQualification
    roles = UNIT_ADMINS | {Role.TEACHER}
    place = "qualification"

    def trail(self):
        return [(_("Qualifications"), reverse("workspace:qualification-list"))]

    def get_queryset(self):
        return super().get_queryset().select_related("teacher", "occupation")

    def heading(self, obj):
        return f"{obj.teacher.name} · {obj.subject}"

    def facts(self, obj):
        submitted = obj.state == QualificationState.SUBMITTED
        agreed = obj.get_agreement_display() or _("The teacher has not agreed yet")
        return [
            *facts_of(obj, ("number", "teacher", ("subject", _("For")), "submitted_at")),
            Fact(_("Agreement of the teacher"), agreed),
            Fact(_("Proof"), proof_link("qualification-proof", obj.number)),
            *([Fact(_("Reply due"), reply_due(obj))] if submitted else []),
            *facts_of(obj, ("replied_at", "valid_until")),
            *([] if obj.ended_on is None else facts_of(obj, ("ended_on",))),
        ]

    def object_actions(self, obj):
        if may_renew(self.actor, obj):
            subject = {"occupation": obj.occupation_id, "level": obj.level}
            given = {**subject, "course_type": obj.course_type}
            query = {name: value for name, value in given.items() if value}
            url = reverse("workspace:qualification-create", args=[obj.teacher_id], query=query)
            return [{"label": _("Submit the renewal"), "url": url, "icon": "refresh"}]
        if not may_agree(self.actor, obj):
            return []
        url = reverse("workspace:qualification-agree", args=[obj.number])
        return [{"label": _("I agree"), "url": url, "icon": "check", "tone": "primary"}]


def may_renew(actor, obj) -> bool:
    """A renewal is a new record of the unit; what was refused or ended is submitted anew."""
    own = actor.role in UNIT_ADMINS and actor.organization_id == obj.organization_id
    return own and obj.state in RENEWED


def may_agree(actor, obj) -> bool:
    waits = obj.state in WITH_THE_DISTRICT and not obj.agreed_at
    return waits and is_qualified_teacher(actor, obj)


class QualificationCreate(FormPage):
    """A qualification of one teacher of one's own."""

    roles = UNIT_ADMINS
    title = _("Submit a qualification")
    lead = _("The district checks the proof and recognises the teacher until a day.")
    submit_label = _("Submit")
    form_class = QualificationForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Teacher.objects.visible_to(request.actor)
        own = own.filter(organization_id=request.actor.organization_id)
        self.object = get_object_or_404(own, **kwargs)

    def get_form(self):
        if self.request.method == "POST":
            return QualificationForm(self.request.POST, self.request.FILES, teacher=self.object)
        return QualificationForm(initial=self.request.GET.dict(), teacher=self.object)

    def trail(self):
        teachers = (_("Teachers"), reverse("workspace:teacher-list"))
        return [teachers, (self.object.name, self.cancel_url())]

    def save(self, form):
        return submit_qualification(actor=self.actor, teacher=self.object, **form.cleaned_data)

    def cancel_url(self):
        return self.object.get_absolute_url()


class OfQualification(FormPage):
    """A form about one qualification."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = TeacherQualification.objects.visible_to(request.actor)
        self.object = get_object_or_404(seen.select_related("teacher", "occupation"), **kwargs)

    def trail(self):
        list_url = reverse("workspace:qualification-list")
        return [(_("Qualifications"), list_url), (self.object.number, self.cancel_url())]

    def get_context_data(self, **kwargs):
        facts = facts_of(self.object, ("teacher", ("subject", _("For"))))
        return super().get_context_data(facts=facts, **kwargs)

    def cancel_url(self):
        return self.object.get_absolute_url()


class QualificationResubmit(OfQualification):
    roles = UNIT_ADMINS
    title = _("Submit again")
    lead = _("Add the proof that was missing; the district looks at it again.")
    submit_label = _("Submit again")
    form_class = ProofForm

    def save(self, form):
        return resubmit_qualification(self.object, actor=self.actor, **form.cleaned_data)


class QualificationAgree(OfQualification):
    roles = {Role.TEACHER}
    title = _("Agree to the qualification")
    lead = _("You confirm that you teach for this institution and that the proof is yours.")
    submit_label = _("I agree")
    form_class = AgreeForm

    def save(self, form):
        return agree(self.object, actor=self.actor)


@require_safe
def proof(request, number):
    """The proof, for whoever sees the qualification; every look is recorded."""
    seen = TeacherQualification.objects.visible_to(request.actor).select_related("proof")
    return handed_out(request.actor, get_object_or_404(seen, number=number).proof)
