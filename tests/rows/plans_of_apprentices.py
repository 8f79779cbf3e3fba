"""Two apprenticeships of each side: one it files, and one for which it trains."""

from datetime import timedelta

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.models import StoredFile
from core.models.owned import owner_columns
from organizations.enums import OrganizationKind, Standing
from organizations.services import create_organization
from programs.models import Occupation
from tests import world
from trainees.apprentice_facts import monday_of
from trainees.models import Apprentice, ApprenticeLog, ApprenticePlan, Employment


def lay_out(side, n):
    """The school stands for the enterprise of one plan, and trains for a real one in another."""
    secret, today = f"密{side.mark}", clock.today()
    side.rows["partner"] = partner = create_organization(
        actor=world.ACTOR, kind=OrganizationKind.INSTITUTION, name=f"公{side.mark}合作校",
        short_name="合作校", district=side.district, standing=Standing.ACCREDITED,
        accredited_until=today + timedelta(days=900),
    )  # fmt: skip
    side.rows["mentor"] = world.member(
        f"mentor.{n}", f"{secret}导师", side.organization, Role.MENTOR
    )
    side.rows["second_mentor"] = other = world.member(
        f"mentor.{n}x", f"{secret}二导", partner, Role.MENTOR
    )
    side.rows["firm"] = firm = create_organization(
        actor=world.ACTOR, kind=OrganizationKind.ENTERPRISE, name=f"公{side.mark}企业",
        short_name="企业", district=side.district,
    )  # fmt: skip
    side.rows["boss"] = world.member(f"boss.{n}", f"{secret}企管", firm, Role.ENTERPRISE_ADMIN)
    own, theirs = (side.organization, partner), (firm, side.organization)
    side.rows["plan_of_apprentices"] = plan = plan_of(side, f"XT{secret}{n}1", own)
    side.rows["plan_of_firm"] = trains = plan_of(side, f"XT{secret}{n}2", theirs)
    side.rows["apprentice"] = row = apprentice_of(side, plan, side.mentor, other)
    side.rows["apprentice_log"] = log_of(side, row)
    log_of(side, apprentice_of(side, trains, other, side.mentor))


def enterprise_actor(side) -> Actor:
    """Who acts for the enterprise of the side."""
    own = side.firm.pk, Role.ENTERPRISE_ADMIN, side.district.pk, Face.ORGANIZATION
    return Actor(side.boss.pk, *own)


def plan_of(side, number, units):
    today = clock.today()
    return ApprenticePlan.objects.create(
        number=number, organization=units[0], institution=units[1], district=side.district,
        occupation=Occupation.objects.first(), level="4", starts_on=today + timedelta(days=9),
        ends_on=today + timedelta(days=400), made_at=clock.now(),
    )  # fmt: skip


def apprentice_of(side, plan, mentor, second):
    own = owner_columns(world.unit_actor(side)) | {"trainee_user_id": side.worker.pk}
    own["organization_id"] = plan.organization_id
    file = StoredFile.objects.create(
        **own, purpose="training_contract", storage_name=f"c{plan.number}", size=1, sha256="x",
        original_name=f"密{side.mark}合同.pdf", content_type="application/pdf",
        created_at=clock.now(),
    )  # fmt: skip
    side.rows.setdefault("contract_file", file)
    person = {"trainee": side.trainee, "trainee_user": side.worker, "name": side.trainee.name}
    own_units = {"organization_id": plan.organization_id, "district": side.district}
    employment = side.employment
    if plan.organization_id != employment.organization_id:
        side.rows["employee"] = employment = Employment.objects.create(
            **own_units, **person, masked_identity="x", recorded_at=clock.now(),
            since=clock.today() - timedelta(days=30),
        )  # fmt: skip
    return Apprentice.objects.create(
        **own_units, **person, plan=plan, institution_id=plan.institution_id,
        employment=employment, masked_identity="x", contract_number=f"密{side.mark}合同",
        contract_from=plan.starts_on, contract_until=plan.ends_on, contract=file,
        enterprise_mentor=mentor, enterprise_mentor_name=mentor.name, institution_mentor=second,
        institution_mentor_name=second.name,
    )  # fmt: skip


def log_of(side, row):
    return ApprenticeLog.objects.create(
        apprentice=row, organization_id=row.organization_id, institution_id=row.institution_id,
        district=side.district, trainee_user=side.worker, week_on=monday_of(clock.today()),
        work_days=4, lessons=6, learnt=f"密{side.mark}学会", written_at=clock.now(),
    )  # fmt: skip
