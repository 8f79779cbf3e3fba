"""Units of the demo that ask for an account: one of each state, one late, one just come in.

All invented. No business register is connected, so every credit code is "not checked".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from core import clock
from core.access import ANYONE, Actor
from core.audit import Entry, record_past
from core.calendar import add_working_days
from core.enums import Face, Role
from core.limits import last_moment
from core.numbers import next_serial
from core.privacy import keyed_hash
from organizations.enums import ADMINISTRATOR_OF, OrganizationKind
from organizations.enums import RegistrationState as S
from organizations.models import District, Organization, UnitRegistration, User
from organizations.services import add_membership, create_organization
from portal.demo.history import step
from portal.demo.people import invented_phone
from portal.demo.places import invented_uscc
from portal.demo.timetable import moment

K = OrganizationKind
FIRST_PHONE = 90_000_000  # beside those of workers
NEWCOMER = "enterprise.b"  # signs in with the password of the demo
OPINION = "已核对营业执照原件，并通过单位公开电话核实联系人（演示）"


@dataclass(frozen=True)
class Asked:
    """`ago`: working days back; `code`: the tracking code, so that the demo can be followed."""

    name: str
    short_name: str
    kind: K
    district: str
    state: S
    ago: int
    code: str
    contact: str
    reason_code: str = ""
    reason: str = ""


ASKED = (
    Asked("大连港湾电机有限公司（演示）", "港湾电机", K.ENTERPRISE, "DL-06", S.CONFIRMED, 4,
          "HARB2345", "周晓东"),
    Asked("大连云帆冷链物流有限公司（演示）", "云帆冷链", K.ENTERPRISE, "DL-06", S.SUBMITTED, 0,
          "YUNF2345", "何梅"),
    Asked("大连晨光职业培训学校（演示）", "晨光培训", K.INSTITUTION, "DL-06", S.SUBMITTED, 1,
          "CHEN2345", "郑宇轩"),
    Asked("大连老虎滩餐饮管理有限公司（演示）", "老虎滩餐饮", K.ENTERPRISE, "DL-01", S.SUBMITTED, 5,
          "TAHG2345", "马超"),
    Asked("大连诚信技能鉴定咨询中心（演示）", "诚信鉴定", K.AGENCY, "DL-06", S.REFUSED, 8,
          "CXJD2345", "高兰", "contact_not_entitled",
          "回拨单位公开电话，单位表示未委托该联系人（演示）"),
    Asked("大连碧海渔业有限公司（演示）", "碧海渔业", K.ENTERPRISE, "DL-05", S.WITHDRAWN, 3,
          "BHYY2345", "宋军"),
)  # fmt: skip


def make_registrations(actor, users, password) -> int:
    """The registrations with their histories; returns how many."""
    districts = {row.code: row for row in District.objects.active()}
    rows = [
        registration(asked, n, districts[asked.district], users) for n, asked in enumerate(ASKED)
    ]
    confirmed = [row for row in rows if row.state == S.CONFIRMED]
    for row in confirmed:
        row.unit = unit_of(row, actor, password)
        row.invited_at = row.answered_at
    UnitRegistration.objects.bulk_create(rows)
    entries = [entry for row in rows for entry in history_of(row)]
    record_past(sorted(entries, key=lambda entry: entry.at))
    return len(rows)


def registration(asked: Asked, n: int, district, users) -> UnitRegistration:
    """One registration as its day and state have it."""
    day = add_working_days(clock.today(), -asked.ago) if asked.ago else clock.today()
    phone, series = invented_phone(FIRST_PHONE + n), f"RG{day.year}"
    submitted_at = min(moment(day, time(9, 20 + n)), clock.now())
    return UnitRegistration(
        number=f"{series}-{next_serial(series):06d}",
        kind=asked.kind,
        name=asked.name,
        short_name=asked.short_name,
        uscc=invented_uscc("91" if asked.kind == K.ENTERPRISE else "52", 200 + n),
        district=district,
        address=f"{district.zh}演示路{n + 1}号",
        contact_name=asked.contact,
        phone=phone,
        phone_hash=keyed_hash(phone),
        code_hash=keyed_hash(asked.code),
        site="http://localhost/",
        consent_at=submitted_at,
        state=asked.state,
        submitted_at=submitted_at,
        reply_due_on=last_moment("tl_registration_reply", day),
        reason_code=asked.reason_code,
        reason=asked.reason,
        **answer(asked, day, users),
    )


def answer(asked: Asked, day: date, users) -> dict:
    """By whom and when the district answered; nothing where it did not."""
    if asked.state not in (S.CONFIRMED, S.REFUSED):
        return {}
    answered_at = moment(day, time(15, 5))
    return {"answered_by": users[asked.district], "answered_at": answered_at}


def unit_of(row: UnitRegistration, actor, password) -> Organization:
    """The unit that came in, with the contact person as its administrator."""
    unit = create_organization(
        actor=actor,
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        district=row.district,
        uscc=row.uscc,
        address=row.address,
    )
    user = User.objects.create(
        username=NEWCOMER, name=row.contact_name, password=password, date_joined=clock.now()
    )
    add_membership(actor=actor, user=user, organization=unit, role=ADMINISTRATOR_OF[row.kind])
    return unit


def history_of(row: UnitRegistration) -> Iterator[Entry]:
    """From the public page to the state it is in."""
    yield Entry(row.submitted_at, ANYONE, "hand_in", row, {}, {"state": str(S.SUBMITTED)})
    reviewer = Actor(
        row.answered_by_id, None, Role.DISTRICT_REVIEWER, row.district_id, Face.DISTRICT
    )
    if row.state == S.CONFIRMED:
        yield step(row, "confirm", row.answered_at, reviewer, OPINION)
    if row.state == S.REFUSED:
        yield step(row, "refuse", row.answered_at, reviewer, row.reason, row.reason_code)
    if row.state == S.WITHDRAWN:
        yield step(row, "withdraw", row.submitted_at + timedelta(hours=2), ANYONE)
