"""Programmes in the workspace."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS
from core.pages import DetailPage, Fact, ListPage
from core.pages.parts import paper_button
from core.punctuation import enumerated
from organizations.models import Organization
from policies.pages import decisions_section
from programs.checks import listing_checks
from programs.filters import ProgrammeFilter
from programs.models import Programme
from programs.papers import has_programme_paper
from programs.services.programmes import EDITABLE
from programs.services.syllabuses import RENEWED, teachers_of
from programs.tables import PROGRAMMES
from programs.terms import fee_fact, lesson_facts, term_facts
from programs.turns import teaches

EDIT, SYLLABUS = "workspace:programme-edit", "workspace:programme-syllabus"
OF_SYLLABUS = ("syllabus_missing", "lessons_below_standard", "online_share_exceeded")


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
        if not teaches(self.actor):
            return []
        url = reverse("workspace:programme-create")
        return [{"label": _("New programme"), "url": url, "icon": "plus", "tone": "primary"}]


class ProgrammeDetail(DetailPage):
    model = Programme
    roles = UNIT_ADMINS
    place = "programme"

    def trail(self):
        return programme_trail()

    def get_queryset(self):
        return super().get_queryset().select_related("occupation", "replaces")

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        what = obj.occupation or obj.get_course_type_display()
        return [
            Fact(_("Number"), obj.number),
            Fact(_("Training type"), obj.get_training_type_display()),
            Fact(_("Occupation or course"), what),
            Fact(_("Skill level"), obj.get_level_display()),
            *term_facts(obj),
            *lesson_facts(obj),
            Fact(_("Textbook"), obj.textbook),
            Fact(_("Teachers"), enumerated(one.teacher.name for one in teachers_of(obj))),
            fee_fact(obj),
            Fact(_("What is learned"), obj.description),
            *([Fact(_("New version of"), obj.replaces)] if obj.replaces else []),
        ]

    def sections(self, obj):
        """The syllabus; while it is written what is judged, afterwards what was decided."""
        found = [syllabus_section(obj)]
        if obj.state in EDITABLE:
            found.insert(0, checks_section(obj))
        elif decided := decisions_section(obj, self.actor):
            found.append(decided)
        return found

    def object_actions(self, obj):
        found = []
        if has_programme_paper(obj, self.actor):
            found.append(paper_button("programme-paper", obj.number))
        if obj.state in EDITABLE:
            found.append(button(_("Edit"), "workspace:programme-edit", obj, "pencil"))
            found.append(button(_("Syllabus"), "workspace:programme-syllabus", obj, "list-details"))
        if obj.state in RENEWED:
            found.append(button(_("New version"), "workspace:programme-renew", obj, "copy"))
        if obj.is_public and teaches(self.actor):
            url = reverse("workspace:class-create") + f"?programme={obj.pk}"
            new = {"label": _("New class"), "url": url, "icon": "plus", "tone": "primary"}
            found.append(new)
        return found


def button(label, name, programme, icon) -> dict:
    return {"label": label, "url": reverse(name, args=[programme.number]), "icon": icon}


def linked(checks, programme, *, here="") -> list:
    """The conditions with the way to the page on which each is put right, if it is not `here`."""
    pages = dict.fromkeys(OF_SYLLABUS, SYLLABUS)
    names = [pages.get(each.code, EDIT) for each in checks]
    return [
        each if name == here else replace(each, url=reverse(name, args=[programme.number]))
        for each, name in zip(checks, names, strict=True)
    ]


def checks_section(programme) -> dict:
    """What the listing is judged by, as it stands today."""
    return {
        "title": _("Conditions of the listing"),
        "template": "programs/checks.html",
        "context": {"checks": linked(listing_checks(programme, clock.today()), programme)},
    }


def syllabus_section(programme) -> dict:
    """The syllabus, unit by unit."""
    return {
        "title": _("Syllabus"),
        "template": "programs/units.html",
        "context": {"units": programme.units.held()},
    }
