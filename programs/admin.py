"""Programmes, classes and what belongs to them in the bureau's admin."""

from django.contrib import admin
from django.db.models import F
from django.db.models.functions import TruncDate
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.enums import CASE_READERS, Role
from core.pages.parts import paper_button
from core.reveals.pages import reveal_links
from organizations.views.accreditation_parts import html
from policies.pages import decisions_html
from policies.queries import last_moment
from programs import catalogue_admin, plan_admin  # noqa: F401 - they register theirs, too
from programs.change_papers import has_change_paper
from programs.changing import slots_of
from programs.deciding import conditions_part, rooms_part, timetable_part
from programs.enums import ChangeState, ClassState, ProgrammeState, QualificationState
from programs.models import (
    ClassChange,
    Occupation,
    Programme,
    Session,
    Teacher,
    TeacherQualification,
    TimetableVersion,
    TrainingClass,
    Venue,
)
from programs.papers import has_class_paper, has_programme_paper
from programs.programme_sections import TOLD_IN_SECTIONS, programme_sections
from programs.queries import waiting_for_district
from programs.reviewing import of_change
from programs.terms import needs_section

READERS = CASE_READERS | {Role.DISTRICT_REVIEWER, Role.EDITOR}
PEOPLE_READERS = CASE_READERS | {Role.DISTRICT_REVIEWER}


@admin.register(Programme, site=site)
class ProgrammeAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "menu_book"
    bulk_moves = ("list", "return", "suspend", "resume")
    waiting_label = _("Programmes to list")
    waiting_by = TruncDate("submitted_at")
    waiting_since = "submitted_at"
    will_come = _("Programmes appear here as soon as an institution submits them.")
    list_display = ("number", "name", "organization", "training_type", "lessons", "state")
    list_filter = ("state", "training_type")
    search_fields = ("search_text", "organization__search_text")
    list_select_related = ("organization",)
    exclude = ("lessons", "online_lessons", *TOLD_IN_SECTIONS)

    def sections(self, request, obj):
        """What its type needs and who pays, the syllabus, and what is or was judged."""
        return programme_sections(obj, request.actor)

    def links(self, request, obj):
        found = has_programme_paper(obj, request.actor)
        return [paper_button("programme-paper", obj.number)] if found else []

    def due(self, value):
        return last_moment("tl_programme_reply", value)

    def waiting(self, actor):
        """Submitted programmes, for the municipal reviewer."""
        if actor.role != Role.MUNICIPAL_REVIEWER:
            return None
        submitted = Programme.objects.visible_to(actor).filter(state=ProgrammeState.SUBMITTED)
        return submitted.order_by("submitted_at")


@admin.register(TrainingClass, site=site)
class TrainingClassAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "school"
    bulk_moves = ("return", "cancel")
    waiting_label = _("Filings to answer")
    waiting_by = F("reply_due_on")
    waiting_since = "filed_at"
    will_come = _("Classes appear here as soon as an institution files them.")
    list_display = (
        "number",
        "name",
        "organization",
        "district",
        "starts_on",
        "seats_taken",
        "seats",
        "state",
    )
    list_filter = ("state", "district", "programme__training_type")
    search_fields = ("search_text", "organization__search_text")
    list_select_related = ("organization", "district")
    exclude = ("filed_by", "reviewed_by")

    def links(self, request, obj):
        found = has_class_paper(obj, request.actor)
        return [paper_button("class-paper", obj.number)] if found else []

    def waiting(self, actor):
        """Filings of the district, the earliest due first."""
        return waiting_for_district(actor) if actor.role == Role.DISTRICT_REVIEWER else None

    def sections(self, request, obj):
        """The timetable, and for a filing the conditions it is judged by."""
        sessions = list(obj.sessions.timetable())
        parts = [timetable_part(sessions)]
        waits = obj.state == ClassState.FILED
        if waits:
            judged = (conditions_part(obj, sessions), rooms_part(obj), needs_section(obj))
            parts = [*filter(None, judged), *parts]
        found = [html(part) for part in parts]
        decided = decisions_html(obj, request.actor, beside_today=waits)
        return [*found, decided] if decided else found


@admin.register(ClassChange, site=site)
class ClassChangeAdmin(ScopedModelAdmin):
    """Requests to change a timetable: the urgent ones are due before the others."""

    roles = PEOPLE_READERS
    icon = "edit_calendar"
    waiting_label = _("Changes of classes to answer")
    waiting_since = "requested_at"
    waiting_by = F("reply_due_on")
    will_come = _("Changes appear here as soon as an institution asks for one.")
    list_display = (
        "number",
        "training_class",
        "organization",
        "district",
        "is_urgent",
        "first_at",
        "state",
        "reply_due_on",
    )
    list_filter = ("state", "is_urgent", "district")
    search_fields = ("number", "training_class__search_text", "organization__search_text")
    list_select_related = (
        "training_class__programme__organization",
        "training_class__programme__occupation",
        "training_class__organization",
        "organization",
        "district",
    )
    exclude = ("requested_by", "decided_by")

    def waiting(self, actor):
        """Requests of the district, the earliest due first."""
        if actor.role != Role.DISTRICT_REVIEWER:
            return None
        rows = ClassChange.objects.visible_to(actor).filter(state=ChangeState.REQUESTED)
        return rows.order_by("reply_due_on", "first_at")

    def links(self, request, obj):
        versions = obj.training_class.timetables.order_by("version")
        is_answered = has_change_paper(obj, request.actor)
        paper = [paper_button("change-paper", obj.number)] if is_answered else []
        return paper + [
            {
                "label": _("Version %(version)d of the timetable") % {"version": row.version},
                "url": reverse("timetable-version", args=[obj.training_class.number, row.version]),
                "tone": "plain",
            }
            for row in versions
        ]

    def sections(self, request, obj):
        """The timetable before and after, what it is judged by, who is told."""
        html = render_to_string("programs/side_by_side.html", of_change(obj))
        found = [{"title": _("Old and new timetable"), "html": html}]
        is_answered = obj.state != ChangeState.REQUESTED  # before, the conditions of now say more
        decided = decisions_html(obj, request.actor) if is_answered else None
        return [*found, decided] if decided else found


