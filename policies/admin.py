"""The library, figures, rule sets and decisions in the bureau's admin."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from core import clock
from core.admin import SETTINGS_READERS, PinyinChangeList, ScopedModelAdmin
from core.admin_site import site
from core.enums import CASE_READERS, Role
from core.pages.parts import period
from core.refusals import reasons
from policies.decisions import as_decided, replay, titles
from policies.differences import beside_the_rules
from policies.enums import RuleSetState
from policies.forms import ChangeForm, choices
from policies.models import (
    Clause,
    DatedValue,
    Decision,
    PolicyDocument,
    RuleChange,
    RuleSet,
    TimeLimit,
)
from policies.pages import Told, words
from policies.services.library import save_clause, save_document
from policies.services.rule_sets import create_rule_set, update_rule_set
from policies.validation import faults_of, said

AUTHORS = {Role.POLICY_AUTHOR}
KEYS = ("shown_place", "label", "slug", "ordinal")
OWN_FIELDS = ("title", "document", "correction_reason")


def on_one_line(words: str) -> str:
    """A figure or a span of days that a narrow column must not break."""
    return format_html('<span class="whitespace-nowrap">{}</span>', words)


class CitingAdmin(ScopedModelAdmin):
    """Figures under a clause, read by all staff; they change by rule sets only."""

    roles = SETTINGS_READERS
    list_select_related = ("cited_clause__document", "rule_set")

    @admin.display(description=_("clause"), ordering="clause")
    def clause_link(self, row):
        if not row.clause_url:
            return row.clause_name
        return format_html('<a href="{}">{}</a>', row.clause_url, row.clause_name)

    @admin.display(description=_("clause"), ordering="clause")
    def clause_place(self, row):
        """The clause without its document, for a list of figures under one document."""
        if not row.cited_clause:
            return row.clause_name
        return format_html('<a href="{}">{}</a>', row.clause_url, row.cited_clause.place)

    @admin.display(description=_("figure"))
    def shown_figure(self, row):
        return on_one_line(row.figure)

    @admin.display(description=_("in force"), ordering="valid_from")
    def in_force(self, row):
        return on_one_line(period(row.valid_from, row.valid_to))

    @admin.display(description=_("Basis"), ordering="source_standing")
    def standing(self, row):
        return row.standing_name


@admin.register(DatedValue, site=site)
class DatedValueAdmin(CitingAdmin):
    icon = "rule"
    list_display = ("code", "shown_figure", "in_force", "known_from", "clause_link", "standing")
    list_filter = ("code",)
    fields = ("code", "shown_figure", "in_force", "known_from", "clause_link", "standing")
    readonly_fields = ("shown_figure", "in_force", "clause_link", "standing")


@admin.register(TimeLimit, site=site)
class TimeLimitAdmin(CitingAdmin):
    icon = "timer"
    list_display = ("name", "counted", "starts_with", "valid_from", "clause_place", "standing")
    list_filter = ("unit", "direction")
    search_fields = ("code", "zh", "en", "process", "process_zh")
    fields = (
        "name", "shown_figure", "process_name", "direction", "starts_with", "consequence",
        "in_force", "known_from", "known_to", "clause_link", "standing", "rule_set", "zh", "en",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("time limit"), ordering="code")
    def name(self, row):
        return row.name

    @admin.display(description=_("figure"))
    def counted(self, row):
        """The figure and which way it is counted, on one line."""
        return on_one_line(f"{row.figure} · {row.get_direction_display()}")

    @admin.display(description=_("process"))
    def process_name(self, row):
        return row.process_name

    @admin.display(description=_("clock starts"))
    def starts_with(self, row):
        return row.starts_with

    @admin.display(description=_("when over"))
    def consequence(self, row):
        return row.consequence


@admin.register(PolicyDocument, site=site)
class PolicyDocumentAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    editable_by = AUTHORS
    can_add = True
    icon = "gavel"
    list_display = ("number", "shown_title", "issuer", "issued_on", "status", "standing")
    list_filter = ("status", "standing")
    search_fields = ("search_text",)
    told = ("issuer", "source_note")

    @admin.display(description=_("title"), ordering="title_zh")
    def shown_title(self, row):
        return row.title

    def get_fields(self, request, obj=None):
        """How clauses are keyed is the authors' business."""
        names = super().get_fields(request, obj)
        return [n for n in names if n != "short" or self.writes(request, obj)]

    def save_model(self, request, obj, form, change):
        save_document(obj, actor=request.actor)


