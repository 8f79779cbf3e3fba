"""Lays out the few tenants of the main story; run inside `manage.py shell` of a running product.

The clock is first moved to the tenth day of the next quarter, so that the whole story lies within
one quarter whatever day the test runs, and the calendar of the years it needs is entered.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.enums import Role
from core.models import CalendarYear
from core.tenancy.owner import as_owner
from organizations import services
from organizations.enums import OrganizationKind, Standing
from organizations.models import District
from tests.accredited import accredited, whole_scope

PASSWORD = "story-password-2026"
ACTOR = system_actor("story")


def next_quarter(today: date) -> date:
    month = (today.month - 1) // 3 * 3 + 4
    return date(today.year + (month > 12), (month - 1) % 12 + 1, 1)


def unit(kind, name, district, parent=None):
    teaches = kind == OrganizationKind.INSTITUTION
    return services.create_organization(
        actor=ACTOR,
        kind=kind,
        name=name,
        short_name=name[:6],
        district=District.objects.get(code=district),
        parent=parent,
        standing=Standing.ACCREDITED if teaches else Standing.NONE,
        accredited_until=date(2099, 12, 31) if teaches else None,
    )


def login(username, name, organization, *roles):
    user = services.create_user(actor=ACTOR, username=username, name=name, password=PASSWORD)
    for role in roles:
        services.add_membership(actor=ACTOR, user=user, organization=organization, role=role)
    return user


def lay_out():
    """The city, one district, one institution with a teacher; prints the day the story begins."""
    begin = next_quarter(clock.today()) + timedelta(days=9)
    for year in (begin.year, begin.year + 1):
        if year > 2026 and not CalendarYear.objects.filter(year=year).exists():
            CalendarYear(year=year, standing="provisional", source="test").save()
    moment = timezone.make_aware(datetime.fromisoformat(f"{begin}T09:00"))
    clock.move(actor=ACTOR, by=moment - clock.now())
    city = unit(OrganizationKind.MUNICIPAL_BUREAU, "大连市人力资源和社会保障局", "DL-00")
    district = unit(OrganizationKind.DISTRICT_BUREAU, "金州区人力资源和社会保障局", "DL-06", city)
    school = unit(OrganizationKind.INSTITUTION, "故事职业培训学校", "DL-06")
    whole_scope(accredited(school, "A2020-DL06-000001"))
    login("reviewer", "市级审核员", city, Role.MUNICIPAL_REVIEWER)
    login("chief", "市级负责人", city, Role.MUNICIPAL_CHIEF)
    login("editor", "门户编辑", city, Role.EDITOR)
    login("administrator", "系统管理员", city, Role.SYSTEM_ADMINISTRATOR)
    login("district", "区县审核员", district, Role.DISTRICT_REVIEWER)
    login("school", "机构管理员", school, Role.INSTITUTION_ADMIN)
    login("teacher", "王老师", school, Role.TEACHER)
    print(begin.isoformat())


if __name__ != "tests.e2e.story":
    with as_owner(), transaction.atomic():
        lay_out()
