"""The export of a changelist of the bureau's admin: the columns and filters the officer sees."""

from django.contrib.admin import autodiscover
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field
from django.contrib.admin.utils import lookup_field as look_up
from django.http import HttpRequest
from django.utils.html import strip_tags

from core.admin_site import site
from core.exports.declaring import ADMIN, CHOSEN, Export, Field

EMPTY = ""


def changelist_export(label) -> Export:
    """The export of `<app>.<model>`; raises KeyError for a model without a changelist."""
    autodiscover()  # a worker has not met the URLconf yet
    by_label = {model._meta.label_lower: made for model, made in site._registry.items()}
    model_admin = by_label[label]
    return Export(
        f"{ADMIN}{label}",
        model_admin.opts.verbose_name_plural,
        model_admin.model,
        frozenset(model_admin.roles),
        tuple(column(model_admin, name) for name in model_admin.list_display),
        lambda actor, given: matching(model_admin, actor, given),
    )


def matching(model_admin, actor, given):
    """What the changelist shows for these filters, or the rows chosen on it."""
    request = HttpRequest()
    request.actor, request.method = actor, "GET"
    given = given.copy()
    chosen = given.pop(CHOSEN, [])
    request.GET = given
    shown = model_admin.get_changelist_instance(request).queryset
    return shown.filter(pk__in=chosen) if chosen else shown


def column(model_admin, name) -> Field:
    """One column of the list: its heading and what its cell says."""
    label = label_for_field(name, model_admin.model, model_admin)
    return Field(name, label, value=lambda row: cell(name, row, model_admin))


def cell(name, row, model_admin):
    """What the changelist would show, without mark-up; numbers and days keep their type."""
    field, _attribute, value = look_up(name, row, model_admin)
    if value is None:
        return EMPTY
    if field is None:
        return strip_tags(str(display_for_value(value, EMPTY)))
    if field.is_relation:
        return str(getattr(row, field.name) or EMPTY)
    return display_for_field(value, field, EMPTY) if field.flatchoices else value
