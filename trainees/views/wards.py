"""The guardian's pages: answering by the link, the wards, and taking a consent back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from core.enums import Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from core.pages.parts import proof_link
from organizations.accounts import proof_address
from trainees import consents
from trainees.enums import GuardianshipState
from trainees.forms.guardians import EndConsentForm, GuardianAnswerForm
from trainees.models import Guardianship
from trainees.services import guardians
from trainees.services.people import own_trainee
from trainees.views.guardians import consent_sections

WORKER = {Role.WORKER}
TOKEN_KEY = "guardian"  # in the session, so that the link leaves the address bar


@login_not_required
@never_cache
def open_link(request, token):
    """Keep the token in the session and show what is asked."""
    request.session[TOKEN_KEY] = token
    return HttpResponseRedirect(reverse("guardian-answer"))


@method_decorator([login_not_required, never_cache], name="dispatch")
class Answer(FormPage):
    """What is asked, and the answer of whoever is signed in with a record of the own person."""

    face = "portal"
    template_name = "trainees/guardian_answer.html"
    title = _("Consent as a guardian")
    submit_label = _("Give consent")
    success_message = _("Your consent is kept.")
    form_class = GuardianAnswerForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.token = request.session.get(TOKEN_KEY, "")

    def dispatch(self, request, *args, **kwargs):
        self.asked = guardians.asked_by(self.token)
        self.may_answer = request.actor.role == Role.WORKER and bool(own_trainee(request.actor))
        # who signs in by code alone has nothing to prove it by again
        if self.may_answer and request.user.has_usable_password():
            address = proof_address(request)
            if address:
                return HttpResponseRedirect(address)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "decline" not in request.POST:
            return super().post(request, *args, **kwargs)
        guardians.decline_request(self.token, actor=request.actor)
        del request.session[TOKEN_KEY]
        messages.success(request, _("You have declined. The minor is told."))
        return HttpResponseRedirect(reverse("start"))

    def save(self, form):
        given = form.cleaned_data
        row = guardians.give_consent(
            self.token, actor=self.actor, relation=given["relation"], paper=given["paper"]
        )
        del self.request.session[TOKEN_KEY]
        return row

    def next_url(self, obj):
        return obj.ward_url

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            asked=self.asked,
            version=consents.GUARDIAN,
            paragraphs=consents.words_of(consents.GUARDIAN),
            may_answer=self.may_answer,
            **kwargs,
        )


class WardList(ListPage):
    face = "account"
    roles = WORKER
    model = Guardianship
    title = _("My wards")
    lead = _("Open a ward to see the classes. Every look is shown to the ward.")
    columns = (
        Column("masked_name", _("Name")),
        Column("relation", _("I am the ward's")),
        Column("answered_at", _("Answered"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No ward yet"),
        "text": _("A minor names you as guardian; the link in the text message leads here."),
    }

    def get_queryset(self):
        return super().get_queryset().of_guardian(self.actor.user_id)

    def row_url(self, obj):
        return obj.ward_url


class WardDetail(DetailPage):
    """The consent, and while it stands the classes of the ward; the look is on the record."""

    face = "account"
    roles = WORKER
    model = Guardianship

    def get_queryset(self):
        return super().get_queryset().of_guardian(self.actor.user_id)

    def trail(self):
        return [(_("My wards"), reverse("account:ward-list"))]

    def heading(self, obj):
        return obj.masked_name

    def facts(self, obj):
        paper = [Fact(_("Paper"), proof_link("guardian-paper", obj.number))] if obj.paper_id else []
        ended = ("ended_at",) if obj.ended_at else ()
        names = ("number", "relation", "answered_at", "consent_version", *ended)
        return [*facts_of(obj, names), *paper]

    def sections(self, obj):
        words = consent_sections(obj.consent_version)
        if obj.state != GuardianshipState.CONSENTED:
            return words
        rows = guardians.look_at_ward(obj, actor=self.actor)
        coming = sorted((row for row in rows if row.next_at), key=lambda row: row.next_at)
        parts = (
            (_("Coming next"), "trainees/ward_coming.html", coming),
            (_("Classes"), "trainees/ward_classes.html", rows),
        )
        shown = [
            {"title": title, "template": template, "context": {"classes": found}}
            for title, template, found in parts
            if found or found is rows
        ]
        return [*shown, *words]


class EndConsent(FormPage):
    """Take the consent back, and choose what ends with it."""

    face = "account"
    roles = WORKER
    title = _("Take the consent back")
    lead = _(
        "The ward cannot enrol in further classes, and you see the ward's classes no more. Classes "
        "the ward is in go on, unless you tick them here before they begin."
    )
    submit_label = _("Take the consent back")
    success_message = _("The consent is taken back. The ward is told.")
    tone = "bad"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Guardianship.objects.visible_to(request.actor).of_guardian(request.actor.user_id)
        self.object = get_object_or_404(own.agreed(), pk=kwargs["pk"])

    def get_form(self):
        return EndConsentForm(self.request.POST or None, classes=guardians.not_begun(self.object))

    def trail(self):
        wards = (_("My wards"), reverse("account:ward-list"))
        return [wards, (self.object.masked_name, self.object.ward_url)]

    def save(self, form):
        return guardians.take_back_consent(
            self.object,
            actor=self.actor,
            reason=form.cleaned_data["reason"],
            withdraw=form.chosen(),
        )

    def next_url(self, obj):
        return obj.ward_url

    def cancel_url(self):
        return self.object.ward_url
