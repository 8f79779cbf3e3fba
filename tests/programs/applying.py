"""The steps of an application for accreditation, each by whom it belongs to."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from organizations.criteria import criteria_of, papers_of
from organizations.models import User
from organizations.readiness import visit_digest
from organizations.services.applications import add_paper, create_accreditation
from organizations.services.visits import add_photo, record_visit, sign_visit
from programs.models import Occupation
from programs.services.scope import add_to_scope
from tests import world as laid_out
from tests.accredited import FACTS
from tests.core.files.makers import pdf, picture


def file(name="许可证.pdf", content=None):
    return SimpleUploadedFile(name, pdf() if content is None else content)


def officers(side) -> tuple[Actor, Actor]:
    """The district's reviewer, and an inspector of its bureau."""
    with acting_as(OWNER):
        user = laid_out.member(f"inspector.{side.mark}", "密检查员", side.bureau, Role.INSPECTOR)
    inspector = Actor(user.pk, side.bureau.pk, Role.INSPECTOR, side.district.pk, Face.DISTRICT)
    return laid_out.district_actor(side), inspector


def drafted(side, applicant, *, level="5"):
    """A complete draft of the side's agency, which has no accreditation yet."""
    with acting_as(applicant.scope):
        row = create_accreditation(actor=applicant, **FACTS)
        for kind in papers_of("agency"):
            add_paper(row, actor=applicant, kind=kind, upload=file())
        occupation = Occupation.objects.first()
        add_to_scope(row, actor=applicant, training_type="", occupation=occupation, level=level)
    return row


def submitted(side, applicant):
    row = drafted(side, applicant)
    with acting_as(applicant.scope):
        return perform(row, "submit", actor=applicant)


def planned(row, first, second):
    """The day is set for today."""
    with acting_as(OWNER):
        names = [User.objects.get(pk=actor.user_id).username for actor in (first, second)]
    given = {"visit_on": clock.today(), "first_officer": names[0], "second_officer": names[1]}
    with acting_as(first.scope):
        return perform(row, "visit", actor=first, **given)


def seen(row, first, second):
    """Checklist, report and photo are there; both have signed."""
    findings = {one.code: ("met", "") for one in criteria_of(row.organization.kind)}
    with acting_as(first.scope):
        record_visit(row, actor=first, findings=findings, report="现场一致")
        add_photo(row, actor=first, upload=file("现场.jpg", picture()))
    for actor in (first, second):
        with acting_as(actor.scope):
            sign_visit(row, actor=actor, digest=visit_digest(fresh(row)))
    return row


def fresh(row):
    return type(row).objects.select_related("organization").get(pk=row.pk)


def passed(side, applicant):
    """In the hands of the city."""
    first, second = officers(side)
    row = seen(planned(submitted(side, applicant), first, second), first, second)
    with acting_as(first.scope):
        return perform(row, "pass_district", actor=first)
