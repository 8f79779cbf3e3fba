"""Whether somebody belongs to a key group on the first day: of a class, and of its subsidy."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.punctuation import either
from policies.decisions import Condition, Finding
from programs.key_groups import names
from trainees.models.group_membership import WITH_THE_DISTRICT


def in_group(facts, rules) -> Finding:
    """One proof that holds on the first day suffices; one the district still reads is open."""
    day, proofs = facts["starts_on"], facts["proofs"]
    figures = {"day": day, "groups": facts["groups"]}
    known = [proof for proof in proofs if proof["from"]]
    for proof in known:
        if proof["from"] <= day <= proof["until"]:
            return Finding(True, figures | {"until": proof["until"]})
    if len(known) < len(proofs):
        return Finding(None, figures | {"waits": True}, code="group_pending")
    ended = [proof["until"] for proof in known if proof["until"] < day]
    if ended:
        return Finding(False, figures | {"until": max(ended)}, code="group_proof_expired")
    if known:
        begins = min(proof["from"] for proof in known)
        return Finding(False, figures | {"from": begins}, code="group_after_start")
    return Finding(False, figures)


def group_words(figures) -> str:
    if "waits" in figures:
        return _("your home district is looking at your proof")
    if "until" in figures:
        return _("your proof holds until %(until)s; the first day counted is %(day)s") % figures
    if "from" in figures:
        return _("your proof holds from %(from)s; the first day counted is %(day)s") % figures
    return for_groups(figures["groups"]) if figures["groups"] else ""


def for_groups(codes) -> str:
    """Whom a programme is for, by the groups it names."""
    return _("for: %(groups)s") % {"groups": either(names(codes))}


def group_remedy(figures) -> str:
    if "waits" in figures:
        return _("Wait for its answer. You can enrol meanwhile: the seat is held for you.")
    if "from" in figures:
        return _("Choose a class that starts on %(from)s or later.") % figures
    return _(
        "Prove your group under “My key groups”, and choose a class that starts while it holds. "
        "Employees are trained by their enterprise, without a group."
    )


GROUP = Condition(
    "group",
    "group_proof_missing",
    gettext_lazy("Belongs to a key group on the first day"),
    in_group,
    inputs=("groups", "proofs", "starts_on"),
    clause="gen §1",
    applies="needs_group",
    detail=group_words,
    remedy=group_remedy,
)


def group_facts(proofs, groups, starts_on) -> dict:
    """The facts of the condition: the codes asked for (none for any group), and the days."""
    counted = [row for row in proofs if not groups or row.group.code in groups]
    return {
        "groups": list(groups),
        "proofs": [days_of(row) for row in counted],
        "starts_on": f"{starts_on}",
    }


def days_of(row) -> dict:
    """The days of one proof; none while the district has not answered."""
    if row.state in WITH_THE_DISTRICT:
        return {"from": None, "until": None}
    return {"from": f"{row.valid_from}", "until": f"{row.valid_until}"}
