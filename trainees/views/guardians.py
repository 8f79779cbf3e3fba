"""The minor's pages: whose consent stands, asking a guardian, or living on the own income."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.enums import Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from core.views.files import handed_out
from trainees import consents
from trainees.ages import is_minor
from trainees.enums import GuardianshipState, StatementState
from trainees.forms.guardians import GuardianForm, IncomeForm
from trainees.models import Guardianship, IncomeStatement
from trainees.services.guardians import ask_guardian
from trainees.services.incomes import state_income
from trainees.services.people import own_trainee

WORKER = {Role.WORKER}


def guardian_trail():
    return [(_("My guardian"), reverse("account:guardian-list"))]


class GuardianList(ListPage):
    """The guardians somebody has asked, and the way to the next step."""

    face = "account"
    roles = WORKER
    template_name = "trainees/guardians.html"
    model = Guardianship
    title = _("My guardian")
    columns = (
        Column("guardian_name", _("Guardian")),
        Column("relation", _("Relation")),
        Column("answered_at", _("Answered"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No guardian asked yet"),
        "text": _(
            "Until you are of age a guardian agrees to your training. Name your guardian: a link "
            "goes to the guardian's phone."
        ),
    }

    def get_queryset(self):
        return super().get_queryset().of_ward(self.actor.user_id)

    @cached_property
    def is_minor(self) -> bool:
        trainee = own_trainee(self.actor)
        return trainee is not None and is_minor(trainee.birth_on)

    def actions(self):
        if not self.is_minor:
            return []
        new, income = reverse("account:guardian-create"), reverse("account:income-create")
        tone = "plain" if self.may_enrol else "primary"
        return [
            {"label": _("Ask my guardian"), "url": new, "icon": "plus", "tone": tone},
            {"label": _("I live on my own income"), "url": income, "icon": "file-text"},
        ]

    @cached_property
    def statements(self) -> list[IncomeStatement]:
        own = IncomeStatement.objects.visible_to(self.actor)
        return list(own.filter(trainee_user_id=self.actor.user_id))

    @cached_property
    def may_enrol(self) -> bool:
        """Whether a consent or a statement stands."""
        stated = any(row.state == StatementState.STATED for row in self.statements)
        return stated or self.get_queryset().agreed().exists()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            is_minor=self.is_minor,
            may_enrol=self.may_enrol,
            statements=self.statements,
            **kwargs,
        )


class GuardianDetail(DetailPage):
    face = "account"
    roles = WORKER
    model = Guardianship

    def get_queryset(self):
        return super().get_queryset().of_ward(self.actor.user_id)

    def trail(self):
        return guardian_trail()

    def heading(self, obj):
        return obj.guardian_name

    def facts(self, obj):
        is_open = obj.state == GuardianshipState.INVITED
        return [
            *facts_of(obj, ("number",)),
            Fact(_("Mobile phone of the guardian"), obj.masked_guardian_phone),
            *facts_of(obj, ("invited_at", *(("due_on",) if is_open else ()))),
            *facts_of(obj, ("relation", "answered_at", "consent_version") if obj.relation else ()),
            *facts_of(obj, ("ended_at",) if obj.ended_at else ()),
        ]

    def sections(self, obj):
        return consent_sections(obj.consent_version)


def consent_sections(version) -> list[dict]:
    """The words of a version, word for word; nothing without one."""
    if not version:
        return []
    context = {"paragraphs": consents.words_of(version)}
    template = "trainees/consent_words.html"
    return [{"title": _("What was consented to"), "template": template, "context": context}]


class GuardianCreate(FormPage):
    """Name and phone of the guardian."""

    face = "account"
    roles = WORKER
    title = _("Ask my guardian")
    lead = _(
        "A text message with a link goes to your guardian, who signs in or registers, reads what "
        "it is about, and answers. You are told."
    )
    submit_label = _("Send the link")
    success_message = _(
        "The link is on its way to your guardian. In the night it waits for the morning."
    )
    form_class = GuardianForm

    def trail(self):
        return guardian_trail()

    def save(self, form):
        site = self.request.build_absolute_uri("/")
        return ask_guardian(actor=self.actor, site=site, **form.cleaned_data)

    def cancel_url(self):
        return reverse("account:guardian-list")


class IncomeCreate(FormPage):
    """The statement that stands in the place of a consent."""

    face = "account"
    roles = WORKER
    template_name = "trainees/own_income.html"
    title = _("I live on my own income")
    lead = _(
        "Whoever is sixteen and lives mainly on the income of the own work acts like an adult "
        "(Civil Code, article 18). The home district may check it."
    )
    submit_label = _("Make the statement")
    success_message = _("Your statement is kept. You can enrol.")
    form_class = IncomeForm

    def trail(self):
        return guardian_trail()

    def save(self, form):
        given = form.cleaned_data
        return state_income(actor=self.actor, employer=given["employer"], since=given["since"])

    def cancel_url(self):
        return reverse("account:guardian-list")

    def get_context_data(self, **kwargs):
        words = consents.words_of(consents.OWN_INCOME)
        return super().get_context_data(paragraphs=words, **kwargs)


class IncomeDetail(DetailPage):
    face = "account"
    roles = WORKER
    model = IncomeStatement

    def trail(self):
        return guardian_trail()

    def heading(self, obj):
        return str(_("Statement of the own income"))

    def facts(self, obj):
        ended = ("ended_at",) if obj.ended_at else ()
        return facts_of(obj, ("number", "employer", "since", "stated_at", "version", *ended))

    def sections(self, obj):
        return consent_sections(obj.version)


@require_safe
def paper(request, number):
    """The paper that shows a guardianship, for whoever may open it; every look is recorded."""
    seen = Guardianship.objects.visible_to(request.actor).select_related("paper")
    row = get_object_or_404(seen, number=number)
    if row.paper is None:
        raise Http404
    return handed_out(request.actor, row.paper)
