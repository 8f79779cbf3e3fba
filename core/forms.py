"""One renderer dresses every form of the product: ours, django-allauth's and django-filter's."""

from __future__ import annotations

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from core.form_errors import HouseField

PLEASE_CHOOSE = _("Please choose")
NOTHING_CHOSEN = ("---------", "—")  # what stands in an empty choice that says nothing
WIDGETS = "django/forms/widgets/"
PLAIN_CLASS = "form-control"
CLASS_OF = {
    f"{WIDGETS}select.html": "form-select",
    f"{WIDGETS}checkbox.html": "form-check-input",
    f"{WIDGETS}input_option.html": "form-check-input",
    f"{WIDGETS}radio_option.html": "form-check-input",
    f"{WIDGETS}checkbox_option.html": "form-check-input",
}
# These hold other widgets, or are not seen: a class on them would draw a box around a box.
UNDRESSED = {
    f"{WIDGETS}{name}.html"
    for name in (
        "hidden",
        "multiple_hidden",
        "splithiddendatetime",
        "radio",
        "checkbox_select",
        "multiwidget",
        "splitdatetime",
        "select_date",
    )
}


class HouseRenderer(TemplatesSetting):
    """Renders with our templates/django/forms and gives each bare widget its Tabler class.

    A widget that states a class of its own (all of the admin's do) is left as it is. The fields
    tell their errors in words of our own.
    """

    bound_field_class = HouseField

    def render(self, template_name: str, context: dict, request: object = None) -> str:
        """Render one form, field or widget."""
        if "widget" in context:
            dress(context["widget"])
        return super().render(template_name, context, request)


class ConsentField(forms.BooleanField):
    """A statement to be ticked; `short_label` names it where its own words are too many."""

    def __init__(self, *, short_label: str, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.short_label = short_label


def dress(widget: dict) -> None:
    """Set the class of a widget's context, and of each of its options and parts.

    An empty choice without words of its own asks to choose.
    """
    for _group, options, _index in widget.get("optgroups", ()):
        for option in options:
            _set_class(option)
            if option["value"] == "" and option["label"] in NOTHING_CHOSEN:
                option["label"] = PLEASE_CHOOSE
    for part in widget.get("subwidgets", ()):
        dress(part)
    _set_class(widget)


def _set_class(widget: dict) -> None:
    """Give one widget its class unless it has one or must not have one."""
    name = widget["template_name"]
    if name.endswith("select_option.html") or name in UNDRESSED or not name.startswith(WIDGETS):
        return
    attrs = widget["attrs"]
    invalid = " is-invalid" if attrs.get("aria-invalid") else ""
    attrs.setdefault("class", CLASS_OF.get(name, PLAIN_CLASS) + invalid)
