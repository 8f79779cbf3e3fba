"""Rule sets in the bureau's admin: written by authors, published by others."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from core import clock
from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from policies.differences import beside_the_rules
from policies.enums import RuleSetState
from policies.forms import ChangeForm, choices
from policies.models import (
    Clause,
    RuleChange,
    RuleSet,
)
from policies.services.rule_sets import create_rule_set, update_rule_set
from policies.validation import faults_of, said

AUTHORS = {Role.POLICY_AUTHOR}
OWN_FIELDS = ("title", "document", "correction_reason")


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
