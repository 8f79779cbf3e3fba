"""Changes of classes in the workspace: the list, one of them, and the request in two steps."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS
from core.pages import DetailPage, Fact, FormPage, ListPage, facts_of
from core.pages.parts import paper_button
from core.pages.refusing import add_refusal
from core.refusals import Refused
from programs.change_forms import MOST_ADDED, ChangeForm, ChooseForm
from programs.change_papers import has_change_paper
from programs.enums import SessionState
from programs.filters import ChangeFilter
from programs.models import ClassChange
from programs.reviewing import as_asked, of_change, urgent
from programs.services.changes import draft_lines, request_change
from programs.services.classes import REQUESTABLE
from programs.tables import CHANGES
from programs.views.classes import OfClass, class_trail

LIST = "workspace:change-list"


class ChangeList(ListPage):
    model = ClassChange
    roles = UNIT_ADMINS
    title = _("Changes of classes")
    lead = _("What you asked to change in timetables that are approved.")
    columns = CHANGES
    filterset_class = ChangeFilter
    export = "class_changes"
    empty = {
        "title": _("No change was asked for"),
        "text": _("Open an approved class and ask for the change of a session there."),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("training_class")


class ChangeDetail(DetailPage):
    model = ClassChange
    roles = UNIT_ADMINS

    def trail(self):
        return [(ChangeList.title, reverse(LIST))]

    def get_queryset(self):
        along = ("training_class__programme", "training_class__organization")
        return super().get_queryset().select_related(*along)

    def heading(self, obj):
        return obj.training_class.name

    def facts(self, obj):
        grounds = ("reason", _("Grounds of the request"))
        names = ("number", grounds, "first_at", "is_urgent", "requested_at")
        due = [Fact(_("Reply due"), obj.reply_due_on)] if obj.decided_at is None else []
        return [*facts_of(obj, names), *due, *facts_of(obj, ("decided_at",))]

    def sections(self, obj):
        context = of_change(obj)
        return [
            {
                "title": _("Old and new timetable"),
                "template": "programs/side_by_side.html",
                "context": context,
            }
        ]

    def object_actions(self, obj):
        url = obj.training_class.get_absolute_url()
        found = [{"label": _("To the class"), "url": url, "icon": "school"}]
        if has_change_paper(obj, self.actor):
            found.append(paper_button("change-paper", obj.number))
        return found


class OfFrozenClass(OfClass):
    """A form about sessions that have not begun of a class whose timetable is frozen."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        planned = self.object.sessions.filter(state=SessionState.PLANNED, starts_at__gt=clock.now())
        self.sessions = planned.select_related("teacher", "venue").order_by("starts_at")

    def dispatch(self, request, *args, **kwargs):
        """A class that is not frozen, or over, has no request."""
        if self.object.state not in REQUESTABLE and request.actor.role in UNIT_ADMINS:
            raise Refused("wrong_state", self.object.get_state_display())
        return super().dispatch(request, *args, **kwargs)


class ChangeChoose(OfFrozenClass):
    title = _("Request a change")
    lead = _(
        "The approved timetable is frozen. Choose the sessions you want to change; next you say "
        "what shall become of each."
    )
    submit_label = _("Go on")
    success_message = ""

    def get_form(self):
        return ChooseForm(self.request.POST or None, sessions=self.sessions)

    def save(self, form):
        return form.cleaned_data

    def next_url(self, obj):
        query = {"session": obj["sessions"], "add": obj["add"]}
        return reverse("workspace:change-write", args=[self.object.number], query=query)


class ChangeWrite(OfFrozenClass):
    """The wish; before it is sent its unit sees what collides and whether it is urgent."""

    title = _("Write the change")
    lead = _("Nothing changes before the district has approved it.")
    template_name = "programs/change.html"
    submit_label = _("Look at the change")
    success_message = _("The request is sent.")

    def trail(self):
        url = reverse("workspace:change-create", args=[self.object.number])
        return [*class_trail(self.object), (ChangeChoose.title, url)]

    def get_form(self):
        wanted = [key for key in self.request.GET.getlist("session") if key.isdecimal()]
        add = self.request.GET.get("add", "")
        return ChangeForm(
            self.request.POST or None,
            actor=self.actor,
            sessions=self.sessions.filter(pk__in=[key for key in wanted if len(key) < 19]),
            add=min(int(add), MOST_ADDED) if add.isdecimal() and len(add) < 4 else 0,
            training_class=self.object,
            makes_up=self.request.GET.get("makes_up", ""),
        )

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if "send" in request.POST or not form.is_valid():
            return FormPage.post(self, request, *args, **kwargs)
        try:
            lines = draft_lines(self.object, form.wishes())
        except Refused as refused:
            add_refusal(form, refused)
            return self.render(form, 409)
        looked = as_asked(self.object, lines, is_urgent=urgent(lines))
        return self.render_to_response(self.get_context_data(form=form, looked=looked))

    def save(self, form):
        return request_change(
            self.object,
            actor=self.actor,
            lines=form.wishes(),
            reason=form.cleaned_data["reason"],
        )

    def next_url(self, obj):
        return obj.get_absolute_url()
