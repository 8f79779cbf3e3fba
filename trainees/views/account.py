"""The worker's pages: enrolling, enrolments, attendance, messages, own data. Phone first."""

from django.db.models import Exists
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage
from core.pages.parts import paper_button
from core.prepared import Prepared
from core.refusals import Refused
from policies.decisions import failed
from policies.pages import has_decision
from programs.models import TrainingClass
from trainees.allowance import claim_limit, days_attended, may_come, own_allowance
from trainees.checks import enrolment_checks
from trainees.eligibility import subject_of_class
from trainees.enums import EnrolmentState
from trainees.filters import OwnEnrolmentFilter
from trainees.forms.enrolling import ConsentForm, EnrolForm
from trainees.models import AttendanceRecord, Enrolment, Voucher
from trainees.papers import has_paper
from trainees.queries import first_groups
from trainees.services.completion import attendance_checks
from trainees.services.enrolment import enrol
from trainees.services.people import own_trainee
from trainees.services.vouchers import hindrance
from trainees.views.facts import (
    certificate_action,
    late_facts,
    led,
    order_facts,
    outcome_facts,
    plan_facts,
    transfer_action,
    transfer_facts,
    waiting_facts,
)
from trainees.views.start_ups import business_facts, link_action

WORKER = {Role.WORKER}


@Prepared
def own_vouchers(actor):
    """The voucher the acting person may use; one a person lives."""
    return Voucher.objects.visible_to(actor).usable().filter(trainee_user_id=actor.user_id)


@Prepared
def class_seen(actor, number):
    """A class as the actor sees it, by its number, with what enrolling shows and asks.

    It brings whether the actor has a voucher: most have none, and need no second query.
    """
    seen = TrainingClass.objects.visible_to(actor).filter(number=number)
    seen = seen.annotate(has_voucher=Exists(own_vouchers.build(actor)))
    return seen.select_related("organization", "venue", "programme").only(
        "number", "name", "state", "seats", "seats_taken", "waiting", "has_waiting_list",
        "starts_on", "ends_on", "district_id",
        "organization__name", "organization__name_en", "organization__number", "organization__kind",
        "venue__name", "venue__address", "programme__key_groups", "programme__training_type",
        "programme__occupation", "programme__level", "programme__setting",
    )  # fmt: skip


class EnrolPage(FormPage):
    """Every condition with its result and clause, then one button."""

    face = "account"
    roles = WORKER
    at_counter = True
    template_name = "trainees/enrol.html"
    form_class = ConsentForm
    submit_label = _("Enrol")
    success_message = _("You are enrolled.")
    title = _("Enrol")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = class_seen.first(request.actor, kwargs["number"])
        if self.object is None:
            raise Http404
        if not self.object.seats_free:
            self.title = self.submit_label = _("Join the waiting list")

    @cached_property
    def voucher(self) -> Voucher | None:
        """A voucher of the reader that waits to be used."""
        return own_vouchers.first(self.actor) if self.object.has_voucher else None

    @cached_property
    def hindered(self) -> Refused | None:
        """Why it is not good for this class."""
        return hindrance(self.voucher, self.object) if self.voucher else None

    def get_form(self):
        sent, is_read_out = self.request.POST or None, bool(self.actor.helper)
        if self.voucher is None or self.hindered:
            return ConsentForm(sent, is_read_out=is_read_out)
        return EnrolForm(sent, voucher=self.voucher, is_read_out=is_read_out)

    def trail(self):
        name, url = self.object.name, self.cancel_url()
        return [(_("Training classes"), reverse("class-list")), (name, url)]

    def save(self, form):
        used = self.voucher if form.cleaned_data.get("uses_voucher") else None
        if used is None and "uses_voucher" in self.request.POST:
            raise self.hindered or Refused("voucher_invalid")
        enrolment = enrol(actor=self.actor, training_class=self.object, voucher=used)
        if enrolment.state == EnrolmentState.WAITLISTED:
            self.success_message = _("You are on the waiting list.")
        elif enrolment.state == EnrolmentState.PENDING:
            self.success_message = _("Your seat is held until your proof is answered.")
        return enrolment

    def cancel_url(self):
        return reverse("class-detail", args=[self.object.number])

    def get_context_data(self, **kwargs):
        trainee = own_trainee(self.actor)
        checks = led(enrolment_checks(self.actor, trainee, self.object)) if trainee else []
        may = bool(trainee) and not failed(checks)
        return super().get_context_data(
            training_class=self.object,
            checks=checks,
            may_enrol=may,
            trainee=trainee,
            voucher=self.voucher if trainee else None,
            hindered=self.hindered,
            first_groups="" if self.object.seats_free else first_groups(),
            **kwargs,
        )


