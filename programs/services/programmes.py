"""Programmes and their way into the catalogue (workflow 2.2)."""

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.admin_urls import record_url
from core.enums import Role
from core.messages import RecordApproved, UnitRemoved, UnitResumed, UnitSuspended, WorkNew
from core.numbers import next_serial
from core.outbox import notify, users_in_role
from core.punctuation import enumerated
from core.refusals import Refused
from core.workflow import moving, performs
from organizations.enums import OrganizationKind
from organizations.services import check_may_teach
from organizations.services.telling import sending_back, tell_unit
from policies.decisions import checks_of, require, store
from policies.queries import last_moment
from programs.checks import decide_listing
from programs.enums import ClassState, ProgrammeState, TrainingType
from programs.key_groups import unknown
from programs.models import Programme
from programs.models.programme_terms import HIGH_LEVELS
from programs.permissions import may_edit_programme

EDITABLE = (ProgrammeState.DRAFT, ProgrammeState.RETURNED)
DIRECTORY = (ProgrammeState.LISTED, ProgrammeState.SUSPENDED)
OVER = (ClassState.CANCELLED, ClassState.REFUSED, ClassState.COMPLETED, ClassState.ARCHIVED)


@transaction.atomic
def create_programme(*, actor: Actor, organization, **facts) -> Programme:
    """A draft of the acting unit; its lessons come with the syllabus.

    Raises Refused: not_allowed, accreditation_missing, and what `check_terms` refuses with.
    """
    year = clock.today().year
    programme = Programme(organization=organization, district=organization.district, **facts)
    if not may_edit_programme(actor, programme):
        raise Refused("not_allowed")
    check_may_teach(organization, clock.today())
    check_terms(programme)
    programme.number = f"P{year}-{next_serial(f'P{year}'):06d}"
    programme.save()
    audit.record(actor, "create", programme)
    return programme


@transaction.atomic
def update_programme(programme: Programme, *, actor: Actor, **facts) -> Programme:
    """Change a draft or a returned programme.

    Raises Refused: not_allowed, wrong_state, and what `check_terms` refuses with.
    """
    row = locked(programme, actor)
    before = audit.columns(row)
    for name, value in facts.items():
        setattr(row, name, value)
    check_terms(row)
    row.save()
    audit.record(actor, "update", row, before=before)
    return row


def locked(programme: Programme, actor: Actor) -> Programme:
    """The programme locked, if this actor may still write on it."""
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if not may_edit_programme(actor, row):
        raise Refused("not_allowed")
    if row.state not in EDITABLE:
        raise Refused("wrong_state", row.get_state_display())
    return row


def check_terms(row: Programme) -> None:
    """What a training type and the kind of the unit allow.

    An enterprise comes in without accreditation, for its own employees (measure 4); high-skilled
    programmes begin at level 3; key groups stand on the list. Raises Refused:
    enterprise_trains_own, level_not_listed, key_group_unknown.
    """
    is_enterprise = row.organization.kind == OrganizationKind.ENTERPRISE
    if is_enterprise and row.training_type != TrainingType.ENTERPRISE:
        raise Refused("enterprise_trains_own", row.get_training_type_display())
    if row.training_type == TrainingType.HIGH_SKILLED and row.level not in HIGH_LEVELS:
        raise Refused("level_not_listed", row.get_level_display())
    if missing := unknown(row.key_groups):
        raise Refused("key_group_unknown", enumerated(missing))


def judge(row: Programme) -> None:
    """Decide the listing by the rules of today and keep the decision with every step.

    Raises Refused with every failed condition.
    """
    decided = decide_listing(row, clock.today())
    require(checks_of(decided))
    store([(row, decided)])


@performs(Programme, "submit")
def submit_programme(programme, *, actor: Actor):
    """Hand it to the city.

    Raises Refused: accreditation_missing, and what `check_terms` and `judge` refuse with.
    """
    with moving(programme, "submit", actor=actor, submitted_at=clock.now()) as row:
        check_may_teach(row.organization, clock.today())
        check_terms(row)
        judge(row)
        tell_reviewers(row)
    return row


@performs(Programme, "reopen")
def reopen_programme(programme, *, actor: Actor, reason="", reason_code=""):
    """A refusal was set aside: the city answers anew, from today on."""
    texts = {"reason": reason, "reason_code": reason_code}
    with moving(programme, "reopen", actor=actor, submitted_at=clock.now(), **texts) as row:
        tell_reviewers(row)
    return row


def tell_reviewers(row) -> None:
    """The city's reviewers, with the day by which they answer."""
    notify(
        WorkNew,
        users_in_role(Role.MUNICIPAL_REVIEWER),
        about=row,
        link=record_url(row),
        kind="programme",
        number=row.number,
        due=last_moment("tl_programme_reply", clock.today()),
    )


@performs(Programme, "list")
def list_programme(programme, *, actor: Actor):
    """Put a programme into the directory, if it meets the standards of this day, too."""
    with moving(programme, "list", actor=actor) as row:
        judge(row)
        tell_unit(RecordApproved, row, kind="programme")
    return row


@performs(Programme, "return")
def return_programme(programme, *, actor: Actor, reason_code, reason: str):
    """Send a programme back for completion."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(programme, "return", actor=actor, kind="programme", **texts) as row:
        return row


@performs(Programme, "refuse")
def refuse_programme(programme, *, actor: Actor, reason_code, reason: str):
    """Refuse a programme; the unit may appeal."""
    texts = {"reason_code": reason_code, "reason": reason}
    with sending_back(programme, "refuse", actor=actor, kind="programme", **texts) as row:
        return row


@performs(Programme, "suspend")
def suspend_programme(programme, *, actor: Actor, reason: str, reason_code="programme_suspended"):
    """No new class for now; running ones go on. The unit is told the code, never free words."""
    texts = {"reason_code": reason_code, "reason": reason}
    with moving(programme, "suspend", actor=actor, **texts) as row:
        tell_unit(UnitSuspended, row, kind="programme", reason=reason_code)
    return row


@performs(Programme, "resume")
def resume_programme(programme, *, actor: Actor, reason: str):
    """The reason is gone: classes can be filed again."""
    with moving(programme, "resume", actor=actor, reason=reason) as row:
        tell_unit(UnitResumed, row, kind="programme")
    return row


@performs(Programme, "close")
def close_programme(programme, *, actor: Actor, reason: str):
    """Take a programme out; refused while a class of it is live."""
    with moving(programme, "close", actor=actor, reason=reason) as row:
        live = row.classes.exclude(state__in=OVER).first()
        if live:
            raise Refused("wrong_state", str(live))
        if row.state in DIRECTORY:
            tell_unit(UnitRemoved, row, kind="programme")
    return row
