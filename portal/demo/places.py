"""The invented units of the demo: bureaus, institutions, an enterprise, an agency; their rooms."""

from decimal import Decimal

from core.identifiers.uscc import check_character
from organizations.enums import OrganizationKind, Standing
from organizations.models import District
from organizations.services import create_organization
from portal.demo.accreditations import ON_THE_WAY, accredited_until
from portal.demo.profiles import OF_THE_TOUR, invented, profiles
from portal.demo.sizes import Size
from portal.demo.teaching import give_identities
from programs.models import Teacher, Venue

INSTITUTIONS = (
    ("institution.a", "大连金石职业培训学校（演示）", "金石培训", "DL-06", "五彩城路18号"),
    ("institution.b", "大连滨海职业培训学校（演示）", "滨海培训", "DL-01", "人民路66号"),
    ("institution.c", "大连星海技能培训中心（演示）", "星海技能", "DL-03", "中山路588号"),
    ("institution.d", "大连海之韵家政培训学校（演示）", "海之韵", "DL-02", "长春路101号"),
    ("institution.e", "大连甘泉机电培训学校（演示）", "甘泉机电", "DL-04", "虹韵路9号"),
    ("institution.f", "大连瓦房店轴承职业培训学校（演示）", "瓦轴培训", "DL-09", "北共济街2号"),
    ("institution.g", "大连庄河现代农业培训中心（演示）", "庄河农培", "DL-10", "昌盛街道8号"),
    ("institution.h", "大连高新数字技能培训学校（演示）", "高新数字", "DL-M2", "黄浦路523号"),
)
OTHERS = (
    ("enterprise.a", OrganizationKind.ENTERPRISE, "大连远航装备制造有限公司（演示）", "远航装备"),
    ("agency.a", OrganizationKind.AGENCY, "大连技能人才评价中心（演示）", "评价中心"),
)
APPLICANTS = (
    ("大连启航职业培训学校（演示）", "启航培训", "站前街道21号"),
    ("大连明德技能培训中心（演示）", "明德技能", "光明街道8号"),
    ("大连海创职业培训学校（演示）", "海创培训", "董家沟街道66号"),
    ("大连育英职业培训学校（演示）", "育英培训", "登沙河街道5号"),
)
TEACHERS = 4  # of a named unit, and as many rooms


def invented_uscc(prefix, serial) -> str:
    """A well-formed unified social credit code."""
    body = f"{prefix}210202MJ{serial:07d}"[:17]
    return body + check_character(body)


def make_organizations(actor, size: Size) -> dict:
    """Every tenant of the demo by its key: `city`, a district's code, `institution.a`, …"""
    districts = {district.code: district for district in District.objects.all()}
    until = accredited_until()
    city = create_organization(
        actor=actor,
        kind=OrganizationKind.MUNICIPAL_BUREAU,
        name="大连市人力资源和社会保障局",
        name_en=districts["DL-00"].bureau_en,
        short_name="市人社局",
        district=districts["DL-00"],
    )
    made = {"city": city}
    for district in District.objects.active():
        made[district.code] = create_organization(
            actor=actor,
            kind=OrganizationKind.DISTRICT_BUREAU,
            name=f"{district.zh}人力资源和社会保障局",
            name_en=district.bureau_en,
            short_name=f"{district.zh[:-1]}人社局",
            district=district,
            parent=city,
        )
    for serial, (key, name, short_name, code, street) in enumerate(institutions(size), 1):
        made[key] = create_organization(
            actor=actor,
            kind=OrganizationKind.INSTITUTION,
            name=name,
            short_name=short_name,
            district=districts[code],
            address=f"{districts[code].zh}{street}",
            uscc=invented_uscc("52", serial),
            standing=Standing.ACCREDITED,
            accredited_until=until,
        )
    for serial, (key, kind, name, short_name) in enumerate(OTHERS, 100):
        made[key] = create_organization(
            actor=actor,
            kind=kind,
            name=name,
            short_name=short_name,
            district=districts["DL-06"],
            address="金州区港区路1号",
            uscc=invented_uscc("91", serial),
            standing=Standing.ACCREDITED,
            accredited_until=until,
        )
    return made


def make_applicants(actor) -> dict:
    """Units without standing, by the state in which their application will be."""
    district = District.objects.get(code="DL-06")
    rows = zip(ON_THE_WAY, APPLICANTS, strict=True)
    return {
        state: create_organization(
            actor=actor,
            kind=OrganizationKind.INSTITUTION,
            name=name,
            short_name=short_name,
            district=district,
            address=f"{district.zh}{street}",
            uscc=invented_uscc("52", serial),
        )
        for serial, (state, (name, short_name, street)) in enumerate(rows, 900)
    }


def institutions(size: Size):
    """The named ones, then the invented ones: key, name, short name, district, street."""
    yield from INSTITUTIONS
    for n, (key, row) in enumerate(invented(size).items(), 1):
        name = f"大连{row.short_name}职业培训学校（演示）"
        yield key, name, row.short_name, row.district, f"技能路{7 * n}号"


def invented_place(n: int) -> dict:
    """Somewhere in the city, rooms of a unit a few steps from each other."""
    return {
        "latitude": Decimal("38.90") + Decimal(n * 7 % 90) / 1000,
        "longitude": Decimal("121.55") + Decimal(n * 11 % 130) / 1000,
    }


def make_teachers_and_venues(random, organizations, size, teacher_user, names) -> dict:
    """Teachers and rooms of every unit that teaches, by its key; more of both for a larger one."""
    teachers, venues = {}, []
    for key, profile in profiles(size).items():
        unit, teachers[key] = organizations[key], []
        for n in range(1, (2 + profile.weight // 2 if profile.trade else TEACHERS) + 1):
            account = teacher_user if n == 1 and key == OF_THE_TOUR else None
            teachers[key].append(
                Teacher(
                    organization=unit,
                    district=unit.district,
                    name=account.name if account else names(random),
                    qualification="职业技能培训教师（演示）",
                    user=account,
                )
            )
            venues.append(
                Venue(
                    organization=unit,
                    district=unit.district,
                    name=f"{n}号实训室",
                    address=unit.address,
                    places=50,
                    **invented_place(len(venues)),
                )
            )
    keys = {organizations[key].pk: key for key in profiles(size)}
    made: dict = {key: ([], []) for key in keys.values()}
    give_identities(random, teachers)
    for teacher in Teacher.objects.bulk_create(row for own in teachers.values() for row in own):
        made[keys[teacher.organization_id]][0].append(teacher)
    for venue in Venue.objects.bulk_create(venues):
        made[keys[venue.organization_id]][1].append(venue)
    return made