@admin.register(Clause, site=site)
class ClauseAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    editable_by = AUTHORS
    can_add = True
    icon = "article"
    list_display = ("shown_place", "heading_zh", "heading_en", "document")
    list_filter = ("document",)
    list_select_related = ("document",)
    search_fields = ("search_text",)

    @admin.display(description=_("clause"), ordering="ordinal")
    def shown_place(self, row):
        return row.place

    def get_fields(self, request, obj=None):
        """Readers know a clause by its place; what it is keyed by is the authors' business."""
        names = super().get_fields(request, obj)
        if self.writes(request, obj):
            return names
        return ["shown_place", *(name for name in names if name not in KEYS)]

    def get_readonly_fields(self, request, obj=None):
        """What was cited keeps its label and address."""
        if not self.writes(request, obj):
            return ("shown_place",)
        return ("document", "label", "slug") if obj else ()

    def save_model(self, request, obj, form, change):
        save_clause(obj, actor=request.actor)


class RuleChangeInline(TabularInline):
    """The rows of a set, in the order of the clauses."""

    model = RuleChange
    form = ChangeForm
    extra = 1
    can_delete = False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.filter(is_dropped=False).select_related("clause__document")

    def has_view_permission(self, request, obj=None):
        return request.actor.role in SETTINGS_READERS

    def has_change_permission(self, request, obj=None):
        return is_writable(request, obj)

    def has_add_permission(self, request, obj=None):
        return is_writable(request, obj)

    def has_delete_permission(self, request, obj=None):
        """A row that is not wanted is dropped, and stays."""
        return False

    def get_formset(self, request, obj=None, **kwargs):
        """The clauses are those of the set's document; what it may change is read once."""
        formset = super().get_formset(request, obj, **kwargs)
        if not is_writable(request, obj):
            return formset
        fields = formset.form.base_fields
        fields["what"].choices = choices()
        fields["clause"].queryset = Clause.objects.filter(document=obj.document)
        fields["clause"].label_from_instance = str
        return formset


def is_writable(request, rule_set) -> bool:
    """Whether the actor may write on the set now; the service asks again."""
    is_draft = rule_set is not None and rule_set.state == RuleSetState.DRAFT
    return is_draft and request.actor.role in AUTHORS


