"""Lays out the whole demo city in one transaction, as the owner of the tables."""

from random import Random

from django.contrib.auth.hashers import make_password

from core import audit, clock
from core.access import system_actor
from core.enums import Role
from organizations.enums import OrganizationKind
from organizations.models import District, Organization, User
from organizations.services import add_membership
from portal.demo.account import make_account
from portal.demo.accounts import make_accounts
from portal.demo.accreditations import make_accreditations
from portal.demo.appeals import make_appeals
from portal.demo.apprenticeships import make_apprenticeships
from portal.demo.attendance import store_enrolments
from portal.demo.catalogue import make_programmes
from portal.demo.certificates import issue_certificates
from portal.demo.changes import make_changes
from portal.demo.copying import run, unasked
from portal.demo.courses import make_courses
from portal.demo.decisions import keep_filings, keep_outcomes
from portal.demo.directory import tell_directory
from portal.demo.editorial import make_news
from portal.demo.employees import make_employees
from portal.demo.enrolling import enrol_all
from portal.demo.enrolment_history import tell_enrolments
from portal.demo.groups import make_groups
from portal.demo.history import tell_histories
from portal.demo.late import make_late
from portal.demo.lists import make_lists
from portal.demo.merges import make_merges
from portal.demo.minors import make_minors
from portal.demo.people import LOGINS, PASSWORD, invented_name
from portal.demo.places import make_applicants, make_organizations, make_teachers_and_venues
from portal.demo.plans import make_plans
from portal.demo.profiles import profiles
from portal.demo.registers import make_registers
from portal.demo.registrations import make_registrations
from portal.demo.reports import sign_earlier_reports
from portal.demo.rules import make_rule_set
from portal.demo.sizes import LARGE, Size
from portal.demo.slots import slots
from portal.demo.start_ups import make_start_ups, pass_plans
from portal.demo.study import make_study
from portal.demo.teaching import recognise_all, suspend_one
from portal.demo.transfers import make_transfers
from portal.demo.vouchers import make_vouchers
from portal.demo.waiting import make_waiting
from portal.demo.workers import draw_workers, store_workers
from programs.models import Programme, Session, TrainingClass

SEED = 20260101
ANALYZE = """ANALYZE programs_programme, programs_trainingclass, programs_session, trainees_trainee,
    organizations_user"""  # else the statements over all of them are planned for empty tables
ADMINISTRATORS = {
    OrganizationKind.INSTITUTION: Role.INSTITUTION_ADMIN,
    OrganizationKind.ENTERPRISE: Role.ENTERPRISE_ADMIN,
}


def is_empty() -> bool:
    return not Organization.objects.exists()


@clock.kept()
def seed(size: Size = LARGE) -> dict[str, int]:
    """Make the demo city; returns how many of each were made. Needs the reference rows.

    The same size gives the same city on the same day; sessions of that day stand as the clock does.
    """
    random, actor = Random(SEED), system_actor("seed_demo")
    run("SET LOCAL work_mem = '128MB'")  # what is sorted here need not go through files
    password = make_password(PASSWORD)
    organizations = make_organizations(actor, size)
    applicants = make_applicants(actor)
    organizations["applicant.a"] = applicants["returned"]
    users = make_staff(actor, organizations, size, password)
    teacher = users["teacher.a"]
    staff = make_teachers_and_venues(random, organizations, size, teacher, invented_name)
    programmes = make_programmes(random, organizations, size, staff)
    held = recognise_all(staff, programmes, users)
    make_accreditations(organizations, users, applicants)
    plan = slots(random, size, clock.today())
    courses = make_courses(random, plan, programmes, staff, users)
    workers = draw_workers(random, size.workers, District.objects.active())
    places = enrol_all(random, size, courses, workers)
    with unasked():
        store_classes(courses)
        store_workers(workers, password)
        run(ANALYZE)
        keep_outcomes(store_enrolments(courses, places))
        issue_certificates()
        pass_plans()
    keep_filings(courses, held)
    suspend_one(courses)
    make_rule_set(users["policy.author"], organizations["city"])
    tell_histories(Programme.objects.select_related("organization"), courses, users)
    tell_enrolments()
    make_matters_of_people(courses, users, organizations)
    make_appeals(users, organizations)
    make_changes(users, organizations)
    tell_directory(actor, organizations)
    make_plans(users, organizations["city"])
    make_registrations(actor, users, password)
    make_lists(users, organizations["city"])
    reports = sign_earlier_reports(users, organizations["city"])
    make_news(users["municipal.reviewer"], users["municipal.chief"], organizations["city"])
    audit.record(actor, "seed_demo", organizations["city"], reason="演示数据，均为虚构")
    return {
        "organizations": len(organizations),
        "classes": len(courses),
        "workers": len(workers),
        "enrolments": len(places),
        "signed reports": len(reports),
    }


def make_matters_of_people(courses, users, organizations) -> None:
    """What people and units ask, prove, join and start beside their classes."""
    make_waiting(courses)
    make_groups(users, organizations)
    make_vouchers(users, organizations)
    make_employees()
    make_apprenticeships(users, organizations)
    make_start_ups()
    make_late(users, organizations)
    make_transfers()
    make_registers(users, organizations)
    make_study()
    make_merges(users, organizations)
    make_minors()
    make_accounts()
    make_account(users, organizations)


def make_staff(actor, organizations, size: Size, password) -> dict[str, User]:
    """Users by name, and the first one of every organization by its key.

    The demo logins, and without a password a reviewer for every other district and an
    administrator for every other unit that teaches.
    """
    users: dict[str, User] = {}
    for username, name, key, role in [*LOGINS, *silent(organizations, size)]:
        if username not in users:
            is_login = any(username == login for login, *_rest in LOGINS)
            users[username] = User.objects.create(
                username=username,
                name=name,
                password=password if is_login else "!",
                date_joined=clock.now(),
            )
        add_membership(
            actor=actor, user=users[username], organization=organizations[key], role=role
        )
        users.setdefault(key, users[username])
    return users


def silent(organizations, size: Size):
    """Who files and reviews without ever signing in."""
    served = {key for _username, _name, key, _role in LOGINS}
    for district in District.objects.active():
        if district.code not in served:
            name = f"reviewer-{district.code.lower()}"
            yield name, f"{district.zh}审核员", district.code, Role.DISTRICT_REVIEWER
    for key in profiles(size):
        if key not in served:
            unit = organizations[key]
            name = f"admin-{unit.number.lower()}"
            yield name, f"{unit.short_name}管理员", key, ADMINISTRATORS[unit.kind]


def store_classes(courses) -> None:
    TrainingClass.objects.bulk_create(course.row for course in courses)
    rows = (session for course in courses for session in course.sessions)
    Session.objects.bulk_create(rows, batch_size=1000)
