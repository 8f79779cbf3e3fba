"""Links and sections this app hangs on the faces: the library, and the decisions of a record."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import nav_item, section
from policies.differences import beside_the_rules
from policies.pages import decisions_section

nav_item("portal", _("Policies"), "policy-list", "gavel", set(Role), 35)


@section("class", order=20)
@section("enrolment", order=20)
def decisions(request, obj):
    """What was decided about the record, with every step; nothing where nothing was."""
    return decisions_section(obj, request.actor)


@section("move policies.ruleset")
def what_changes(request, rule_set):
    """The figures that are judged by whoever validates or publishes a set."""
    shown = {"differences": beside_the_rules(rule_set)}
    return {
        "title": _("What changes"),
        "template": "policies/differences.html",
        "context": shown,
    }
