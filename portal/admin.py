"""Announcements and stories in the bureau's admin: both languages side by side."""

from django.contrib import admin
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from core.pages.registry import rendered
from organizations.models import District
from portal.enums import EditorialState
from portal.models import Announcement, Story
from portal.navigation import what_is_read
from portal.queries import name_of
from portal.services import create_piece, update_piece
from portal.views.editorial import READERS

ROWS = {"summary_zh": 3, "summary_en": 3, "body_zh": 16, "body_en": 16}
PAIRS = (("title_zh", "title_en"), ("summary_zh", "summary_en"), ("body_zh", "body_en"))
PERSON = (
    ("person_zh", "person_en"),
    ("occupation", "person_district"),
    ("consent_version", "consent_on"),
)


class EditorialAdmin(ScopedModelAdmin):
    """Editors write on drafts; what an editor or a second reader must do now waits for them."""

    roles = READERS
    editable_by = {Role.EDITOR}
    can_add = True
    compressed_fields = False
    person: tuple = ()
    list_display = ("number", "shown_title", "organization", "state", "publish_on")
    list_filter = ("state",)
    list_select_related = ("organization",)
    search_fields = ("search_text",)

    @admin.display(description=_("headline"), ordering="sort_key")
    def shown_title(self, piece):
        return piece.title

    def get_fieldsets(self, request, obj=None):
        """What has happened; then, for who writes, the two languages beside each other."""
        told = self.told_fields(obj) if obj else []
        written = [*self.person, *(PAIRS if self.writes(request, obj) else ())]
        return [(None, {"fields": rows}) for rows in (told, written) if rows]

    def told_fields(self, piece):
        """What the moves have written, as far as they have."""
        rows = [("number", "state"), ("author_name", "handed_in_at")]
        if piece.remark:
            rows.insert(0, ("remark",))
        if piece.approved_by_id:
            rows += [("reader_name", "approved_at"), ("publish_on", "published_at")]
        if piece.withdrawn_at:
            rows.append(("withdrawn_at",))
        return rows

    @admin.display(description=_("author"))
    def author_name(self, piece):
        return name_of(piece.author_id)

    @admin.display(description=_("second reader"))
    def reader_name(self, piece):
        return name_of(piece.approved_by_id)

    def get_readonly_fields(self, request, obj=None):
        """All but what the editor writes."""
        written = {name for pair in (*self.person, *PAIRS) for name in pair}
        parts = [part["fields"] for _title, part in self.get_fieldsets(request, obj)]
        names = [name for rows in parts for row in rows for name in row]
        return [name for name in names if name not in written]

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.state == EditorialState.DRAFT)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Room to write, and the language for whoever checks the spelling."""
        if db_field.name in ROWS:
            attrs = {"rows": ROWS[db_field.name], "lang": language_of(db_field.name)}
            kwargs["widget"] = UnfoldAdminTextareaWidget(attrs=attrs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def sections(self, request, obj):
        """For who only reads: both texts as they will be read."""
        return [] if self.writes(request, obj) else [rendered(request, what_is_read(request, obj))]

    def waiting(self, actor):
        """For a second reader what others have handed in; for a writer the own drafts, too."""
        rows = self.model.objects.visible_to(actor)
        written = Q(written_by__overlap=list(actor.persons))
        to_read = Q(state=EditorialState.IN_READING) & ~written
        if actor.role == Role.MUNICIPAL_CHIEF:
            return rows.filter(to_read)
        if actor.role == Role.EDITOR:
            return rows.filter(to_read | (Q(state=EditorialState.DRAFT) & written))
        return None

    def save_model(self, request, obj, form, change):
        facts = dict(form.cleaned_data)
        if change:
            update_piece(obj, actor=request.actor, **facts)
            return
        obj.pk = create_piece(self.model, actor=request.actor, **facts).pk
        obj._state.adding = False
        obj.refresh_from_db()

    def response_add(self, request, obj, post_url_continue=None):
        """Handing in and the preview come next."""
        return HttpResponseRedirect(obj.get_absolute_url())

    def links(self, request, obj):
        """The page as the public will see it in each language, or sees it."""
        if obj.state == EditorialState.WITHDRAWN:
            return []
        found = [
            {"label": label, "url": reverse(self.preview, args=[obj.number, code])}
            for code, label in (
                ("zh-hans", _("Preview in Chinese")),
                ("en", _("Preview in English")),
            )
        ]
        if obj.is_public:
            found.append({"label": _("Open the public page"), "url": obj.public_url})
        return [{**link, "tone": "plain"} for link in found]


def language_of(name: str) -> str:
    return "en" if name.endswith("_en") else "zh-Hans"


@admin.register(Announcement, site=site)
class AnnouncementAdmin(EditorialAdmin):
    icon = "campaign"
    preview = "announcement-preview"
    waiting_label = _("Announcements for you to work on")
    will_come = _("An editor writes the first announcement by the button above.")


@admin.register(Story, site=site)
class StoryAdmin(EditorialAdmin):
    icon = "history_edu"
    preview = "story-preview"
    person = PERSON
    waiting_label = _("Stories for you to work on")
    will_come = _("An editor writes the first story by the button above.")
    list_display = ("number", "shown_title", "shown_person", "organization", "state", "publish_on")
    list_select_related = ("organization", "occupation", "person_district")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The districts of today."""
        if db_field.name == "person_district":
            kwargs["queryset"] = District.objects.active()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("person"))
    def shown_person(self, piece):
        return piece.person

    def told_fields(self, piece):
        rows = super().told_fields(piece)
        return [*rows, ("consent_ended_on",)] if piece.consent_ended_on else rows
