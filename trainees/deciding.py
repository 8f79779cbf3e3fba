"""What a proof of a group and a merge are judged by, on the page of the move that decides it."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.language import told
from core.pages import Fact, section
from core.pages.parts import proof_link
from trainees.side_by_side import proof_of, shown_merge

GROUP, MERGE = "move trainees.groupmembership", "move trainees.personmerge"


@section(GROUP, order=5, rule=lambda actor, _row: actor.role == Role.DISTRICT_REVIEWER)
def evidence(request, row):
    """The group as it is called, what proves it, and how long it usually holds."""
    group = row.group
    facts = [
        Fact(_("Key group"), row.group_for(request.actor)),
        Fact(_("Proven by"), told(group.evidence)),
        Fact(_("Usually valid for (months)"), group.default_validity_months),
        Fact(_("Proof"), proof_link("group-proof", row.number)),
    ]
    return {
        "title": _("What is to be confirmed"),
        "template": "components/facts.html",
        "context": {"facts": facts},
    }


@section(MERGE, order=5)
def two_records(request, row):
    """Both records, what would move, what keeps them apart, and the document."""
    return {
        "title": _("The two records"),
        "template": "trainees/two_records.html",
        "context": {**shown_merge(row), "facts": [proof_of(row)]},
    }
