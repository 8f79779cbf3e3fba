"""`ScopedModelAdmin`: what the actor may see, read-only, with the moves as the only changes."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.views import ChangeList

from core import audit, exports
from core.access import everything
from core.admin import lean_rows, queue  # noqa: F401 - rows are lean once it is imported
from core.admin.record import head
from core.admin.told import as_told, told_field
from core.admin.units import UnitFilter, unit_field
from core.admin_urls import changelist_url
from core.enums import CASE_READERS, Face, Role
from core.pages import registry
from core.pages.history import history
from core.pages.views import move_links
from core.privacy import EncryptedField, KeyedHashField
from core.search import Derived, SortKey, found
from core.waiting import WaitingFilter, Work, label_of, queues_of

SEARCH_TEXT = "search_text"


class PinyinChangeList(ChangeList):
    """The heading of a column of names sorts by their pinyin; a queue says that it is one."""

    queue = None
    queue_label = ""

    def __init__(self, request, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        if asked := self.model_admin.asked_queue(request):
            self.queue = asked[0]
            self.queue_label = label_of(self.queue)
        self.title = self.queue_label or capfirst(self.opts.verbose_name_plural)

    def _get_default_ordering(self):
        """Which heading is marked: that of the day a queue is ordered by (`get_ordering`)."""
        if self.queue is None:
            return super()._get_default_ordering()
        return ["waits_by"] if self.queue is self.model_admin else []

    def get_ordering_field(self, field_name):
        keys = (field for field in self.lookup_opts.concrete_fields if isinstance(field, SortKey))
        return next((key.name for key in keys if key.of == field_name), None) or (
            super().get_ordering_field(field_name)
        )


def hidden_columns(model_admin) -> set[str]:
    """What no page of these records shows: left out, kept from the trail, encrypted or derived."""
    model = model_admin.model
    sealed = (EncryptedField, KeyedHashField, Derived)
    return {
        *(model_admin.exclude or ()),
        *getattr(model, "AUDIT_HIDDEN", ()),
        *(field.name for field in model._meta.concrete_fields if isinstance(field, sealed)),
    }


class NamedFilter(admin.SimpleListFilter):
    """A column of codes, `parameter_name`, filtered by the names people use for them.

    `lookups` gives the codes without asking the rows, which would read all of them.
    """

    def queryset(self, request, queryset):
        chosen = self.value()
        return queryset.filter(**{self.parameter_name: chosen}) if chosen else queryset


class ScopedModelAdmin(ModelAdmin):
    """Rows by `visible_to`, rights by role; `editable_by` may change the fields of a setting.

    `bulk_moves` names the moves that may be made on many records at once. `waiting(actor)` gives
    what waits for the actor, or None for a role without such work; `waiting_by` and `due` say by
    when (`core.waiting`), `waiting_since` names the moment it began; `works` are further queues in
    the same list. `will_come` tells in an empty list what will stand there. `told` are fields of
    short reference texts, kept in one language and read in both (`core.language.told`).
    """

    roles: frozenset | set = frozenset()
    editable_by: frozenset | set = frozenset()
    can_add = False
    waiting = None
    waiting_by = None
    waiting_since = ""
    waiting_label = ""
    asked_as = "waiting"
    is_handed_out = True
    works: tuple[Work, ...] = ()
    bulk_moves: tuple[str, ...] = ()
    will_come = ""
    told: tuple[str, ...] = ()
    compressed_fields = True
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/record.html"

    def lookup_allowed(self, lookup, value, request=None):
        """What no page shows is not found out by asking the address for it either."""
        is_hidden = lookup.split("__")[0] in self.hidden - set(self.list_filter)
        return not is_hidden and super().lookup_allowed(lookup, value, request)

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.hidden = hidden_columns(self)
        for name in self.told:
            setattr(self, f"told_{name}", told_field(model._meta.get_field(name)))

    def get_list_display(self, request):
        own = as_told(super().get_list_display(request), self.told)
        is_queue = self.waiting_rows(request) is not None
        return queue.columns(self, own) if is_queue else own

    def get_fields(self, request, obj=None):
        return as_told(super().get_fields(request, obj), self.only_read(request, obj))

    def get_readonly_fields(self, request, obj=None):
        names = self.only_read(request, obj)
        return as_told([*super().get_readonly_fields(request, obj), *names], names)

    def only_read(self, request, obj) -> list[str]:
        """Those of `told` that the actor does not fill in: whoever does sees what is stored."""
        writes = self.writes(request, obj)
        return [name for name in self.told if not writes or name in self.readonly_fields]

    def writes(self, request, obj) -> bool:
        """Whether the actor fills in the form of this record, or of a new one."""
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def get_queryset(self, request):
        """What the list reads along, a record shows as well."""
        seen = self.model.objects.visible_to(request.actor)
        along = self.list_select_related or ()
        seen = seen.select_related(*along) if along else seen
        waiting = self.waiting_rows(request)
        return seen if waiting is None else queue.with_work(self, seen, waiting, request.actor)

    def waiting_rows(self, request):
        """What waits for the actor; None where the actor has no such work."""
        return next((rows for work, rows in self.queues(request) if work is self), None)

    @admin.display(description=_("waiting"))
    def waiting_days(self, row):
        return queue.days_waiting(self, row)

    @admin.display(description=_("due"), ordering="waits_by")
    def due_day(self, row):
        return queue.day_due(self, row)

    @admin.display(description=_("looked after by"))
    def looked_after_by(self, row):
        return row.assignee_name

    def has_module_permission(self, request):
        return request.actor.role in self.roles

    def has_view_permission(self, request, obj=None):
        return request.actor.role in self.roles

    def has_add_permission(self, request):
        return self.can_add and request.actor.role in self.editable_by

    def has_change_permission(self, request, obj=None):
        return request.actor.role in self.editable_by

    def has_delete_permission(self, request, obj=None):
        """Nothing is deleted: records are withdrawn, cancelled or voided."""
        return False

    @display(description=_("Select record"))
    def action_checkbox(self, obj):
        """The browser's own box: the library's takes a template and 700 bytes for each."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME, obj.pk, _("Select record"),
        )  # fmt: skip

    def get_search_results(self, request, queryset, search_term):
        """By name as on every other page, where the list is searched by `SearchText` columns."""
        columns = self.get_search_fields(request)
        if not all(column.endswith(SEARCH_TEXT) for column in columns):
            return super().get_search_results(request, queryset, search_term)
        return found(queryset, search_term, *columns), False

    def get_changelist(self, request, **kwargs):
        return PinyinChangeList

    def due(self, value):
        """The last day in time of what waits with this value of `waiting_by`."""
        return value

    def get_list_filter(self, request):
        """The queues the role has, where a link leads from, and what the list names itself."""
        own = [partial(WaitingFilter, work=work) for work, _rows in self.queues(request)]
        named = super().get_list_filter(request)
        if self.is_of_one_district(request.actor):
            named = [name for name in named if name != "district"]
        unit = unit_field(self.model)
        if unit and unit.name in request.GET:
            own.append(partial(UnitFilter, field=unit))
        return [*own, *named]

    def is_of_one_district(self, actor) -> bool:
        """Whether all that the actor may see here lies in the own district."""
        spans = self.model.VISIBLE.get(Role.DISTRICT_REVIEWER) is everything
        return actor.face == Face.DISTRICT and not spans

    def queues(self, request) -> list[tuple]:
        """The queues the actor has in this list, and their rows; found once a page."""
        kept = request.__dict__.setdefault("queues_found", {})
        if self.model not in kept:
            kept[self.model] = queues_of(self, request.actor)
        return kept[self.model]

    def asked_queue(self, request):
        """The queue an address asks for, and its rows; None for the whole list."""
        found = (one for one in self.queues(request) if one[0].asked_as in request.GET)
        return next(found, None)

    def get_ordering(self, request):
        """A queue begins with what is due first."""
        asked = self.asked_queue(request)
        if asked is None:
            return super().get_ordering(request)
        work, rows = asked
        due = [] if work.waiting_by is None else [work.waiting_by.asc()]
        return [*due, *rows.query.order_by]

    def get_actions(self, request):
        """The export, those of a queue, and each of `bulk_moves` this actor may make now."""
        found = {"export": (export_rows, "export", _("Export the chosen rows"))}
        if self.waiting_rows(request) is not None:
            found |= queue.work_actions()
        return found | {
            f"move_{name}": (
                queue.ask_together("move-together", name),
                f"move_{name}",
                self.model.MOVES[name].label,
            )
            for name in self.possible_together(request)
        }

    def possible_together(self, request) -> list[str]:
        """Those of `bulk_moves` the actor may make on some record; one query for all."""
        moves = {name: self.model.MOVES[name] for name in self.bulk_moves}
        seen = self.model.objects.visible_to(request.actor).order_by()
        states = sorted(frozenset().union(*(move.sources for move in moves.values())))
        samples = [seen.filter(state=state)[:1] for state in states]
        rows = list(samples[0].union(*samples[1:], all=True)) if samples else []
        return [
            name
            for name, move in moves.items()
            if any(row.state in move.sources and move.rule(request.actor, row) for row in rows)
        ]

    def get_object(self, request, object_id, from_field=None):
        """Read once a page, whose parts ask for it one after another."""
        kept = request.__dict__.setdefault("records_read", {})
        key = (self.model, object_id, from_field)
        if key not in kept:
            kept[key] = super().get_object(request, object_id, from_field)
        return kept[key]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        obj = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if obj is not None:
            handing_out = [queue.hand_out_link(obj)] if getattr(obj, "is_waiting", False) else []
            links = [*self.links(request, obj), *handing_out]
            context["title"] = capfirst(self.opts.verbose_name)
            context["head"] = head(self, obj, self.queues(request))
            context["is_written"] = self.has_change_permission(request, obj)
            context["moves"] = [*self.moves(request, obj), *links]
            context["history"] = history(obj, request.actor)
            place = f"record {obj._meta.label_lower}"
            context["sections"] = [
                *self.sections(request, obj),
                *registry.sections(place, request, obj),
            ]
        return super().change_view(request, object_id, form_url, context)

    def moves(self, request, obj):
        """The buttons of the moves the actor may make now."""
        return move_links(obj, request)

    def links(self, request, obj):
        """Further buttons beside the moves: dicts of label, url and tone."""
        return []

    def sections(self, request, obj):
        """Further parts of the page, above those of other apps: dicts of title and html."""
        return []

    def save_model(self, request, obj, form, change):
        """A setting is changed by an officer: saved and recorded in one transaction."""
        with transaction.atomic():
            before = audit.columns(type(obj).objects.get(pk=obj.pk)) if change else None
            obj.save()
            verb = "update" if change else "create"
            audit.record(request.actor, verb, obj, before=before)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """A record outside one's rows is as one that never was; the list says so."""
        told = _("There is no such record, or it lies outside what you may see.")
        self.message_user(request, told, messages.WARNING)
        return HttpResponseRedirect(changelist_url(self.model))

    def history_view(self, request, object_id, extra_context=None):
        """The record's own page shows its history, from the audit trail."""
        if not self.has_view_permission(request):
            raise Http404
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[object_id]))

    def delete_view(self, request, object_id, extra_context=None):
        """There is no such page: nothing is deleted."""
        raise Http404

    def log_addition(self, request, obj, message):
        """The audit trail keeps it."""

    def log_change(self, request, obj, message):
        """The audit trail keeps it."""


def export_rows(model_admin, request, queryset):
    """An admin action: the chosen rows, or all that match, with the columns of the list."""
    query = request.GET.copy()
    if request.POST.get("select_across") != "1":
        query.setlist(exports.CHOSEN, request.POST.getlist(ACTION_CHECKBOX_NAME))
    name = f"{exports.ADMIN}{model_admin.opts.label_lower}"
    job = exports.start(actor=request.actor, name=name, query=query.urlencode())
    return HttpResponseRedirect(job.get_absolute_url())


SETTINGS_READERS = CASE_READERS | {
    Role.POLICY_AUTHOR,
    Role.POLICY_PUBLISHER,
    Role.SYSTEM_ADMINISTRATOR,
    Role.DISTRICT_REVIEWER,
}
