"""The on-site visit: day and officers, checklist, photos, signatures, and its passing on."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from core import audit, clock, files
from core.access import Actor
from core.files.types import JPEG, PNG
from core.limits import cited, last_moment
from core.messages import WorkNew
from core.models.stored_file import StoredFile
from core.outbox import notify
from core.refusals import Refused
from core.workflow import moving, performs
from organizations.criteria import criteria_of
from organizations.enums import AccreditationState as S
from organizations.messages import VisitDate
from organizations.models import Accreditation, Deputy, VisitFinding, VisitPhoto
from organizations.permissions import is_visiting_officer
from organizations.queries import visiting_officers
from organizations.readiness import require, visit_digest, visit_needs
from organizations.services.applications import KIND
from organizations.services.telling import tell_officers, tell_unit

LIMIT, PURPOSE = "tl_site_visit", "visit_photo"
files.purpose(PURPOSE, types=(JPEG, PNG), megabytes=20)
BEFORE_SIGNING = {"checklist_open", "report_missing", "photo_missing"}


@performs(Accreditation, "visit")
def plan_visit(accreditation, *, actor: Actor, visit_on: date, first_officer, second_officer):
    """Set day and officers (user names); the unit is told.

    Raises Refused: same_officer (SD03), not_allowed for officers of elsewhere, visit_day_wrong.
    """
    officers = two_officers(accreditation, first_officer, second_officer)
    given = dict(zip(("first_officer", "second_officer"), officers, strict=True))
    with moving(accreditation, "visit", actor=actor, visit_on=visit_on, **given) as row:
        check_day(row, visit_on)
        unsign(row)
        tell_unit(VisitDate, row, date=visit_on)
        tell_visitors(row, officers, visit_on)
    return row


def two_officers(accreditation, *names) -> tuple:
    """The persons of two user names. Raises Refused: same_officer, not_allowed."""
    found = {user.username: user for user in visiting_officers(accreditation.district_id)}
    first, second = (found.get(name) for name in names)
    if first is None or second is None:
        raise Refused("not_allowed")
    if first == second or are_one_person(first, second):
        raise Refused("same_officer", first.name)
    return first, second


def are_one_person(first, second) -> bool:
    """A deputy and the member count as one (SD03)."""
    either = Q(member_user=first, deputy_user=second) | Q(member_user=second, deputy_user=first)
    return Deputy.objects.acting(clock.today()).filter(either).exists()


def check_day(row: Accreditation, visit_on: date) -> None:
    """Today or later, within the time limit; one that is late already begins again today."""
    today = clock.today()
    last = row.visit_due_on if row.visit_due_on >= today else last_moment(LIMIT, today)
    if not today <= visit_on <= last:
        clause = cited(LIMIT, today)
        raise Refused(
            "visit_day_wrong",
            f"{today:%Y-%m-%d} – {last:%Y-%m-%d}",
            clause=clause.words,
            clause_url=clause.url,
        )


def tell_visitors(row: Accreditation, officers, visit_on: date) -> None:
    """The two officers, with the page they take along."""
    notify(
        WorkNew,
        [officer.pk for officer in officers],
        about=row,
        link=f"/accreditations/{row.number}/visit/",
        kind=KIND,
        number=row.number,
        due=visit_on,
    )


def visited(accreditation, actor) -> Accreditation:
    """The application locked, for one of its officers, while the visit is open. Raises Refused."""
    row = Accreditation.objects.select_for_update(of=("self",)).get(pk=accreditation.pk)
    if not is_visiting_officer(actor, row):
        raise Refused("not_allowed")
    if row.state != S.SITE_VISIT:
        raise Refused("wrong_state", row.get_state_display())
    return row


@transaction.atomic
def record_visit(accreditation, *, actor: Actor, findings: dict, report=None) -> Accreditation:
    """Write findings ({criterion: (result, note)}) and the report.

    Only what is given is written: two officers may fill in one checklist. Where that changes
    something, what was signed is open again. Raises Refused: not_allowed, wrong_state.
    """
    row = visited(accreditation, actor)
    seen = visit_digest(row)
    known = {one.code for one in criteria_of(row.organization.kind)}
    for code, (result, note) in findings.items():
        if code in known:
            keep_finding(row, actor, code, result, note)
    before = audit.columns(row)
    if report is not None:
        row.report = report
    if visit_digest(row) != seen:
        unsign(row)
    row.save()
    audit.record(actor, "record_visit", row, before=before)
    return row


@transaction.atomic
def record_seen(accreditation, *, actor: Actor, digest: str, findings: dict, report=None) -> str:
    """Write what an officer changed of the state they saw, which `digest` names.

    Gives the digest of what stands on their screen now; "" where somebody else had changed it
    meanwhile, so that nobody signs what they have not seen. Raises Refused as `record_visit`.
    """
    row = visited(accreditation, actor)
    is_as_seen = digest == visit_digest(row)
    if findings or report is not None:
        row = record_visit(row, actor=actor, findings=findings, report=report)
    return visit_digest(row) if is_as_seen else ""


def keep_finding(row, actor, code, result, note) -> None:
    own = {"organization_id": row.organization_id, "district_id": row.district_id}
    VisitFinding.objects.update_or_create(
        accreditation_id=row.pk,
        criterion=code,
        defaults={
            **own,
            "result": result,
            "note": note,
            "found_by_id": actor.user_id,
            "found_at": clock.now(),
        },
    )


def unsign(row) -> None:
    """Nobody has signed what stands there now."""
    row.first_signed = row.second_signed = ""
    row.first_signed_at = row.second_signed_at = None


@transaction.atomic
def add_photo(accreditation, *, actor: Actor, upload) -> VisitPhoto:
    """Store a photo of the visit; the file is the bureau's. Raises Refused."""
    row = visited(accreditation, actor)
    photo = keep_photo(row, actor, files.store(actor, upload, purpose=PURPOSE))
    unsign(row)
    row.save()
    return photo


def keep_photo(row, actor, file: StoredFile) -> VisitPhoto:
    photo = VisitPhoto(
        accreditation_id=row.pk,
        organization_id=row.organization_id,
        district_id=row.district_id,
        file=file,
        taken_by_id=actor.user_id,
        uploaded_at=clock.now(),
    )
    photo.save()
    audit.record(actor, "create", photo)
    return photo


@transaction.atomic
def sign_visit(accreditation, *, actor: Actor, digest: str) -> Accreditation:
    """An officer signs what they saw, for themselves; `digest` names the state they saw.

    Raises Refused: not_allowed, wrong_state, findings_changed since, and what is missing.
    """
    row = visited(accreditation, actor)
    require([need for need in visit_needs(row) if need.code in BEFORE_SIGNING])
    if digest != visit_digest(row):
        raise Refused("findings_changed")
    before = audit.columns(row)
    which = "first" if actor.user_id == row.first_officer_id else "second"
    setattr(row, f"{which}_signed", digest)
    setattr(row, f"{which}_signed_at", clock.now())
    row.save()
    audit.record(actor, "sign_visit", row, before=before)
    return row


@performs(Accreditation, "pass_district")
def pass_on(accreditation, *, actor: Actor):
    """The district has seen it and passes it on. Raises Refused with everything that is missing."""
    with moving(accreditation, "pass_district", actor=actor) as row:
        require(visit_needs(row))
        row.passed_by_id, row.passed_at = actor.user_id, clock.now()
        tell_officers(row, row.reply_due_on, of_city=True, kind=KIND)
    return row