@admin.register(RuleSet, site=site)
class RuleSetAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS - {Role.DISTRICT_REVIEWER}
    editable_by = AUTHORS
    can_add = True
    icon = "edit_document"
    list_before_template = "policies/from_file.html"
    list_display = ("number", "title", "document", "state", "known_from")
    list_filter = ("state",)
    list_select_related = ("document",)
    search_fields = ("number", "title")

    def get_fields(self, request, obj=None):
        if obj is None:
            return (*OWN_FIELDS, "copied_from")
        told = ("number", "state", "validated_at", "published_at", "known_from", "superseded_by")
        return (*OWN_FIELDS, *told)

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else self.get_fields(request, obj)[len(OWN_FIELDS) :]

    def get_inlines(self, request, obj):
        return [RuleChangeInline] if obj and obj.state == RuleSetState.DRAFT else []

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.state == RuleSetState.DRAFT)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "copied_from":
            kwargs["queryset"] = RuleSet.objects.visible_to(request.actor).filter(is_public=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def waiting(self, actor):
        """Drafts for authors; for publishers what others have validated."""
        rows = RuleSet.objects.visible_to(actor)
        if actor.role == Role.POLICY_AUTHOR:
            return rows.filter(state=RuleSetState.DRAFT)
        if actor.role == Role.POLICY_PUBLISHER:
            validated = rows.filter(state=RuleSetState.VALIDATED)
            return validated.exclude(edited_by__overlap=list(actor.persons))
        return None

    def save_model(self, request, obj, form, change):
        facts = {name: form.cleaned_data[name] for name in form.cleaned_data}
        if change:
            update_rule_set(obj, actor=request.actor, **facts)
            return
        obj.pk = create_rule_set(actor=request.actor, **facts).pk
        obj._state.adding = False
        obj.refresh_from_db()

    def save_formset(self, request, form, formset, change):
        rows = formset.save(commit=False)
        if rows:
            update_rule_set(form.instance, actor=request.actor, changes=rows)

    def response_add(self, request, obj, post_url_continue=None):
        """A new set is empty: its rows come next."""
        return HttpResponseRedirect(obj.get_absolute_url())

    def links(self, request, obj):
        """The rows as a workbook, and back into a draft for who may write on it."""
        found = [{"label": _("Export the rows (XLSX)"), "url": place(obj, "rule-set-rows")}]
        if is_writable(request, obj):
            words = _("Read a workbook into the draft")
            found.append({"label": words, "url": place(obj, "rule-set-import")})
        return [{**link, "tone": "plain"} for link in found]

    def sections(self, request, obj):
        """What the set changes, and what is wrong with it."""
        shown = {"differences": beside_the_rules(obj)}
        return [
            {
                "title": _("Beside what is in force"),
                "html": render_to_string("policies/differences.html", shown),
            },
            {
                "title": _("Validation"),
                "html": render_to_string("policies/validation.html", validation(obj)),
            },
        ]


def place(rule_set, name) -> str:
    return reverse(name, args=[rule_set.number])


def validation(rule_set) -> dict:
    """The kept report of a validated set, or the faults of a draft as they are now."""
    if rule_set.report:
        return {"report": said(rule_set.report), "faults": []}
    return {"report": "", "faults": faults_of(rule_set, clock.today())}


class ProcessFilter(admin.SimpleListFilter):
    """Kinds of decision by the names people use."""

    title = _("process")
    parameter_name = "process"

    def lookups(self, request, model_admin):
        return list(titles().items())

    def queryset(self, request, queryset):
        return queryset.filter(process=self.value()) if self.value() else queryset


class JudgedList(PinyinChangeList):
    """Reads along the records that were judged, in one query for each kind."""

    def get_results(self, request):
        super().get_results(request)
        attach_subjects(self.result_list, request)


def attach_subjects(decisions, request) -> None:
    """Set `judged` of each decision: the record as the actor sees it, or None."""
    keys: dict[str, set[int]] = {}
    for row in decisions:
        keys.setdefault(row.model, set()).add(row.object_id)
    found = {label: seen(label, request).in_bulk(pks) for label, pks in keys.items()}
    for row in decisions:
        row.judged = found[row.model].get(row.object_id)


def seen(label: str, request):
    """What the actor sees of a kind of record, with what its list reads along."""
    model = apps.get_model(label)
    known = site._registry.get(model)
    return known.get_queryset(request) if known else model.objects.visible_to(request.actor)


@admin.register(Decision, site=site)
class DecisionAdmin(ScopedModelAdmin):
    """Every stored decision with its steps; whether deciding again gives the same is shown."""

    roles = CASE_READERS | {Role.DISTRICT_REVIEWER}
    icon = "balance"
    list_display = ("decided_at", "process_title", "subject", "outcome", "leading_reason")
    list_display_links = ("decided_at",)
    list_filter = (ProcessFilter, "outcome")
    fields = (
        "subject", "process_title", "version", "outcome", "leading_reason", "decided_at",
        "known_on", "cited", "digest",
    )  # fmt: skip
    readonly_fields = ("subject", "process_title", "leading_reason", "cited")
    will_come = _("Decisions appear here when a class is filed, joined or completed.")

    def get_changelist(self, request, **kwargs):
        return JudgedList

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            attach_subjects([found], request)
        return found

    @admin.display(description=_("process"), ordering="process")
    def process_title(self, row):
        return titles().get(row.process, row.process)

    @admin.display(description=_("rules applied"))
    def cited(self, row):
        """Each clause a rule row of the decision stands under, as a link, once."""
        decided = as_decided(row)
        rules = decided.rules.values() if decided else ()
        clauses = dict.fromkeys((rule.url, rule.words) for rule in rules)
        return format_html_join("", '<div class="py-1"><a href="{}">{}</a></div>', clauses)

    @admin.display(description=_("subject"), ordering="object_id")
    def subject(self, row):
        """The record that was judged, as a link; only its kind for who may not see it."""
        if row.judged is None:
            return capfirst(apps.get_model(row.model)._meta.verbose_name)
        address = reverse(admin_urlname(row.judged._meta, "change"), args=[row.object_id])
        return format_html('<a href="{}">{}</a>', address, row.judged)

    @admin.display(description=_("leading reason"), ordering="reason")
    def leading_reason(self, row):
        return str(reasons()[row.reason]) if row.reason else ""

    def sections(self, request, obj):
        told = {"decisions": [Told(obj, words(obj))], "replay": replay(obj)}
        html = render_to_string("policies/decisions.html", told)
        return [{"title": _("Every step"), "html": html}]
