"""Late enrolments: the unit asks for one and uses it; the person reads what is asked for them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, Fact, ListPage, facts_of
from policies.decisions import checks_of
from policies.pages import decisions_section
from programs.views.classes import OfClass, class_trail
from trainees.enums import LateState
from trainees.filters import LateFilter
from trainees.forms.late import LateForm
from trainees.late_checks import late_decided
from trainees.models import LateException
from trainees.models.late_exception import OPEN_LATE
from trainees.services.late import request_late
from trainees.views.facts import link_to


class LateList(ListPage):
    model = LateException
    roles = UNIT_ADMINS
    title = _("Late enrolments")
    lead = _("People who may still join a class that is running, as the district grants it.")
    columns = (
        Column("number", _("Number"), is_nowrap=True),
        Column("name", _("Name")),
        Column("training_class.name", _("Class")),
        Column("enrol_until", _("To be enrolled until"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    filterset_class = LateFilter
    empty = {
        "title": _("Nobody comes late"),
        "text": _("Open the roster of a class that is running and ask for a late enrolment there."),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("training_class")


class LateDetail(DetailPage):
    """One exception; while it is open, every condition as it stands now."""

    model = LateException
    roles = UNIT_ADMINS

    def get_queryset(self):
        along = ("training_class__programme", "training_class__organization")
        return super().get_queryset().select_related(*along)

    def trail(self):
        return [(LateList.title, reverse("workspace:late-list"))]

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        return [
            Fact(_("Class"), obj.training_class.name),
            *facts_of(obj, ("number", "masked_identity", "grounds", "requested_at")),
            *answer_facts(obj),
        ]

    def object_actions(self, obj):
        if obj.enrolment_id is None:
            return []
        url = reverse("workspace:enrolment-detail", args=[obj.enrolment_id])
        return [{"label": _("To the enrolment"), "url": url, "icon": "user"}]

    def sections(self, obj):
        if obj.state not in OPEN_LATE:
            decided = decisions_section(obj, self.actor)
            return [decided] if decided else []
        is_granted = obj.state == LateState.GRANTED
        checks = checks_of(late_decided(obj, needs_exception=is_granted))
        return [
            {
                "title": _("What holds today"),
                "template": "programs/checks.html",
                "context": {"checks": checks},
            }
        ]


def answer_facts(late) -> list[Fact]:
    """When the answer is due, or until when it is good."""
    if late.decided_at is None:
        return [Fact(_("Reply due"), late.reply_due_on)]
    names = ("decided_at", *(("enrol_until",) if late.enrol_until else ()))
    return facts_of(late, names)


class OwnLateDetail(DetailPage):
    """What a unit asked for the reader, and what the district answered."""

    face = "account"
    roles = {Role.WORKER}
    at_counter = True
    model = LateException

    def get_queryset(self):
        return super().get_queryset().select_related("training_class", "organization")

    def trail(self):
        return [(_("My classes"), reverse("account:enrolment-list"))]

    def heading(self, obj):
        return obj.training_class.name

    def facts(self, obj):
        names = ("number", "organization", "grounds", "requested_at")
        return [*facts_of(obj, names), *answer_facts(obj), *self.enrolment(obj)]

    def enrolment(self, obj):
        if obj.enrolment_id is None:
            return []
        url = reverse("account:enrolment-detail", args=[obj.enrolment_id])
        return [Fact(_("Enrolment"), link_to(url, _("To the enrolment")))]


class LateCreate(OfClass):
    """Ask for one person in a running class."""

    title = _("Ask for a late enrolment")
    lead = _(
        "The district answers. It can only grant what still helps: the sessions that have not "
        "begun must reach the attendance threshold."
    )
    submit_label = _("Ask the district")
    success_message = _("The request is sent. You are told what the district answers.")
    form_class = LateForm

    def trail(self):
        roster = reverse("workspace:class-enrolments", args=[self.object.number])
        return [*class_trail(self.object), (_("Roster"), roster)]

    def save(self, form):
        return request_late(
            actor=self.actor,
            training_class=self.object,
            person=form.person(self.actor.district_id),
            grounds=form.cleaned_data["grounds"],
        )

    def cancel_url(self):
        return reverse("workspace:class-enrolments", args=[self.object.number])

    def next_url(self, obj):
        return obj.get_absolute_url()
