"""Writing a programme: choose its kind, fill in its form, write its syllabus, renew it."""

from django.forms import Form as NothingToAsk
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS
from core.pages import FormPage, Page
from policies.queries import value_on
from programs.checks import listing_checks
from programs.models import Programme
from programs.programme_forms import KINDS, kind_of, kinds_for
from programs.services.programmes import create_programme, update_programme
from programs.services.syllabuses import (
    UNIT_FIELDS,
    name_teachers,
    renew_programme,
    write_syllabus,
)
from programs.syllabus_form import COLUMNS, SyllabusForm
from programs.terms import MINUTES
from programs.views.programmes import (
    SYLLABUS,
    linked,
    own_organization,
    programme_trail,
)


class ProgrammeKinds(Page):
    """Which kind of programme it is going to be: each has a form of its own."""

    roles = UNIT_ADMINS
    title = _("New programme")
    lead = _("Choose the kind of training first; then only what it needs is asked for.")
    template_name = "programs/kinds.html"

    def trail(self):
        return programme_trail()

    def get_context_data(self, **kwargs):
        kinds = [
            {"label": label, "text": text, "url": reverse("workspace:programme-new", args=[kind])}
            for kind, (_form, label, text) in kinds_for(self.actor).items()
        ]
        return super().get_context_data(kinds=kinds, **kwargs)


class ProgrammeCreate(FormPage):
    roles = UNIT_ADMINS
    title = _("New programme")
    submit_label = _("Save and write the syllabus")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        kinds = kinds_for(request.actor)
        if kwargs["kind"] not in kinds:
            raise Http404
        self.form_class, self.title, self.lead = kinds[kwargs["kind"]]

    def trail(self):
        return [*programme_trail(), (_("New programme"), self.cancel_url())]

    def save(self, form):
        unit = own_organization(self.actor)
        made = create_programme(actor=self.actor, organization=unit, **form.facts())
        return name_teachers(made, actor=self.actor, teachers=form.cleaned_data["teachers"])

    def next_url(self, obj):
        return reverse("workspace:programme-syllabus", args=[obj.number])

    def cancel_url(self):
        return reverse("workspace:programme-create")


class OfProgramme(FormPage):
    """A form about one programme of one's own."""

    roles = UNIT_ADMINS

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Programme.objects.visible_to(request.actor).select_related("occupation")
        self.object = get_object_or_404(seen, number=kwargs["number"])

    def trail(self):
        return programme_trail(self.object)

    def cancel_url(self):
        return self.object.get_absolute_url()


class ProgrammeEdit(OfProgramme):
    title = _("Edit programme")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.form_class = KINDS[kind_of(self.object)][0]

    def save(self, form):
        written = update_programme(self.object, actor=self.actor, **form.facts())
        return name_teachers(written, actor=self.actor, teachers=form.cleaned_data["teachers"])


class ProgrammeSyllabus(OfProgramme):
    """The units with their lessons; the sums and what is judged by them stand below."""

    title = _("Syllabus")
    template_name = "programs/syllabus.html"
    submit_label = _("Save the syllabus")
    success_message = _("The syllabus is saved.")

    def get_form(self):
        units = list(self.object.units.held().values(*UNIT_FIELDS))
        return SyllabusForm(self.request.POST or None, units=units)

    def post(self, request, *args, **kwargs):
        """More lines are asked for without anything being judged or saved."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        return self.render(self.get_form().as_written(), 200)

    def save(self, form):
        return write_syllabus(self.object, actor=self.actor, units=form.units())

    def next_url(self, obj):
        return self.request.path

    def get_context_data(self, **kwargs):
        today = clock.today()
        return super().get_context_data(
            columns=COLUMNS.values(),
            minutes=value_on(MINUTES, today).figure,
            checks=linked(listing_checks(self.object, today), self.object, here=SYLLABUS),
            **kwargs,
        )


class ProgrammeRenew(OfProgramme):
    """A listed programme is never changed: what is to change goes into a new version."""

    title = _("New version")
    lead = _(
        "A listed programme is not changed. A new version takes over everything into a draft; "
        "once it is listed, new classes are of it. Classes of the old version go on."
    )
    submit_label = _("Make a new version")
    form_class = NothingToAsk

    def save(self, form):
        return renew_programme(self.object, actor=self.actor)
