"""A unit without standing and a second officer of its district; run in `manage.py shell`."""

from django.db import transaction

from core.access import system_actor
from core.enums import Role
from core.tenancy.owner import as_owner
from organizations import services
from organizations.enums import OrganizationKind
from organizations.models import District, Organization
from tests.e2e.walk import PASSWORD

ACTOR = system_actor("story")


def lay_out():
    district = District.objects.get(code="DL-06")
    unit = services.create_organization(
        actor=ACTOR, kind=OrganizationKind.INSTITUTION, name="新起点职业培训学校",
        short_name="新起点", district=district, uscc="91350100M000100Y43",
    )  # fmt: skip
    bureau = Organization.objects.get(kind=OrganizationKind.DISTRICT_BUREAU, district=district)
    for username, name, of, role in (
        ("newcomer", "新校管理员", unit, Role.INSTITUTION_ADMIN),
        ("inspector", "区县检查员", bureau, Role.INSPECTOR),
    ):
        user = services.create_user(actor=ACTOR, username=username, name=name, password=PASSWORD)
        services.add_membership(actor=ACTOR, user=user, organization=of, role=role)


if __name__ != "tests.e2e.newcomer":
    with as_owner(), transaction.atomic():
        lay_out()
