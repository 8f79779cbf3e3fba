"""The invented workers: drawn in Python, stored as a set."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.identifiers import DocumentType, Sex, mask_identity, mask_name
from core.privacy import encrypt_many, keyed_hash
from portal.demo.copying import copy_into, keys, run
from portal.demo.people import WORKERS, invented_identity, invented_name, invented_phone
from portal.demo.profiles import PEOPLE_OF
from trainees.enums import Education
from trainees.models import KeyGroup

EDUCATION = dict(zip(Education.values, (4, 26, 34, 22, 14), strict=True))
GROUPS = (
    "registered_unemployed",
    "rural_transfer",
    "graduate_year",
    "hard_to_employ",
    "ex_serviceman",
    "enterprise_employee",
    "",
    "",
)
EAGER = (1, 1, 1, 2, 2, 3, 5)
"""How often somebody is drawn for a class beside others."""
BORN_FROM, BORN_WITHIN = date(1968, 1, 1), 365 * 38  # days


@dataclass
class Worker:
    """One person to be stored; `order` counts from 1."""

    order: int
    name: str
    district: object
    born: date
    number: str
    education: str
    group: str
    eager: int
    registered_at: datetime | None = None
    free_from: date = date.min
    learnt: set = field(default_factory=set)  # names of the programmes
    user_id: int = 0
    trainee_id: int = 0

    @property
    def username(self) -> str:
        """The first twenty can sign in as worker.1 … worker.20."""
        return f"worker.{self.order}" if self.order <= WORKERS else f"p{self.order:08d}"

    @property
    def sex(self) -> str:
        return Sex.MALE if int(self.number[16]) % 2 else Sex.FEMALE


def draw_workers(random, count: int, districts) -> list[Worker]:
    """So many different people, in the districts as many as live there."""
    weights = [PEOPLE_OF.get(district.code, 1) for district in districts]
    homes = random.choices(list(districts), weights, k=count)
    schools = random.choices(list(EDUCATION), list(EDUCATION.values()), k=count)
    taken: set[str] = set()
    return [
        draw_worker(random, order, home, school, taken)
        for order, (home, school) in enumerate(zip(homes, schools, strict=True), 1)
    ]


def draw_worker(random, order, home, school, taken) -> Worker:
    number = ""
    while not number or number in taken:
        born = BORN_FROM + timedelta(days=random.randrange(BORN_WITHIN))
        number = invented_identity(random, home.gb2260 or "210202", born, order % 1000)
    taken.add(number)
    return Worker(
        order=order,
        name=invented_name(random),
        district=home,
        born=born,
        number=number,
        education=school,
        group=random.choice(GROUPS),
        eager=random.choice(EAGER),
    )


def store_workers(workers: list[Worker], password: str) -> None:
    """Accounts and trainees of all, in three statements; gives them their keys."""
    groups = dict(KeyGroup.objects.values_list("code", "pk"))
    users = keys("organizations_user", len(workers))
    people = keys("trainees_trainee", len(workers))
    for worker, user_id, trainee_id in zip(workers, users, people, strict=True):
        worker.user_id, worker.trainee_id = user_id, trainee_id
    numbers = encrypt_many([worker.number for worker in workers])
    phones = encrypt_many([invented_phone(worker.order) for worker in workers])
    sealed = zip(workers, numbers, phones, strict=True)
    copy_into("demo_person", PERSON, (columns(*one, groups, password) for one in sealed))
    run(INSERT_USERS, INSERT_TRAINEES)


def columns(worker: Worker, number: str, phone: str, groups, password) -> tuple:
    """One line of `demo_person`."""
    return (
        worker.user_id, worker.trainee_id, worker.username, worker.name, mask_name(worker.name),
        password if worker.order <= WORKERS else "!", keyed_hash(invented_phone(worker.order)),
        number, keyed_hash(worker.number), mask_identity(worker.number), worker.born, worker.sex,
        phone, worker.education, worker.district.pk, groups.get(worker.group),
        worker.registered_at,
    )  # fmt: skip


PERSON = {
    "user_id": "bigint", "trainee_id": "bigint", "username": "text", "name": "text",
    "masked_name": "text", "password": "text", "phone_hash": "text", "identity_number": "text",
    "identity_hash": "text", "masked_identity": "text", "birth_on": "date", "sex": "text",
    "phone": "text", "education": "text", "district_id": "bigint", "key_group_id": "bigint",
    "registered_at": "timestamptz",
}  # fmt: skip
INSERT_USERS = """
INSERT INTO organizations_user (id, username, name, email, phone_hash, password, language,
    is_active, date_joined)
SELECT user_id, username, name, '', phone_hash, password, 'zh-hans', true, registered_at
FROM demo_person ORDER BY user_id
"""
INSERT_TRAINEES = f"""
INSERT INTO trainees_trainee (id, user_id, name, document_type, identity_number, identity_hash,
    birth_on, sex, phone, phone_hash, education, district_id, consent_version, consent_at,
    registered_at)
SELECT trainee_id, user_id, name, '{DocumentType.CITIZEN_ID.value}', identity_number, identity_hash,
    birth_on, sex, phone, phone_hash, education, district_id, to_char(registered_at, 'YYYY-01'),
    registered_at, registered_at
FROM demo_person ORDER BY trainee_id
"""  # noqa: S608 - our own words
