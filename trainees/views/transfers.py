"""Transfers: asked for on either side's page of an enrolment, answered on their own."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from policies.decisions import checks_of
from trainees.filters import TransferFilter
from trainees.forms.transfers import TransferForm
from trainees.models import Enrolment, Transfer
from trainees.models.transfer import OPEN_TRANSFER
from trainees.services.people import own_trainee
from trainees.services.transfers import ask_transfer
from trainees.transfer_checks import last_day_of, targets_of, transfer_decided
from trainees.views.facts import link_to

WORKER = {Role.WORKER}


class TransferList(ListPage):
    model = Transfer
    roles = UNIT_ADMINS
    title = _("Transfers")
    lead = _("People who change to another class of the same programme.")
    columns = (
        Column("number", _("Number"), is_nowrap=True),
        Column("name", _("Name")),
        Column("enrolment.training_class.name", _("From class")),
        Column("target.name", _("To class")),
        Column("state", _("State"), is_badge=True),
    )
    filterset_class = TransferFilter
    empty = {
        "title": _("No transfer yet"),
        "text": _("Open somebody's enrolment in a roster and propose another class there."),
    }

    def get_queryset(self):
        along = ("enrolment__training_class", "target")
        return super().get_queryset().select_related(*along)


class TransferDetail(DetailPage):
    """From where to where, why, and while it is open what holds today."""

    model = Transfer
    roles = UNIT_ADMINS
    enrolment_page = "workspace:enrolment-detail"

    def get_queryset(self):
        along = ("enrolment__training_class", "target__programme", "target__organization")
        return super().get_queryset().select_related(*along)

    def trail(self):
        return [(TransferList.title, reverse("workspace:transfer-list"))]

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        is_open = obj.state in OPEN_TRANSFER
        return [
            *facts_of(obj, ("number",)),
            Fact(_("From class"), self.to_enrolment(obj.enrolment_id, obj.enrolment)),
            Fact(_("To class"), self.to_target(obj)),
            Fact(_("First session"), obj.target.starts_on),
            *facts_of(obj, ("grounds", "asked_at")),
            *([Fact(_("To be answered until"), last_day_of(obj.target))] if is_open else []),
            *([] if is_open else facts_of(obj, ("answered_at",))),
        ]

    def to_enrolment(self, key, enrolment):
        words = enrolment.training_class.name
        return link_to(reverse(self.enrolment_page, args=[key]), words)

    def to_target(self, obj):
        """The new enrolment once there is one; before that the class alone."""
        if obj.new_enrolment_id is None:
            return obj.target.name
        url = reverse(self.enrolment_page, args=[obj.new_enrolment_id])
        return link_to(url, obj.target.name)

    def sections(self, obj):
        if obj.state not in OPEN_TRANSFER:
            return []
        return [
            {
                "title": _("What holds today"),
                "template": "programs/checks.html",
                "context": {"checks": checks_for(self.actor, obj)},
            }
        ]


def checks_for(actor, transfer):
    """Every condition as the reader's side sees it."""
    trainee = own_trainee(actor) if actor.role == Role.WORKER else None
    return checks_of(
        transfer_decided(
            actor, transfer.enrolment, transfer.target, trainee, is_minor=transfer.is_minor
        )
    )


class OwnTransferDetail(TransferDetail):
    face = "account"
    roles = WORKER
    at_counter = True
    enrolment_page = "account:enrolment-detail"

    def trail(self):
        return [(_("My classes"), reverse("account:enrolment-list"))]

    def heading(self, obj):
        return obj.target.name


class TransferCreate(FormPage):
    """Another class of the programme for one enrolment, and why."""

    roles = UNIT_ADMINS
    title = _("Propose another class")
    lead = _("The person decides. Nothing changes before they have agreed.")
    submit_label = _("Propose")
    success_message = _("The person is told, and answers.")
    template_name = "trainees/transfer.html"
    enrolment_page = "workspace:enrolment-detail"
    transfer_page = "workspace:transfer-detail"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Enrolment.objects.visible_to(request.actor)
        seen = seen.select_related("training_class", "training_class__organization")
        self.object = get_object_or_404(seen, pk=kwargs["pk"])
        self.targets = targets_of(request.actor, self.object)

    def trail(self):
        own = (self.object.name, self.cancel_url())
        return [(TransferList.title, reverse("workspace:transfer-list")), own]

    def get_form(self):
        return TransferForm(self.request.POST or None, targets=self.targets)

    def save(self, form):
        return ask_transfer(
            actor=self.actor,
            enrolment=self.object,
            target=form.cleaned_data["target"],
            grounds=form.cleaned_data["grounds"],
        )

    def next_url(self, obj):
        return reverse(self.transfer_page, args=[obj.number])

    def cancel_url(self):
        return reverse(self.enrolment_page, args=[self.object.pk])

    def get_context_data(self, **kwargs):
        known = {"targets": self.targets, "enrolment": self.object, "empty": self.nothing()}
        return super().get_context_data(**known, **kwargs)

    def nothing(self) -> dict:
        """What to do where no other class can be chosen."""
        return {
            "title": _("No other class enrols"),
            "text": _("The programme has no other class that enrols. Look again when one opens."),
            "url": self.cancel_url(),
            "label": _("Go back"),
        }


class OwnTransferCreate(TransferCreate):
    face = "account"
    roles = WORKER
    at_counter = True
    title = _("Change to another class")
    lead = _("Your institution answers. You stay in your class until it has approved.")
    submit_label = _("Ask the institution")
    success_message = _("Your institution is told, and answers.")
    enrolment_page = "account:enrolment-detail"
    transfer_page = "account:transfer-detail"

    def trail(self):
        name = self.object.training_class.name
        return [(_("My classes"), reverse("account:enrolment-list")), (name, self.cancel_url())]
