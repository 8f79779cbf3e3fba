"""Teachers and venues in the workspace, and the teacher's own sessions."""

from django.db.models import Case, F, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import UNIT_ADMINS, Role
from core.pages import DetailPage, Fact, FormPage, ListPage, facts_of
from core.pages.parts import people
from programs.forms import TeacherForm, VenueForm
from programs.load import coming, load_of, to_staff, with_load
from programs.models import Session, Teacher, Venue
from programs.services.staff import save_own, save_teacher
from programs.tables import SESSIONS, TEACHERS, TO_STAFF, VENUES, use
from programs.views.programmes import own_organization


class TeacherList(ListPage):
    model = Teacher
    roles = UNIT_ADMINS
    title = _("Teachers")
    columns = TEACHERS
    empty = {"title": _("No teacher yet"), "text": _("A session needs a teacher.")}

    def get_queryset(self):
        return with_load(super().get_queryset())

    def actions(self):
        url = reverse("workspace:teacher-create")
        return [{"label": _("New teacher"), "url": url, "icon": "plus", "tone": "primary"}]


class VenueList(ListPage):
    model = Venue
    roles = UNIT_ADMINS
    title = _("Venues")
    columns = VENUES
    empty = {"title": _("No venue yet"), "text": _("A class needs a venue.")}

    def actions(self):
        url = reverse("workspace:venue-create")
        return [{"label": _("New venue"), "url": url, "icon": "plus", "tone": "primary"}]


class OwnDetail(DetailPage):
    """A teacher or venue of one's own, with its sessions to come."""

    roles = UNIT_ADMINS
    slug_field = "pk"
    edit_url = ""

    def get_queryset(self):
        return super().get_queryset().filter(organization_id=self.actor.organization_id)

    def heading(self, obj):
        return obj.name

    def own_sessions(self, obj):
        return obj.session_set.visible_to(self.actor)

    def object_actions(self, obj):
        url = reverse(self.edit_url, args=[obj.pk])
        return [{"label": _("Edit"), "url": url, "icon": "pencil"}]

    def sections(self, obj):
        context = {"days": coming(self.own_sessions(obj))}
        title = _("Sessions to come")
        return [{"title": title, "template": "programs/coming.html", "context": context}]


class TeacherDetail(OwnDetail):
    model = Teacher
    edit_url = "workspace:teacher-edit"

    def get_queryset(self):
        return super().get_queryset().select_related("user")

    def trail(self):
        return [(TeacherList.title, reverse("workspace:teacher-list"))]

    def facts(self, obj):
        return [
            *facts_of(obj, ("document_type",)),
            Fact(_("Identity number"), obj.masked_identity),
            Fact(_("Account"), obj.user.username if obj.user else ""),
            *facts_of(obj, ("qualification",)),
            Fact(_("State"), use(obj)),
        ]

    def sections(self, obj):
        held = obj.qualifications.visible_to(self.actor).select_related("occupation")
        context = {"qualifications": held, "teacher": obj}
        load = {"tables": load_of(self.own_sessions(obj))}
        return [
            {
                "title": _("Qualifications"),
                "template": "programs/qualifications.html",
                "context": context,
            },
            *super().sections(obj),
            {"title": _("Load"), "template": "programs/load.html", "context": load},
        ]


class VenueDetail(OwnDetail):
    model = Venue
    edit_url = "workspace:venue-edit"

    def trail(self):
        return [(VenueList.title, reverse("workspace:venue-list"))]

    def facts(self, obj):
        places = Fact(_("Capacity"), people(obj.places))
        return [*facts_of(obj, ("address",)), places, Fact(_("State"), use(obj))]


class OwnForm(FormPage):
    """A teacher or venue of one's own: new without `pk`, else the one it names."""

    roles = UNIT_ADMINS
    model = None
    list_url = ""
    list_title = new_title = edit_title = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs:
            own = self.model.objects.visible_to(request.actor)
            own = own.filter(organization_id=request.actor.organization_id)
            self.object = get_object_or_404(own, **kwargs)

    @property
    def title(self):
        return self.edit_title if self.object else self.new_title

    def trail(self):
        above = [(self.list_title, reverse(self.list_url))]
        return [*above, (self.object.name, self.cancel_url())] if self.object else above

    def save(self, form):
        row = form.save(commit=False)
        return save_own(row, actor=self.actor, organization=own_organization(self.actor))

    def cancel_url(self):
        return self.object.get_absolute_url() if self.object else reverse(self.list_url)


class TeacherPage(OwnForm):
    list_title, new_title, edit_title = _("Teachers"), _("New teacher"), _("Edit teacher")
    model = Teacher
    form_class = TeacherForm
    list_url = "workspace:teacher-list"

    def save(self, form):
        return save_teacher(
            form.save(commit=False),
            actor=self.actor,
            organization=own_organization(self.actor),
            number=form.cleaned_data["number"],
        )


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


class SessionsToStaff(ListPage):
    """Sessions not begun whose teacher is not, or no longer, recognised for them."""

    model = Session
    roles = UNIT_ADMINS
    title = _("Sessions that need another teacher")
    lead = _("The teacher's qualification does not cover the programme on that day.")
    columns = TO_STAFF
    empty = {
        "title": _("Every session has a recognised teacher"),
        "text": _("Sessions appear here when a qualification ends or is suspended."),
    }

    def get_queryset(self):
        keys = [session.pk for session in to_staff(self.actor)]
        found = super().get_queryset().filter(pk__in=keys).order_by("starts_at", "pk")
        return found.select_related("training_class", "teacher")

    def row_url(self, obj):
        return obj.training_class.get_absolute_url()