@admin.register(TimetableVersion, site=site)
class TimetableVersionAdmin(ScopedModelAdmin):
    """What the timetable of a class said from a moment on."""

    roles = PEOPLE_READERS
    icon = "history"
    list_display = ("training_class", "version", "holds_from", "change")
    search_fields = ("training_class__search_text",)
    list_select_related = ("training_class", "change__training_class")
    will_come = _("Versions appear here when a filing or a change is approved.")
    exclude = ("organization", "district", "sessions")

    def sections(self, request, obj):
        html = render_to_string("programs/version.html", {"slots": slots_of(obj)})
        return [{"title": _("Timetable"), "html": html}]


@admin.register(Session, site=site)
class SessionAdmin(ScopedModelAdmin):
    roles = PEOPLE_READERS
    icon = "event_note"
    list_display = ("training_class", "ordinal", "starts_at", "lessons", "mode", "state")
    list_filter = ("state", "mode", "district")
    search_fields = ("training_class__search_text", "teacher__search_text")
    date_hierarchy = "starts_at"
    list_select_related = ("training_class",)
    will_come = _("Sessions appear here when an institution plans a timetable.")
    exclude = ("organization", "district", "is_announced")


@admin.register(Teacher, site=site)
class TeacherAdmin(ScopedModelAdmin):
    roles = PEOPLE_READERS
    icon = "co_present"
    list_display = ("name", "organization", "district", "qualification", "is_active")
    list_filter = ("is_active", "district")
    search_fields = ("search_text", "organization__search_text")
    will_come = _("Teachers appear here when an institution registers them.")
    list_select_related = ("organization", "district")
    fields = (
        "name",
        "organization",
        "district",
        "document_type",
        "masked_identity",
        "qualification",
        "is_active",
    )
    readonly_fields = ("masked_identity",)

    @admin.display(description=_("identity number"))
    def masked_identity(self, obj):
        return obj.masked_identity

    def links(self, request, obj):
        return reveal_links(request, obj)

    def sections(self, request, obj):
        """What the teacher is recognised for."""
        held = obj.qualifications.visible_to(request.actor).select_related("occupation")
        html = render_to_string("programs/admin_qualifications.html", {"qualifications": held})
        return [{"title": _("Qualifications"), "html": html}]


@admin.register(TeacherQualification, site=site)
class TeacherQualificationAdmin(ScopedModelAdmin):
    roles = PEOPLE_READERS
    icon = "workspace_premium"
    waiting_label = _("Teachers' qualifications to answer")
    waiting_since = "submitted_at"
    waiting_by = TruncDate("submitted_at")
    will_come = _("Qualifications appear here when an institution submits them.")
    list_display = (
        "number",
        "teacher",
        "organization",
        "occupation",
        "level",
        "course_type",
        "state",
        "submitted_at",
        "valid_until",
    )
    list_filter = ("state", "district")
    search_fields = ("teacher__search_text", "organization__search_text")
    list_select_related = ("organization", "teacher", "occupation", "district")
    exclude = ("proof", "submitted_by", "reviewed_by")

    def links(self, request, obj):
        url = reverse("qualification-proof", args=[obj.number])
        return [{"label": _("Open the proof"), "url": url, "tone": "plain"}]

    def due(self, value):
        return last_moment("tl_qualification_reply", value)

    def waiting(self, actor):
        """Submitted qualifications of the district, the earliest first."""
        if actor.role != Role.DISTRICT_REVIEWER:
            return None
        submitted = TeacherQualification.objects.visible_to(actor).filter(
            state=QualificationState.SUBMITTED
        )
        return submitted.order_by("submitted_at")


@admin.register(Venue, site=site)
class VenueAdmin(ScopedModelAdmin):
    roles = PEOPLE_READERS
    icon = "meeting_room"
    list_display = ("name", "organization", "district", "address", "places", "is_active")
    list_filter = ("is_active", "district")
    search_fields = ("search_text", "organization__search_text")
    list_select_related = ("organization", "district")
    will_come = _("Venues appear here when an institution registers them.")


@admin.register(Occupation, site=site)
class OccupationAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS | {Role.EDITOR}
    editable_by = {Role.MUNICIPAL_REVIEWER}
    icon = "engineering"
    list_display = ("code", "zh", "en", "code_status", "shortage_grade", "shortage_from")
    list_filter = ("code_status", "shortage_grade")
    told = ("note",)
    search_fields = ("search_text",)
    fields = (
        "code",
        "zh",
        "en",
        "code_status",
        "isco08",
        "shortage_grade",
        "shortage_from",
        "note",
    )
    readonly_fields = ("code", "zh", "en", "code_status", "isco08", "note")
