"""Classes and their timetables in the workspace."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS, Role
from core.pages import DetailPage, Fact, FormPage, ListPage
from core.pages.parts import paper_button, people
from programs.checks import filing_checks
from programs.enums import ClassState, SessionState
from programs.filters import OwnClassFilter
from programs.forms import ClassForm, SessionForm, TimetableForm
from programs.models import Programme, Session, TrainingClass
from programs.papers import has_class_paper
from programs.services.classes import EDITABLE, REQUESTABLE, create_class, update_class
from programs.services.timetable import plan_session, plan_sessions, replan_session
from programs.tables import CLASSES
from programs.terms import needs_section
from programs.turns import teaches


def class_trail(training_class) -> list[tuple]:
    """The way from the list of classes down to one class, for the breadcrumb of pages below."""
    classes = (_("Classes"), reverse("workspace:class-list"))
    return [classes, (training_class.name, training_class.get_absolute_url())]


def waiting_words(training_class) -> str:
    """Whether one can wait for a seat, and how many do."""
    if not training_class.has_waiting_list:
        return _("There is none")
    return people(training_class.waiting) if training_class.waiting else _("Nobody waits")


class ClassList(ListPage):
    model = TrainingClass
    roles = UNIT_ADMINS | {Role.TEACHER}
    title = _("Classes")
    columns = CLASSES
    filterset_class = OwnClassFilter
    export = "classes"
    imports = "classes"
    empty = {
        "title": _("No class yet"),
        "text": _("A class is made of a listed programme."),
    }

    def actions(self):
        if self.actor.role not in UNIT_ADMINS or not teaches(self.actor):
            return []
        url = reverse("workspace:class-create")
        return [{"label": _("New class"), "url": url, "icon": "plus", "tone": "primary"}]


class ClassDetail(DetailPage):
    model = TrainingClass
    roles = UNIT_ADMINS | {Role.TEACHER}
    place = "class"

    def trail(self):
        return class_trail(self.object)[:1]

    def get_queryset(self):
        return super().get_queryset().with_names().select_related("programme__organization")

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        return [
            Fact(_("Class number"), obj.number),
            Fact(_("Programme"), obj.programme.name),
            Fact(_("Venue"), obj.venue.name),
            Fact(_("Seats taken"), f"{obj.seats_taken} / {people(obj.seats)}"),
            Fact(_("Waiting list"), waiting_words(obj)),
            Fact(_("First session"), obj.starts_on),
            Fact(_("Last session"), obj.ends_on),
            Fact(_("Filing date"), obj.filed_on),
            *([Fact(_("Reply due"), obj.reply_due_on)] if obj.state == ClassState.FILED else []),
        ]

    def sections(self, obj):
        planned = list(obj.sessions.timetable())
        found = [self.timetable(obj, planned)]
        if obj.state in EDITABLE and self.actor.role in UNIT_ADMINS:
            checks = [
                check
                for check in filing_checks(obj, clock.today(), planned)
                if check.code != "undertaking_missing"
            ]
            title, template = _("Conditions of the filing"), "programs/checks.html"
            found.insert(0, {"title": title, "template": template, "context": {"checks": checks}})
            found.insert(1, needs_section(obj))
        return [*found, *self.changes(obj)]

    def changes(self, obj):
        """What was asked to be changed, and the versions, once there is more than the first."""
        if self.actor.role not in UNIT_ADMINS or obj.state in EDITABLE:
            return []
        changes, versions = list(obj.changes.all()), list(obj.timetables.order_by("-version"))
        if not changes and len(versions) < 2:
            return []
        context = {"changes": changes, "versions": versions if len(versions) > 1 else []}
        template = "programs/changes.html"
        return [{"title": _("Changes of the timetable"), "template": template, "context": context}]

    def timetable(self, obj, planned):
        context = {
            "sessions": planned,
            "may_plan": obj.state in EDITABLE and self.actor.role in UNIT_ADMINS,
            "training_class": obj,
        }
        return {
            "title": _("Timetable"),
            "template": "programs/timetable.html",
            "context": context,
        }

    def object_actions(self, obj):
        found = []
        if has_class_paper(obj, self.actor):
            found.append(paper_button("class-paper", obj.number))
        if obj.state in EDITABLE and self.actor.role in UNIT_ADMINS:
            url = reverse("workspace:class-edit", args=[obj.number])
            found.append({"label": _("Edit"), "url": url, "icon": "pencil"})
        if obj.state in REQUESTABLE and self.actor.role in UNIT_ADMINS:
            url = reverse("workspace:change-create", args=[obj.number])
            found.append({"label": _("Request a change"), "url": url, "icon": "calendar-cog"})
        return found


class ClassCreate(FormPage):
    roles = UNIT_ADMINS
    title = _("New class")
    lead = _("Next you plan the timetable; nothing is filed yet.")
    form_class = ClassForm

    def initial(self):
        listed = Programme.objects.visible_to(self.actor).current()
        wanted = self.request.GET.get("programme", "")
        return {"programme": listed.filter(pk=wanted).first() if wanted.isdecimal() else None}

    def save(self, form):
        return create_class(actor=self.actor, **form.cleaned_data)

    def trail(self):
        return [(_("Classes"), self.cancel_url())]

    def cancel_url(self):
        return reverse("workspace:class-list")


class OfClass(FormPage):
    """A form about one class of one's own, named by its number."""

    roles = UNIT_ADMINS

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = TrainingClass.objects.visible_to(request.actor).select_related("programme")
        self.object = get_object_or_404(own, number=kwargs["number"])

    def trail(self):
        return class_trail(self.object)

    def cancel_url(self):
        return self.object.get_absolute_url()

    def next_url(self, obj):
        return self.object.get_absolute_url()


class ClassEdit(OfClass):
    title = _("Edit class")
    form_class = ClassForm

    def save(self, form):
        facts = {k: v for k, v in form.cleaned_data.items() if k != "programme"}
        return update_class(self.object, actor=self.actor, **facts)


class TimetablePlan(OfClass):
    title = _("Plan the timetable")
    lead = _("Sessions are planned until the programme's lessons are used; holidays are skipped.")
    submit_label = _("Plan the sessions")
    form_class = TimetableForm

    def save(self, form):
        data = form.cleaned_data
        plan_sessions(
            self.object,
            actor=self.actor,
            first_day=data["first_day"],
            weekdays=[int(day) for day in data["weekdays"]],
            times=[at for at in (data["morning"], data["afternoon"]) if at],
            lessons=data["lessons"],
            teacher=data["teacher"],
            venue=data["venue"],
        )


class SessionCreate(OfClass):
    title = _("Add a session")
    form_class = SessionForm

    def save(self, form):
        return plan_session(self.object, actor=self.actor, **form.cleaned_data)


class SessionEdit(FormPage):
    roles = UNIT_ADMINS
    title = _("Change the session")
    form_class = SessionForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Session.objects.visible_to(request.actor).filter(state=SessionState.PLANNED)
        own = own.select_related("training_class__programme")
        self.object = get_object_or_404(own, pk=kwargs["pk"])

    def trail(self):
        return class_trail(self.object.training_class)

    def initial(self):
        row = self.object
        begins = timezone.localtime(row.starts_at)
        names = ("lessons", "mode", "teacher", "venue", "topic", "holiday_reason")
        return {"starts_at": begins, **{name: getattr(row, name) for name in names}}

    def save(self, form):
        return replan_session(self.object, actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return self.object.training_class.get_absolute_url()

    def next_url(self, obj):
        return self.cancel_url()
