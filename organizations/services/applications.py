"""Applications for accreditation as the unit writes them: draft, papers, submission, withdrawal."""

from datetime import date

from django.db import IntegrityError, transaction

from core import audit, clock, files
from core.access import Actor
from core.calendar import add_working_days, working_days_between
from core.clock import local_day
from core.files.types import JPEG, PDF, PNG
from core.limits import cited, last_moment
from core.messages import RecordLapsed, RecordWithdrawn
from core.models.stored_file import StoredFile
from core.numbers import next_serial
from core.punctuation import with_colon
from core.refusals import Refused
from core.workflow import moving, performs
from organizations.enums import AccreditationState as S
from organizations.enums import PaperKind
from organizations.models import Accreditation, AccreditationPaper, Organization
from organizations.permissions import is_applicant
from organizations.readiness import needs_of, require
from organizations.services.telling import tell_officers, tell_unit

EDITABLE = (S.DRAFT, S.RETURNED)
KIND = "accreditation"
WARNING = "tl_accreditation_warning"
PURPOSE = "accreditation_paper"
files.purpose(PURPOSE, types=(PDF, JPEG, PNG), megabytes=20)


@transaction.atomic
def create_accreditation(*, actor: Actor, **facts) -> Accreditation:
    """A draft of the acting unit; while it is accredited, its renewal.

    Raises Refused: not_allowed, application_live, renewal_too_early, wrong_state.
    """
    own = Organization.objects.select_related("district").filter(pk=actor.organization_id)
    unit = own.first()
    row = Accreditation(organization=unit, district_id=actor.district_id, **facts)
    if unit is None or not is_applicant(actor, row):
        raise Refused("not_allowed")
    row.renews = renewed(unit)
    prefix = f"A{clock.today().year}-{unit.district.code.replace('-', '')}"
    row.number = f"{prefix}-{next_serial(prefix):06d}"
    store_alone(row)
    audit.record(actor, "create", row)
    return row


def renewed(unit: Organization) -> Accreditation | None:
    """What a new application renews: what is in force, else what ended last. Raises Refused."""
    rows = Accreditation.objects.filter(organization=unit)
    live = rows.applying().first()
    if live:
        raise Refused("application_live", live.number)
    current = rows.in_force().first()
    if current is None:
        return rows.filter(state=S.EXPIRED).order_by("-valid_until").first()
    check_near_its_end(current)
    return current


def hindrance(actor: Actor) -> Refused | None:
    """Why the acting unit cannot apply now; None where it can."""
    try:
        renewed(Organization.objects.get(pk=actor.organization_id))
    except Refused as refused:
        return refused
    return None


def check_near_its_end(current: Accreditation) -> None:
    """A renewal is possible from the first reminder on, and not while suspended."""
    if current.state == S.SUSPENDED:
        raise Refused("wrong_state", f"{current.number} {current.get_state_display()}")
    first = first_reminder(current)
    if clock.today() < first:
        clause = cited(WARNING, clock.today())
        raise Refused(
            "renewal_too_early",
            with_colon(current.number, f"{first:%Y-%m-%d} – {current.valid_until:%Y-%m-%d}"),
            clause=clause.words,
            clause_url=clause.url,
        )


def first_reminder(current: Accreditation) -> date:
    """The day from which the end is near: reminders begin and a renewal may be applied for."""
    return last_moment(WARNING, current.valid_until)


def store_alone(row: Accreditation) -> None:
    """Two drafts at the same moment: one is stored. Raises Refused: application_live."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused("application_live") from None


def editable(accreditation, actor) -> Accreditation:
    """The application locked, if this actor may still write on it."""
    row = Accreditation.objects.select_for_update(of=("self",)).get(pk=accreditation.pk)
    if not is_applicant(actor, row):
        raise Refused("not_allowed")
    if row.state not in EDITABLE:
        raise Refused("wrong_state", row.get_state_display())
    return row


@transaction.atomic
def update_accreditation(accreditation: Accreditation, *, actor: Actor, **facts) -> Accreditation:
    """Change a draft or a returned application. Raises Refused: not_allowed, wrong_state."""
    row = editable(accreditation, actor)
    before = audit.columns(row)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    audit.record(actor, "update", row, before=before)
    return row


@transaction.atomic
def add_paper(accreditation: Accreditation, *, actor: Actor, kind, upload) -> AccreditationPaper:
    """Store a paper of an application. Raises Refused: not_allowed, wrong_state, upload_…"""
    row = editable(accreditation, actor)
    file = files.store(actor, upload, purpose=PURPOSE)
    return keep_paper(actor, row, file, kind=PaperKind(kind))


def keep_paper(actor, row, file: StoredFile, **columns) -> AccreditationPaper:
    paper = AccreditationPaper(
        accreditation_id=row.pk,
        organization_id=row.organization_id,
        district_id=row.district_id,
        file=file,
        uploaded_at=clock.now(),
        **columns,
    )
    paper.save()
    audit.record(actor, "create", paper)
    return paper


@performs(Accreditation, "submit")
def submit_accreditation(accreditation, *, actor: Actor):
    """Hand it to the district. Raises Refused with everything that is missing."""
    with moving(accreditation, "submit", actor=actor) as row:
        require(needs_of(row))
        start_clock(row)
        tell_officers(row, row.reply_due_on, kind=KIND)
    return row


def start_clock(row: Accreditation) -> None:
    """The time limits of a submission; the reply goes on with the days left when it was returned.

    What came up while it lay with the unit is not the bureau's time.
    """
    today = clock.today()
    row.visit_due_on = last_moment("tl_site_visit", today)
    if row.returned_at and row.reply_due_on:
        left = working_days_between(local_day(row.returned_at), row.reply_due_on)
        row.reply_due_on = add_working_days(today, max(left, 0))
    else:
        row.reply_due_on = last_moment("tl_accreditation_reply", today)
    row.submitted_at, row.returned_at = clock.now(), None


@performs(Accreditation, "withdraw")
def withdraw_accreditation(accreditation, *, actor: Actor, reason: str):
    """Give an application up; the officers who were told of it hear of it."""
    with moving(accreditation, "withdraw", actor=actor, reason=reason) as row:
        if row.submitted_at:
            tell_officers(row, None, message=RecordWithdrawn, kind=KIND)
    return row


@performs(Accreditation, "lapse")
def lapse_accreditation(accreditation, *, actor: Actor):
    """A returned application that was not completed in time ends."""
    with moving(accreditation, "lapse", actor=actor) as row:
        tell_unit(RecordLapsed, row, kind=KIND)
    return row
