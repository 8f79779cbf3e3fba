"""What a proof, a merge, a late enrolment or a transfer is judged by, where it is decided."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.language import told
from core.pages import Fact, section
from core.pages.parts import proof_link
from policies.decisions import checks_of
from trainees.enums import LateState
from trainees.late_checks import late_decided, reach_checks
from trainees.models.transfer import OPEN_TRANSFER
from trainees.services.people import own_trainee
from trainees.side_by_side import proof_of, shown_merge
from trainees.transfer_checks import transfer_decided

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


@section("move trainees.transfer", order=5, rule=lambda _actor, row: row.state in OPEN_TRANSFER)
def transfer_possible(request, row):
    """Every condition, for whoever is about to answer."""
    trainee = own_trainee(request.actor) if request.actor.role == Role.WORKER else None
    decided = transfer_decided(
        request.actor, row.enrolment, row.target, trainee, is_minor=row.is_minor
    )
    return conditions(checks_of(decided))


@section("move trainees.lateexception", order=5)
def still_possible(request, row):
    """For the district whether the threshold can still be met, for the unit every condition."""
    if request.actor.is_unit:
        checks = checks_of(late_decided(row)) if row.state == LateState.GRANTED else []
    else:
        checks = reach_checks(row.training_class)
    if not checks:
        return None
    return conditions(checks)


def conditions(checks) -> dict:
    return {
        "title": _("What holds today"),
        "template": "programs/checks.html",
        "context": {"checks": checks},
    }
