"""Lists of other authorities in the demo: three are loaded, two are not looked up yet."""

from datetime import date, time, timedelta

from core import clock
from core.enums import Role
from portal.demo.actors import of_the_city
from portal.demo.timetable import moment, next_working_day
from trainees.enums import ListKind
from trainees.models import Trainee
from trainees.services.reference_lists import load_lists

PENSIONER = "worker.5"  # who reads on the own page that no subsidy is paid, and why
SOURCE = "演示数据，并非真实名单"
LOADED = (ListKind.PENSIONER, ListKind.STUDENT, ListKind.DECEASED)
STRANGER = ("21020219300101001X", date(1990, 1, 1))  # on the lists with nobody else of the demo


def make_lists(users, city) -> int:
    """As the bureau would load them a few days ago."""
    person = Trainee.objects.get(user__username=PENSIONER)
    of = clock.today() - timedelta(days=10)
    rows = [
        line(kind, of, number, since) for kind in LOADED for number, since in members(kind, person)
    ]
    reviewer = of_the_city(users["municipal.reviewer"], city, Role.MUNICIPAL_REVIEWER)
    with clock.at(moment(next_working_day(of), time(0, 20))):
        return load_lists(rows, actor=reviewer)


def members(kind, person):
    yield STRANGER
    if kind == ListKind.PENSIONER:
        yield person.identity_number, date(2025, 1, 1)


def line(kind, as_of, number, since) -> dict:
    return {
        "kind": kind, "as_of": as_of, "source": SOURCE, "document_type": "citizen_id",
        "identity_number": number, "since": since, "until": None,
    }  # fmt: skip
