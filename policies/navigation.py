"""Links and sections this app hangs on the faces: the library, and the decisions of a record."""

import re

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import nav_item, section
from core.pages.history import reads_labels
from policies import rulebook
from policies.differences import beside_the_rules
from policies.enums import Parameter
from policies.models import TimeLimit
from policies.pages import decisions_section

CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")

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


@reads_labels
def figures_by_name(text: str) -> str:
    """Codes of dated values and time limits by what they are called."""
    return CODE.sub(lambda found: name_of_figure(found[0]), text)


def name_of_figure(code: str) -> str:
    if code in Parameter.values:
        return str(Parameter(code).label)
    limit = rulebook.newest(TimeLimit, code) if code.startswith("tl_") else None
    return limit.name if limit else code