class EnrolmentList(ListPage):
    face = "account"
    roles = WORKER
    at_counter = True
    model = Enrolment
    title = _("My classes")
    filterset_class = OwnEnrolmentFilter
    columns = (
        Column("training_class.name", _("Class")),
        Column("training_class.starts_on", _("First session"), is_nowrap=True),
        Column("training_class.ends_on", _("Last session"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No class yet"),
        "text": _("Find a class near you and see whether you may join."),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("training_class")

    def actions(self):
        url = reverse("class-list")
        return [{"label": _("Find a class"), "url": url, "icon": "search", "tone": "primary"}]


class EnrolmentDetail(DetailPage):
    face = "account"
    roles = WORKER
    at_counter = True
    model = Enrolment
    slug_field = "pk"
    place = "enrolment"

    def get_queryset(self):
        along = (
            "training_class__venue", "training_class__programme__occupation", "late_exception",
            "certificate",
            "business_plan",
        )  # fmt: skip
        return super().get_queryset().select_related(*along).with_position(self.actor)

    def trail(self):
        return [(_("My classes"), reverse("account:enrolment-list"))]

    def heading(self, obj):
        return obj.training_class.name

    def facts(self, obj):
        row = obj.training_class
        return [
            Fact(_("Class number"), row.number),
            Fact(_("Venue"), f"{row.venue.name} · {row.venue.address}"),
            Fact(_("First session"), row.starts_on),
            Fact(_("Last session"), row.ends_on),
            *outcome_facts(obj),
            *waiting_facts(obj),
            *order_facts(obj),
            *late_facts(obj, "account:late-detail"),
            *plan_facts(obj),
            *business_facts(obj, "account:business-detail"),
            *transfer_facts(self.actor, obj, "account"),
        ]

    def object_actions(self, obj):
        paper = [paper_button("enrolment-paper", obj.pk)] if has_paper(obj, self.actor) else []
        return [
            *certificate_action(obj),
            *paper,
            *link_action(obj),
            *transfer_action(obj, "account", _("Change to another class")),
        ]

    def sections(self, obj):
        records = (
            AttendanceRecord.objects.visible_to(self.actor)
            .filter(enrolment=obj)
            .select_related("session")
            .order_by("session__starts_at")
        )
        # the decision, once there is one, is a section of its own
        checks = [] if has_decision(obj, self.actor) else attendance_checks(obj)
        page = "account:attendance-detail"
        context = {"records": records, "checks": checks, "hours_page": page}
        attendance = {"title": _("Attendance"), "template": "trainees/attendance.html"}
        return [{**attendance, "context": context}, *self.allowance(obj)]

    def allowance(self, obj) -> list[dict]:
        """The living allowance by day attended, once there is such a day."""
        days = days_attended(self.actor, obj)
        subject = subject_of_class(obj.training_class)
        if not days or not may_come(own_allowance(self.actor, subject)):
            return []
        limit = claim_limit(obj.training_class.ends_on)
        context = {"days": days, "total": sum(day.amount for day in days), "limit": limit}
        title = _("Living allowance")
        return [{"title": title, "template": "trainees/allowance.html", "context": context}]
