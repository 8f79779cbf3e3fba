"""A worker's own data: what is kept, the own numbers on request, the language of messages."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import Fact, FormPage, Page
from core.pages.registry import sections
from core.pages.views import PAGE_SIZE, paginate
from core.reveals.queries import looks_at
from trainees.forms.people import LanguageForm
from trainees.sections.privacy import with_offices
from trainees.services.people import choose_language, own_trainee, show_own_data


class Privacy(FormPage):
    """What is kept about me; my own number in full only when I ask, and my asking is recorded."""

    face = "account"
    roles = {Role.WORKER}
    template_name = "trainees/privacy.html"
    title = _("My data")
    form_class = LanguageForm
    success_url = reverse_lazy("account:privacy")
    in_full = False

    def initial(self):
        return {"language": self.request.user.language}

    def post(self, request, *args, **kwargs):
        if "show" not in request.POST:
            return super().post(request, *args, **kwargs)
        show_own_data(actor=self.actor)
        self.in_full = True
        return self.get(request, *args, **kwargs)

    def get_form(self):
        asked_for_data = "show" in self.request.POST
        return LanguageForm(initial=self.initial()) if asked_for_data else super().get_form()

    def save(self, form):
        return choose_language(actor=self.actor, language=form.cleaned_data["language"])

    def actions(self):
        settings = {
            "label": _("Notification settings"),
            "url": reverse("account:notification-settings"),
            "icon": "settings",
        }
        # who signs in by code alone has nothing to prove it by again: the counter helps
        if own_trainee(self.actor) is None or not self.request.user.has_usable_password():
            return [settings]
        url = reverse("account:phone")
        return [{"label": _("Change the phone"), "url": url, "icon": "device-mobile"}, settings]

    def get_context_data(self, **kwargs):
        facts = facts_of(own_trainee(self.actor), in_full=self.in_full)
        return super().get_context_data(
            facts=facts,
            in_full=self.in_full,
            sections=sections("privacy", self.request),
            **kwargs,
        )


PURPOSES = {
    "2026-11": _("keeping and using these data to run training and subsidies"),
}


def consent_words(trainee) -> str:
    """The form of consent and what it is for; empty for who has not consented in person."""
    if trainee.consent_at is None:
        return ""
    purpose = PURPOSES.get(trainee.consent_version, "")
    return f"{purpose} ({trainee.consent_version})" if purpose else trainee.consent_version


def facts_of(trainee, *, in_full) -> list[Fact]:
    """The record of a person for that person."""
    if trainee is None:
        return []
    return [
        Fact(_("Name"), trainee.name),
        Fact(_("Document"), trainee.get_document_type_display()),
        Fact(
            _("Identity number"),
            trainee.identity_number if in_full else trainee.masked_identity,
        ),
        Fact(_("Mobile phone"), trainee.phone if in_full else trainee.masked_phone),
        Fact(_("Born"), trainee.birth_on),
        Fact(_("Home district"), str(trainee.district)),
        Fact(_("Education"), trainee.get_education_display()),
        Fact(_("Consent given"), trainee.consent_at),
        Fact(_("Consent to"), consent_words(trainee)),
    ]


class Looks(Page):
    """Everybody who looked at the reader's data, newest first, also by a link they shared."""

    face = "account"
    roles = {Role.WORKER}
    template_name = "trainees/look_list.html"
    title = _("Who looked at my data")
    lead = _("Who, in which office, when, at what and why. Openings of your share links, too.")

    def trail(self):
        return [(Privacy.title, reverse("account:privacy"))]

    def get_context_data(self, **kwargs):
        entries, page = paginate(self.request, looks_at(self.actor), PAGE_SIZE)
        return super().get_context_data(looks=with_offices(entries), page=page, **kwargs)
