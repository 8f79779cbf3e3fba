"""How the demo's units came in: accreditations with their scopes, and applications on the way."""

from datetime import date, time, timedelta

from core import clock
from core.access import Actor
from core.audit import Entry, record_past
from core.calendar import add_months
from core.enums import Face, Role
from core.limits import last_moment
from core.numbers import next_serials
from organizations.criteria import criteria_of
from organizations.enums import AccreditationState as S
from organizations.enums import OrganizationKind
from organizations.models import Accreditation, VisitFinding
from organizations.readiness import visit_digest
from portal.demo.timetable import moment, next_working_day
from programs.models import AccreditationScope, Occupation, Programme

SINCE, RENEWED, UNTIL = -48, -12, 24  # months from today
HANDLED = timedelta(days=21)
AGENCY_LEVELS = ("5", "4", "3")
REPORT = "场地、消防、师资、设备均已现场核对，与申请材料一致。（演示内容）"
RETURN = ("document_missing", "请补充消防验收材料和教师资格证书。（演示内容）")
DONE = (("visit", 7), ("pass_district", 14), ("accredit", 21))  # days after the submission
ON_THE_WAY = ("submitted", "site_visit", "district_passed", "returned")


def accredited_until() -> date:
    """The last day of what is in force."""
    return add_months(clock.today(), UNTIL)


def make_accreditations(organizations, users, applicants) -> None:
    """One that is over and its renewal for every unit, then the applications on the way."""
    units = [unit for key, unit in organizations.items() if has_standing(unit)]
    keys = {unit.pk: key for key, unit in organizations.items()}
    renewed = add_months(clock.today(), RENEWED)
    first = [past(unit, users, add_months(clock.today(), SINCE)) for unit in units]
    for row in first:
        row.state, row.valid_until = S.EXPIRED, renewed - timedelta(days=1)
    number(first)
    Accreditation.objects.bulk_create(first)
    second = [past(row.organization, users, renewed, renews=row) for row in first]
    number(second)
    Accreditation.objects.bulk_create(second)
    make_scopes(first, renewed - timedelta(days=1))
    make_scopes(second, None)
    entries = [entry for row in (*first, *second) for entry in way(row, users, keys)]
    for state, unit in applicants.items():
        entries += apply(unit, state, users)
    record_past(sorted(entries, key=lambda entry: entry.at))


def has_standing(unit) -> bool:
    return unit.standing == "accredited"


def number(rows) -> None:
    """Public numbers, in one statement for each series."""
    series: dict[str, list] = {}
    for row in rows:
        prefix = f"A{row.submitted_at.year}-{row.district.code.replace('-', '')}"
        series.setdefault(prefix, []).append(row)
    for prefix, own in series.items():
        for row, serial in zip(own, next_serials(prefix, len(own)), strict=True):
            row.number = f"{prefix}-{serial:06d}"


def facts_of(unit) -> dict:
    """What every invented application says."""
    return {
        "organization": unit,
        "district": unit.district,
        "licence_number": f"人社民2102{unit.pk:06d}号（演示）",
        "licence_issuer": f"{unit.district.zh}人力资源和社会保障局（演示）",
        "licence_valid_until": add_months(clock.today(), 30),
        "legal_person": "王法人（演示）",
        "responsible_person": "李校长（演示）",
        "premises_address": unit.address,
        "premises_area": 380 + unit.pk % 7 * 60,
        "statement": "本单位具备相应的师资、场地和设备，承诺按规定登记考勤。（演示内容）",
    }


def past(unit, users, decided_on, renews=None) -> Accreditation:
    """In force since a day; the district passed it, the city decided."""
    begun = moment(decided_on - HANDLED, time(10))
    return Accreditation(
        **facts_of(unit),
        renews=renews,
        state=S.ACCREDITED,
        submitted_at=begun,
        visit_on=decided_on - timedelta(days=14),
        report=REPORT,
        passed_by=users.get(unit.district.code),
        passed_at=begun + timedelta(days=14),
        decided_by=users["municipal.reviewer"],
        decided_at=moment(decided_on, time(10)),
        valid_from=decided_on,
        valid_until=accredited_until(),
    )


def make_scopes(rows, last) -> None:
    """Every line a unit teaches by; for the agency some occupations it evaluates."""
    taught: dict[int, set] = {}
    names = ("organization_id", "training_type", "occupation_id", "level", "course_type")
    for unit, *what in Programme.objects.values_list(*names):
        taught.setdefault(unit, set()).add(tuple(what))
    seen = list(Occupation.objects.order_by("code").values_list("pk", flat=True)[:8])
    lines = []
    for row in rows:
        is_agency = row.organization.kind == OrganizationKind.AGENCY
        evaluated = {("", key, level, "") for key in seen for level in AGENCY_LEVELS}
        own = evaluated if is_agency else taught.get(row.organization_id, ())
        lines += [scope_line(row, what, last) for what in sorted(own, key=str)]
    AccreditationScope.objects.bulk_create(lines, batch_size=1000)


