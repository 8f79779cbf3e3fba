"""Programmes in the workspace."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.pages import DetailPage, Fact, FormPage, ListPage
from core.pages.parts import lessons, paper_button
from organizations.models import Organization
from programs.filters import ProgrammeFilter
from programs.forms import ProgrammeForm
from programs.models import Programme
from programs.papers import has_programme_paper
from programs.services.programmes import EDITABLE, create_programme, update_programme
from programs.tables import PROGRAMMES


def own_organization(actor) -> Organization:
    return Organization.objects.get(pk=actor.organization_id)


def programme_trail(programme=None) -> list[tuple]:
    """The way from the list of programmes, down to one of them if it is given."""
    programmes = (_("Programmes"), reverse("workspace:programme-list"))
    return (
        [programmes, (programme.name, programme.get_absolute_url())] if programme else [programmes]
    )


class ProgrammeList(ListPage):
    model = Programme
    roles = UNIT_ADMINS
    title = _("Programmes")
    columns = PROGRAMMES
    filterset_class = ProgrammeFilter
    empty = {
        "title": _("No programme yet"),
        "text": _("Register what you teach; the municipal bureau lists it."),
    }

    def actions(self):
        url = reverse("workspace:programme-create")
        return [{"label": _("New programme"), "url": url, "icon": "plus", "tone": "primary"}]


class ProgrammeDetail(DetailPage):
    model = Programme
    roles = UNIT_ADMINS
    place = "programme"

    def trail(self):
        return programme_trail()

    def get_queryset(self):
        return super().get_queryset().select_related("occupation")

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        what = obj.occupation or obj.get_course_type_display()
        return [
            Fact(_("Number"), obj.number),
            Fact(_("Training type"), obj.get_training_type_display()),
            Fact(_("Occupation or course"), what),
            Fact(_("Skill level"), obj.get_level_display()),
            Fact(_("Lessons"), lessons(obj.lessons)),
            Fact(_("Online lessons"), lessons(obj.online_lessons)),
            Fact(_("Textbook"), obj.textbook),
            Fact(_("What is learned"), obj.description),
        ]

    def object_actions(self, obj):
        found = []
        if has_programme_paper(obj, self.actor):
            found.append(paper_button("programme-paper", obj.number))
        if obj.state in EDITABLE:
            url = reverse("workspace:programme-edit", args=[obj.number])
            found.append({"label": _("Edit"), "url": url, "icon": "pencil"})
        if obj.is_public:
            url = reverse("workspace:class-create") + f"?programme={obj.pk}"
            new = {"label": _("New class"), "url": url, "icon": "plus", "tone": "primary"}
            found.append(new)
        return found


class ProgrammeCreate(FormPage):
    roles = UNIT_ADMINS
    title = _("New programme")
    form_class = ProgrammeForm

    def trail(self):
        return programme_trail()

    def save(self, form):
        organization = own_organization(self.actor)
        return create_programme(actor=self.actor, organization=organization, **form.cleaned_data)

    def cancel_url(self):
        return reverse("workspace:programme-list")


class ProgrammeEdit(FormPage):
    roles = UNIT_ADMINS
    title = _("Edit programme")
    form_class = ProgrammeForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(Programme.objects.visible_to(request.actor), **kwargs)

    def trail(self):
        return programme_trail(self.object)

    def save(self, form):
        return update_programme(self.object, actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return self.object.get_absolute_url()
