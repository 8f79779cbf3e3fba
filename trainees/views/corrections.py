"""Correction requests: asked for on the person's pages, checked where the record is kept."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.enums import Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, Page, facts_of
from core.pages.parts import proof_link
from core.views.files import handed_out
from trainees.enums import CorrectionField, CorrectionState, Education
from trainees.filters import CorrectionFilter
from trainees.forms.corrections import CorrectionForm, CorrectionProofForm
from trainees.models import CorrectionRequest
from trainees.models.correction_request import OF_ENROLMENT, OPEN_CORRECTION
from trainees.services.corrections import COLUMN_OF, add_proof, ask_correction, completable_until
from trainees.services.people import own_trainee

WORKER, INSTITUTION = {Role.WORKER}, {Role.INSTITUTION_ADMIN}


def own_trail():
    account = (_("Learning account"), reverse("account:timeline"))
    return [account, (_("Correction requests"), reverse("account:correction-list"))]


class CorrectionList(ListPage):
    """What the reader asked for."""

    face = "account"
    roles = WORKER
    model = CorrectionRequest
    title = _("Correction requests")
    lead = _("Is something recorded wrongly? Say what it should be; you get a decision in time.")
    columns = (
        Column("field", _("Wrong entry")),
        Column("number", _("Number"), is_nowrap=True),
        Column("reply_due_on", _("Reply due"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No request yet"),
        "text": _(
            "A phone number and a bank account you change yourself under My data. For anything "
            "else ask for a correction here."
        ),
    }

    def trail(self):
        return own_trail()[:1]

    def actions(self):
        url = reverse("account:correction-choose")
        return [{"label": _("Ask for a correction"), "url": url, "icon": "plus", "tone": "primary"}]


class CorrectionChoose(Page):
    """What is wrong: the first step."""

    face = "account"
    roles = WORKER
    template_name = "trainees/correction_choose.html"
    title = _("What is wrong?")

    def trail(self):
        return own_trail()

    def get_context_data(self, **kwargs):
        choices = [
            {"label": one.label, "url": reverse("account:correction-create", args=[one.value])}
            for one in CorrectionField
        ]
        return super().get_context_data(choices=choices, **kwargs)


class CorrectionCreate(FormPage):
    """What it should be, why, and the proof: the second step."""

    face = "account"
    roles = WORKER
    submit_label = _("Send the request")
    success_message = _("Sent. You are told what is decided.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if kwargs["field"] not in CorrectionField.values:
            raise Http404
        self.field = CorrectionField(kwargs["field"])

    @property
    def title(self):
        return self.field.label

    def trail(self):
        return own_trail()

    def get_form(self):
        posted = self.request.method == "POST"
        given = {"data": self.request.POST, "files": self.request.FILES} if posted else {}
        return CorrectionForm(**given, actor=self.actor, field=self.field)

    def save(self, form):
        return ask_correction(actor=self.actor, field=self.field, **form.cleaned_data)

    def cancel_url(self):
        return reverse("account:correction-list")

    def recorded(self) -> str:
        """The value of the own record; of an enrolment it stands at the enrolment."""
        trainee = own_trainee(self.actor)
        if trainee is None or self.field in OF_ENROLMENT:
            return ""
        if self.field == CorrectionField.IDENTITY:
            return trainee.masked_identity
        value = getattr(trainee, COLUMN_OF.get(self.field, self.field))
        is_code = self.field == CorrectionField.EDUCATION and value
        return str(Education(value).label) if is_code else value

    def get_context_data(self, **kwargs):
        recorded = self.recorded()
        facts = [Fact(_("Recorded now"), recorded)] if recorded else []
        return super().get_context_data(facts=facts, **kwargs)


class CorrectionDetail(DetailPage):
    """The own request, in clear."""

    face = "account"
    roles = WORKER
    model = CorrectionRequest

    def get_queryset(self):
        along = ("enrolment__training_class", "organization", "district")
        return super().get_queryset().select_related(*along)

    def trail(self):
        return own_trail()

    def heading(self, obj):
        return str(obj.get_field_display())

    def shown(self, obj, value):
        """A value as this reader may see it."""
        return obj.in_clear(value) if self.may_read_number(obj) else obj.in_words(value)

    def may_read_number(self, obj) -> bool:
        return obj.field != CorrectionField.IDENTITY

    def facts(self, obj):
        of = obj.enrolment.training_class.name if obj.enrolment_id else ""
        proof = (
            [Fact(_("Proof"), proof_link("correction-proof", obj.number))] if obj.proof_id else []
        )
        return [
            *facts_of(obj, ("number",)),
            *([Fact(_("Class"), of)] if of else []),
            Fact(_("Recorded value"), self.shown(obj, obj.old_value)),
            Fact(_("Wished value"), self.shown(obj, obj.new_value)),
            *facts_of(obj, ("grounds", "submitted_at")),
            Fact(_("Checked by"), obj.organization or obj.district),
            *proof,
            *due_facts(obj),
            *facts_of(obj, ("decided_at",) if obj.decided_at else ()),
        ]


def due_facts(obj) -> list[Fact]:
    """Who must act by when."""
    if obj.state == CorrectionState.NEEDS_PROOF:
        return [Fact(_("Proof to be handed in until"), completable_until(obj))]
    return facts_of(obj, ("reply_due_on",)) if obj.state in OPEN_CORRECTION else []


class CorrectionProof(FormPage):
    face = "account"
    roles = WORKER
    title = _("Hand in the proof")
    lead = _("Add what was missing; the request is then looked at again.")
    submit_label = _("Hand in")
    form_class = CorrectionProofForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = CorrectionRequest.objects.visible_to(request.actor)
        self.object = get_object_or_404(seen, pk=kwargs["pk"])

    def trail(self):
        return [*own_trail(), (str(self.object.get_field_display()), self.cancel_url())]

    def save(self, form):
        return add_proof(self.object, actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return self.object.get_absolute_url()


class UnitCorrectionList(ListPage):
    """What people of one's own classes ask for."""

    roles = INSTITUTION
    model = CorrectionRequest
    title = _("Correction requests")
    lead = _(
        "What people find wrong in their enrolments with you. You check; the district corrects."
    )
    columns = (
        Column("number", _("Number"), is_nowrap=True),
        Column("masked_name", _("Name")),
        Column("field", _("Wrong entry")),
        Column("reply_due_on", _("Reply due"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    filterset_class = CorrectionFilter
    empty = {
        "title": _("Nobody has asked for a correction"),
        "text": _("Requests appear here when somebody in your classes finds something wrong."),
    }

    def row_url(self, obj):
        return reverse("workspace:correction-detail", args=[obj.number])


class UnitCorrectionDetail(CorrectionDetail):
    """The same for the institution that carries the value."""

    face = "workspace"
    roles = INSTITUTION

    def trail(self):
        return [(UnitCorrectionList.title, reverse("workspace:correction-list"))]

    def heading(self, obj):
        return str(obj)


@require_safe
def proof(request, number):
    """The proof, for whoever sees the record; every look is recorded."""
    seen = CorrectionRequest.objects.visible_to(request.actor).filter(proof__isnull=False)
    found = get_object_or_404(seen.select_related("proof"), number=number)
    return handed_out(request.actor, found.proof)
