"""Stored decisions in the bureau's admin, with every step."""

from django.apps import apps
from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin import NamedFilter, PinyinChangeList, ScopedModelAdmin
from core.admin_site import site
from core.admin_urls import record_url
from core.enums import CASE_READERS, Role
from core.refusals import reasons
from policies.decisions import as_decided, replay, titles
from policies.models import Decision
from policies.pages import Told, words


class ProcessFilter(NamedFilter):
    """Kinds of decision by the names people use."""

    title = _("process")
    parameter_name = "process"

    def lookups(self, request, model_admin):
        return list(titles().items())


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
        """The record that was judged, as a link; only its kind for who may not see it.

        A file, which reads no records along, tells the kind too.
        """
        judged = getattr(row, "judged", None)
        if judged is None:
            return capfirst(apps.get_model(row.model)._meta.verbose_name)
        return format_html('<a href="{}">{}</a>', record_url(judged), judged)

    @admin.display(description=_("leading reason"), ordering="reason")
    def leading_reason(self, row):
        return str(reasons()[row.reason]) if row.reason else ""

    def sections(self, request, obj):
        told = {"decisions": [Told(obj, words(obj))], "replay": replay(obj)}
        html = render_to_string("policies/decisions.html", told)
        return [{"title": _("Every step"), "html": html}]
