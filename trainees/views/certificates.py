"""Certificates of completion: the paper, the papers of a class, and the check for everybody."""

import json

from django import forms
from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.clock import local_day
from core.enums import UNIT_ADMINS, Role
from core.pages import Column, Fact, FormPage, ListPage
from core.pages.refusing import add_refusal
from core.pages.serving import serves
from core.refusals import Refused
from core.views.papers import pdf_answer
from organizations.registration_forms import typed
from organizations.throttles import FromAddress, check_rate
from programs.models import TrainingClass
from trainees.certificate_papers import READERS, called, certificates_pdf
from trainees.models import CompletionCertificate

IN_HAND = "SELECT number, issued_at, facts FROM certificate_in_hand(%s, %s)"


WORKER = {Role.WORKER}


class Checking(FromAddress):
    """Numbers follow each other; names do not, and nobody tries many."""

    name = "certificate_check"


@serves
@require_safe
def certificate_paper(request, number):
    """One certificate, for its holder, the unit and the bureau."""
    seen = CompletionCertificate.objects.visible_to(request.actor)
    if request.actor.role not in READERS:
        raise Http404
    return answer(request, [get_object_or_404(seen, number=number)], number)


@serves
@require_safe
def class_certificates(request, number):
    """The certificates of a class in one file, by name, for the unit to print."""
    if request.actor.role not in UNIT_ADMINS:
        raise Http404
    own = get_object_or_404(TrainingClass.objects.visible_to(request.actor), number=number)
    rows = CompletionCertificate.objects.visible_to(request.actor)
    rows = list(rows.filter(enrolment__training_class=own).order_by("enrolment__name", "pk"))
    if not rows:
        raise Http404
    return answer(request, rows, f"{number}-certificates")


class CertificateList(ListPage):
    """A worker's own certificates, to be downloaded on the phone."""

    face = "account"
    roles = WORKER
    at_counter = True
    model = CompletionCertificate
    title = _("My certificates")
    lead = _("Of completed training. Anybody can check them by number and name.")
    columns = (
        Column("facts", _("Programme"), value=lambda row: row.facts["programme"]),
        Column("level_label", _("Skill level")),
        Column("number", _("Certificate number"), is_nowrap=True),
        Column(
            "issued_at", _("Issued"), is_nowrap=True, value=lambda row: local_day(row.issued_at)
        ),
    )
    empty = {
        "title": _("No certificate yet"),
        "text": _("You get one when your class is completed and its conditions are met."),
    }

    def row_url(self, obj):
        return reverse("certificate-paper", args=[obj.number])

    def actions(self):
        url = reverse("certificate-check")
        return [{"label": _("Check a certificate"), "url": url, "icon": "shield-check"}]


def answer(request, rows, name):
    site = request.build_absolute_uri("/").rstrip("/")
    return pdf_answer(certificates_pdf(rows, site), name)


class CheckForm(forms.Form):
    """What stands on the paper in hand."""

    number = forms.CharField(
        label=_("Certificate number"),
        max_length=20,
        widget=typed(autocapitalize="characters", spellcheck="false"),
    )
    name = forms.CharField(label=_("Name on the certificate"), max_length=60, widget=typed("name"))


@method_decorator(never_cache, name="dispatch")
class CheckCertificate(FormPage):
    """Whether a certificate is genuine, for whoever holds it; no address says what is typed."""

    face = "portal"
    title = _("Check a certificate of completion")
    lead = _("By the number and the name on it.")
    template_name = "trainees/certificate_check.html"
    form_class = CheckForm
    submit_label = _("Check")

    def initial(self):
        return {"number": self.request.GET.get("number", "")[:20]}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.render(form, 422)
        try:
            check_rate(request, Checking)
            facts = in_hand(**form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
            return self.render(form, 409)
        return self.render_to_response(self.get_context_data(form=form, facts=facts))


def in_hand(number: str, name: str) -> list[Fact]:
    """What the certificate says. Raises Refused: certificate_unknown.

    The answer is the same whichever of the two is wrong.
    """
    with connection.cursor() as cursor:
        cursor.execute(IN_HAND, ["".join(number.split()).upper(), name.strip()])
        row = cursor.fetchone()
    if row is None:
        raise Refused("certificate_unknown")
    found = CompletionCertificate(number=row[0], issued_at=row[1], facts=json.loads(row[2]))
    return facts_of(found)


def facts_of(found: CompletionCertificate) -> list[Fact]:
    facts = found.facts
    told = [
        Fact(_("Certificate number"), found.number),
        Fact(_("Name"), facts["name"]),
        Fact(_("Institution"), called(facts, "institution")),
        Fact(_("Programme"), facts["programme"]),
        Fact(_("Class"), f"{facts['class']} ({facts['class_number']})"),
        Fact(_("Occupation or course"), called(facts, "occupation")),
        Fact(_("Skill level"), found.level_label),
        Fact(_("Lessons"), facts["lessons"]),
        Fact(_("First session"), facts["starts_on"]),
        Fact(_("Last session"), facts["ends_on"]),
        Fact(_("Issued"), f"{timezone.localtime(found.issued_at):%Y-%m-%d}"),
    ]
    return [fact for fact in told if fact.value]
