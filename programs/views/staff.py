"""Teachers and venues in the workspace, and the teacher's own sessions."""

from django.db.models import Case, F, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS, Role
from core.pages import FormPage, ListPage
from programs.forms import TeacherForm, VenueForm
from programs.models import Session, Teacher, Venue
from programs.services.staff import save_own
from programs.tables import SESSIONS, TEACHERS, VENUES
from programs.views.programmes import own_organization


class TeacherList(ListPage):
    model = Teacher
    roles = UNIT_ADMINS
    title = _("Teachers")
    columns = TEACHERS
    empty = {"title": _("No teacher yet"), "text": _("A session needs a teacher.")}

    def row_url(self, obj):
        return reverse("workspace:teacher-edit", args=[obj.pk])

    def actions(self):
        url = reverse("workspace:teacher-create")
        return [{"label": _("New teacher"), "url": url, "icon": "plus", "tone": "primary"}]


class VenueList(ListPage):
    model = Venue
    roles = UNIT_ADMINS
    title = _("Venues")
    columns = VENUES
    empty = {"title": _("No venue yet"), "text": _("A class needs a venue.")}

    def row_url(self, obj):
        return reverse("workspace:venue-edit", args=[obj.pk])

    def actions(self):
        url = reverse("workspace:venue-create")
        return [{"label": _("New venue"), "url": url, "icon": "plus", "tone": "primary"}]


class OwnForm(FormPage):
    """A teacher or venue of one's own: new without `pk`, else the one it names."""

    roles = UNIT_ADMINS
    model = None
    list_url = ""
    list_title = new_title = edit_title = ""

    @property
    def title(self):
        return self.edit_title if "pk" in self.kwargs else self.new_title

    def trail(self):
        return [(self.list_title, reverse(self.list_url))]

    def get_form(self):
        row = None
        if "pk" in self.kwargs:
            own = self.model.objects.visible_to(self.actor)
            row = get_object_or_404(own, organization_id=self.actor.organization_id, **self.kwargs)
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, instance=row, actor=self.actor)

    def save(self, form):
        row = form.save(commit=False)
        return save_own(row, actor=self.actor, organization=own_organization(self.actor))

    def cancel_url(self):
        return reverse(self.list_url)

    def next_url(self, obj):
        return reverse(self.list_url)


class TeacherPage(OwnForm):
    list_title, new_title, edit_title = _("Teachers"), _("New teacher"), _("Edit teacher")
    model = Teacher
    form_class = TeacherForm
    list_url = "workspace:teacher-list"


class VenuePage(OwnForm):
    list_title, new_title, edit_title = _("Venues"), _("New venue"), _("Edit venue")
    model = Venue
    form_class = VenueForm
    list_url = "workspace:venue-list"


class SessionList(ListPage):
    """The teacher's own sessions: today's and the next ones first, then the latest."""

    model = Session
    roles = {Role.TEACHER}
    title = _("My sessions")
    columns = SESSIONS
    empty = {"title": _("No session"), "text": _("No timetable names you yet.")}

    def get_queryset(self):
        own = super().get_queryset().held().filter(is_announced=True)
        own = own.annotate(ahead=Case(When(starts_at__date__gte=clock.today(), then="starts_at")))
        nearest = (F("ahead").asc(nulls_last=True), "-starts_at")
        return own.select_related("training_class", "venue").order_by(*nearest)

    def row_url(self, obj):
        return reverse("workspace:session-detail", args=[obj.pk])
