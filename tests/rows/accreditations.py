"""An accreditation in force, a draft renewal, a change, and another unit that is visited."""

from datetime import date

from core import clock
from core.enums import Role
from core.models import StoredFile
from core.models.owned import owner_columns
from organizations.enums import OrganizationKind
from organizations.models import (
    Accreditation,
    AccreditationChange,
    AccreditationPaper,
    Membership,
    VisitFinding,
    VisitPhoto,
)
from organizations.services import create_organization
from programs.models import AccreditationScope
from tests import world
from tests.accredited import FACTS, accredited

FAR = date(2099, 12, 31)
USCC = {1: "91350100M000100Y43", 2: "9144030071526726XG"}


def lay_out(side, n):
    """The scope covers what the side teaches, and a line is asked for with the renewal."""
    own = {"organization": side.organization, "district": side.district}
    secret, now = f"密{side.mark}", clock.now()
    standing = accredited(side.organization, f"A{n}01", legal_person=f"{secret}法人")
    side.rows["accreditation"] = standing
    side.rows["application"] = Accreditation.objects.create(
        **own, **FACTS | {"statement": f"{secret}说明"}, number=f"A{n}02", renews=standing
    )
    line = {
        "training_type": "key_group", "occupation": side.programme.occupation, "level": "5",
    }  # fmt: skip
    for name, of, first in (
        ("scope", standing, standing.valid_from),
        ("asked", side.application, None),
    ):
        side.rows[name] = AccreditationScope.objects.create(
            **own, **line, accreditation=of, valid_from=first
        )
    side.rows["accreditation_change"] = AccreditationChange.objects.create(
        **own, number=f"AC{n}01", accreditation=standing, kind="legal_person",
        wanted={"legal_person": f"{secret}新法人"}, grounds=f"{secret}理由", requested_at=now,
        reply_due_on=FAR,
    )  # fmt: skip
    side.rows["accreditation_paper"] = AccreditationPaper.objects.create(
        **own, accreditation=side.application, kind="licence", uploaded_at=now,
        file=kept(world.unit_actor(side), f"{n}p", "许可证.pdf", "application/pdf"),
    )  # fmt: skip
    visit(side, n)
    side.rows["agency"] = agency = create_organization(
        actor=world.ACTOR, kind=OrganizationKind.AGENCY, name=f"公{side.mark}评价",
        short_name="评价", district=side.district, uscc=USCC[n],
    )  # fmt: skip
    side.rows["agency_admin"] = world.member(
        f"agency.{n}", f"{secret}评价管理", agency, Role.AGENCY_ADMIN
    )


def kept(actor, sign, name, content_type) -> StoredFile:
    return StoredFile.objects.create(
        **owner_columns(actor), purpose="accreditation_paper", storage_name=f"accreditation/{sign}",
        original_name=name, content_type=content_type, size=1, sha256=sign, created_at=clock.now(),
    )  # fmt: skip


def visit(side, n):
    """A unit without standing, seen by the reviewer and a colleague, half of it written down."""
    unit = create_organization(
        actor=world.ACTOR, kind=OrganizationKind.INSTITUTION, name=f"公{side.mark}新校",
        short_name="新校", district=side.district,
    )  # fmt: skip
    colleague = Membership.objects.get(organization=side.bureau, role=Role.EDITOR).user
    own, today = {"organization": unit, "district": side.district}, clock.today()
    side.rows["new_unit"] = unit
    side.rows["visited"] = row = Accreditation.objects.create(
        **own, **FACTS | {"statement": f"密{side.mark}新校说明"}, number=f"A{n}03",
        state="site_visit", submitted_at=clock.now(), visit_due_on=FAR, reply_due_on=FAR,
        visit_on=today, first_officer=side.reviewer, second_officer=colleague,
    )  # fmt: skip
    VisitFinding.objects.create(
        **own, accreditation=row, criterion="licence", result="met", note=f"密{side.mark}记录",
        found_by=side.reviewer, found_at=clock.now(),
    )  # fmt: skip
    side.rows["visit_photo"] = VisitPhoto.objects.create(
        **own, accreditation=row, taken_by=side.reviewer, uploaded_at=clock.now(),
        file=kept(world.district_actor(side), f"{n}f", "现场.jpg", "image/jpeg"),
    )  # fmt: skip
