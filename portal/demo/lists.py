"""Lists of other authorities in the demo: some count, one is too old, two were never loaded."""

from datetime import date, time, timedelta

from core import clock
from core.enums import Role
from organizations.models import Organization, UnitRegistration
from portal.demo.actors import of_the_city
from portal.demo.places import invented_uscc
from portal.demo.timetable import moment
from trainees.enums import FollowUpState
from trainees.list_kinds import BUSINESS, DECEASED, INSURED, PENSIONER, STUDENT, UNEMPLOYED, Shape
from trainees.list_sheets import IN_BUSINESS, STRUCK_OFF, kept
from trainees.models import Employment, StartUp, Trainee
from trainees.services.reference_lists import load_lists

DRAWS_PENSION = "worker.5"  # who reads on the own page that no subsidy is paid, and why
IS_REGISTERED = "worker.12"  # who can hand in the group of registered unemployed without a paper
SOURCE = "演示数据，并非真实名单"
AGES = {PENSIONER: 10, STUDENT: 20, DECEASED: 60, UNEMPLOYED: 3}  # days; 60 is too old
INSURED_AGE, BUSINESS_AGE = 12, 4
MOST_INSURED = 200
STRANGER = "21020219300101001X"  # on the lists with nobody else of the demo


def make_lists(users, city) -> int:
    """As the bureau would load them."""
    reviewer = of_the_city(users["municipal.reviewer"], city, Role.MUNICIPAL_REVIEWER)
    people = sum(
        load(Shape.PEOPLE, kind, age, people_on(kind), reviewer) for kind, age in AGES.items()
    )
    insured = load(Shape.INSURED, INSURED, INSURED_AGE, insured_people(), reviewer)
    return people + insured + load(Shape.UNITS, BUSINESS, BUSINESS_AGE, units(), reviewer)


def load(shape, kind, age, rows, reviewer) -> int:
    """One list of so many days ago, loaded the day after."""
    of = clock.today() - timedelta(days=age)
    head = {"kind": kind.code, "as_of": of, "source": SOURCE}
    with clock.at(moment(of + timedelta(days=1), time(17, 20))):
        return load_lists(shape, kept(shape, [head | row for row in rows]), actor=reviewer)


def people_on(kind):
    """Somebody nobody knows, and the person the list is to be seen of."""
    yield person(STRANGER, date(1990, 1, 1))
    known = {PENSIONER: DRAWS_PENSION, UNEMPLOYED: IS_REGISTERED}.get(kind)
    if known:
        number = Trainee.objects.get(user__username=known).identity_number
        yield person(number, date(2025, 1, 1))


def person(number, since, until=None) -> dict:
    return {
        "document_type": "citizen_id", "identity_number": number, "since": since, "until": until,
    }  # fmt: skip


def insured_people():
    """Employees of the demo's enterprise, insured there since they began."""
    rows = Employment.objects.select_related("trainee", "organization").order_by("pk")
    yield person(STRANGER, date(2020, 1, 1)) | {"employer": invented_uscc("91", 900)}
    for row in rows[:MOST_INSURED]:
        first = row.since.replace(day=1)
        yield person(row.trainee.identity_number, first) | {"employer": row.organization.uscc}


def units():
    """Every unit of the demo, and whoever registers, as the register would have it."""
    found = Organization.objects.exclude(uscc="").values_list("uscc", "name")
    asked = UnitRegistration.objects.values_list("uscc", "name")
    started = StartUp.objects.values_list("uscc", "name")
    closed = StartUp.objects.filter(follow_ups__state=FollowUpState.CLOSED)
    over = set(closed.values_list("uscc", flat=True))
    for uscc, name in sorted((dict(started) | dict(asked) | dict(found)).items()):
        yield {"uscc": uscc, "name": name, "state": STRUCK_OFF if uscc in over else IN_BUSINESS}
