"""The licensed scope: asked for, granted, changed and ended; what it covers (workflow 2.1)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.access import Actor
from core.identifiers import SkillLevel
from core.punctuation import itemised
from core.refusals import Refused
from organizations.enums import ChangeKind
from organizations.models import Accreditation, AccreditationChange
from organizations.services.applications import editable
from organizations.services.changes import request_change
from programs.models import AccreditationScope, Occupation, TrainingClass
from programs.services.programmes import OVER


def line(row: Accreditation, training_type, occupation=None, level="", course_type=""):
    """One line that is asked for, not stored yet."""
    return AccreditationScope(
        accreditation=row,
        organization_id=row.organization_id,
        district_id=row.district_id,
        training_type=training_type,
        occupation=occupation,
        level=level,
        course_type=course_type,
    )


@transaction.atomic
def add_to_scope(accreditation, *, actor: Actor, training_type, **what) -> AccreditationScope:
    """Ask for one more line. Raises Refused: not_allowed, wrong_state, change_without_effect."""
    row = editable(accreditation, actor)
    made = line(row, training_type, **what)
    if any(made.key == known.key for known in row.scope.wanted()):
        raise Refused("change_without_effect", str(made))
    made.save()
    audit.record(actor, "create", made)
    return made


@transaction.atomic
def take_from_scope(scope: AccreditationScope, *, actor: Actor) -> AccreditationScope:
    """Strike a line of an application out; it stays in the history. Raises Refused."""
    editable(scope.accreditation, actor)
    row = AccreditationScope.objects.select_for_update(of=("self",)).get(pk=scope.pk)
    if row.valid_to is not None:
        raise Refused("wrong_state")
    end([row], clock.today(), actor)
    return row


def end(rows, last: date, actor) -> None:
    """These lines hold no longer than a day."""
    for row in rows:
        before = audit.columns(row)
        row.valid_to = max(last, row.valid_from or last)
        row.save(update_fields=["valid_to"])
        audit.record(actor, "set_scope", row, before=before)


def request_scope(accreditation, *, actor: Actor, lines, grounds, upload) -> AccreditationChange:
    """Ask for another scope: `lines` is the whole of what is wanted. Raises Refused."""
    wanted = [as_json(each) for each in lines]
    present = [as_json(each) for each in accreditation.scope.wanted().select_related("occupation")]
    if not wanted:
        raise Refused("scope_missing")
    if sorted(map(str, wanted)) == sorted(map(str, present)):
        raise Refused("change_without_effect")
    require_listed(lines)
    return request_change(
        accreditation,
        actor=actor,
        kind=ChangeKind.SCOPE,
        wanted={"scope": wanted},
        grounds=grounds,
        upload=upload,
    )


def as_json(row: AccreditationScope) -> dict:
    """A line as a request keeps it."""
    return {
        "training_type": row.training_type,
        "occupation": row.occupation.code if row.occupation else "",
        "level": row.level,
        "course_type": row.course_type,
    }


def wanted_lines(change: AccreditationChange) -> list[AccreditationScope]:
    """The lines a request asks for, not stored. Raises Refused: occupation_not_in_catalogue."""
    asked = change.wanted.get("scope", [])
    codes = {each["occupation"] for each in asked}
    found = {row.code: row for row in Occupation.objects.filter(code__in=codes)}
    for code in codes - {""} - set(found):
        raise Refused("occupation_not_in_catalogue", code)
    row = change.accreditation
    return [line(row, **{**each, "occupation": found.get(each["occupation"])}) for each in asked]


def require_listed(lines) -> None:
    """Refused unless there is a scope, its occupations are verified and its levels are listed."""
    if not lines:
        raise Refused("scope_missing", remedy=_("Enter what you want to teach under “Scope”."))
    for each in lines:
        if each.level and (each.level not in SkillLevel.values or not each.level.isdecimal()):
            raise Refused("level_not_listed", str(each))


# ---- what `programs` has to say in the process of an accreditation


def scope_is_listed(accreditation, actor) -> None:
    """Guard of submit and accredit: the scope stands in the catalogue."""
    require_listed(list(accreditation.scope.wanted().select_related("occupation")))


def scope_begins(accreditation, actor) -> None:
    """Effect of accredit: what was asked for holds from the first day."""
    for row in accreditation.scope.wanted():
        before = audit.columns(row)
        row.valid_from = accreditation.valid_from
        row.save(update_fields=["valid_from"])
        audit.record(actor, "set_scope", row, before=before)


def scope_ends(accreditation, actor) -> None:
    """Effect of expire and remove: no line outlasts its accreditation."""
    last = min(accreditation.valid_until, clock.today())
    end(accreditation.scope.wanted(), last, actor)


def change_is_possible(change, actor) -> None:
    """Guard of approving: the scope stands in the catalogue, and who leaves has no live class."""
    if change.kind == ChangeKind.SCOPE:
        require_listed(wanted_lines(change))
    if change.kind == ChangeKind.REMOVAL:
        unit = TrainingClass.objects.filter(organization_id=change.organization_id)
        live = unit.exclude(state__in=OVER).order_by("number").first()
        if live:
            raise Refused("classes_live", live.number)


def scope_changes(change, actor) -> None:
    """Effect of approving: what is wanted no longer ends today, what is new begins today."""
    if change.kind != ChangeKind.SCOPE:
        return
    today, wanted = clock.today(), {each.key: each for each in wanted_lines(change)}
    present = {row.key: row for row in change.accreditation.scope.wanted()}
    end([row for key, row in present.items() if key not in wanted], today, actor)
    for key, made in wanted.items():
        if key not in present:
            made.valid_from = today
            made.save()
            audit.record(actor, "create", made)


def scope_facts(accreditation) -> list[tuple[str, str]]:
    """The scope as a paper of the accreditation shows it."""
    lines = accreditation.scope.wanted().select_related("occupation")
    return [(_("Licensed scope"), itemised(lines))]