def scope_line(row, what, last) -> AccreditationScope:
    kind, occupation, level, course = what
    return AccreditationScope(
        accreditation=row,
        organization=row.organization,
        district=row.district,
        training_type=kind,
        occupation_id=occupation,
        level=level,
        course_type=course,
        valid_from=row.valid_from,
        valid_to=last,
    )


def way(row, users, keys) -> list[Entry]:
    """Submitted, visited, passed on, accredited, and for the first one renewed."""
    unit, city = actor_of_unit(row, users.get(keys[row.organization_id])), city_actor(users)
    entries = [step(row, "submit", row.submitted_at, unit)]
    for name, days in DONE:
        by = city if name == "accredit" else district_actor(row, users)
        entries.append(step(row, name, row.submitted_at + timedelta(days=days), by))
    return entries


def step(row, verb, at, actor, reason="", reason_code="") -> Entry:
    move = row.MOVES[verb]
    before, after = {"state": str(min(move.sources))}, {"state": str(move.target)}
    return Entry(min(at, clock.now()), actor, verb, row, before, after, reason, reason_code)


ADMINS = {
    OrganizationKind.INSTITUTION: Role.INSTITUTION_ADMIN,
    OrganizationKind.ENTERPRISE: Role.ENTERPRISE_ADMIN,
    OrganizationKind.AGENCY: Role.AGENCY_ADMIN,
}


def actor_of_unit(row, user) -> Actor:
    role, unit = ADMINS[row.organization.kind], row.organization_id
    return Actor(user.pk if user else None, unit, role, row.district_id, Face.ORGANIZATION)


def district_actor(row, users) -> Actor:
    user = users.get(row.district.code)
    return Actor(user.pk if user else None, None, Role.DISTRICT_REVIEWER, row.district_id,
                 Face.DISTRICT)  # fmt: skip


def city_actor(users) -> Actor:
    user = users["municipal.reviewer"]
    return Actor(user_id=user.pk, role=Role.MUNICIPAL_REVIEWER, face=Face.CITY)


def apply(unit, state, users) -> list[Entry]:
    """One application on the way, in this state; returns its history."""
    today = clock.today()
    submitted_on = next_working_day(today - timedelta(days=6))
    submitted_on = min(submitted_on, today)
    row = Accreditation(
        **facts_of(unit),
        state=state,
        submitted_at=min(moment(submitted_on, time(9)), clock.now()),
        visit_due_on=last_moment("tl_site_visit", submitted_on),
        reply_due_on=last_moment("tl_accreditation_reply", submitted_on),
    )
    if state == S.RETURNED:
        row.returned_at = clock.now()
    if state in (S.SITE_VISIT, S.DISTRICT_PASSED):
        row.visit_on = today
        row.first_officer, row.second_officer = (
            users[unit.district.code],
            users["jinzhou.inspector"],
        )
    number([row])
    if state == S.DISTRICT_PASSED:
        pass_on(row, users)
    row.save()
    scope = Programme.objects.filter(training_type="key_group").order_by("pk")[:3]
    wanted = {(p.training_type, p.occupation_id, p.level, "") for p in scope}
    AccreditationScope.objects.bulk_create(scope_line(row, what, None) for what in sorted(wanted))
    check(row)
    return history(row, users)


def pass_on(row, users) -> None:
    """Both officers have signed, the district has passed it on."""
    now = clock.now()
    row.report, row.passed_by, row.passed_at = REPORT, users[row.district.code], now
    row.first_signed_at = row.second_signed_at = now


def check(row) -> None:
    """The whole checklist where it was passed on, half of it during the visit."""
    wanted = criteria_of(row.organization.kind)
    part = {S.SITE_VISIT: wanted[: len(wanted) // 2], S.DISTRICT_PASSED: wanted}
    VisitFinding.objects.bulk_create(
        VisitFinding(
            accreditation=row, organization=row.organization, district=row.district,
            criterion=one.code, result="met", note="现场核对一致。（演示内容）",
            found_by=row.first_officer, found_at=clock.now(),
        )
        for one in part.get(row.state, ())
    )  # fmt: skip
    if row.state == S.DISTRICT_PASSED:
        row.first_signed = row.second_signed = visit_digest(row)
        row.save()


def history(row, users) -> list[Entry]:
    """From the submission to the state it is in."""
    now, district = clock.now(), district_actor(row, users)
    found = [step(row, "submit", row.submitted_at, actor_of_unit(row, None))]
    if row.state == S.RETURNED:
        found.append(step(row, "return", now, district, RETURN[1], RETURN[0]))
    if row.state in (S.SITE_VISIT, S.DISTRICT_PASSED):
        found.append(step(row, "visit", now, district))
    if row.state == S.DISTRICT_PASSED:
        found.append(step(row, "pass_district", now, district))
    return found
