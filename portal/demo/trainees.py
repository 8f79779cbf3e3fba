"""Two thousand invented workers, their enrolments, and who was there when."""

from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from core.identifiers import DocumentType, check_document
from core.privacy import keyed_hash
from organizations.models import User
from policies.decisions import decide
from policies.decisions.records import kept
from policies.models import Decision
from policies.queries import value_on
from portal.demo.people import WORKERS, invented_identity, invented_name, invented_phone
from programs.enums import ClassState, SessionState
from trainees.enums import (
    AttendanceSource,
    AttendanceState,
    Education,
    EnrolmentSource,
    EnrolmentState,
)
from trainees.models import AttendanceRecord, Enrolment, Trainee
from trainees.services.completion import COMPLETION, THRESHOLD, threshold_on
from trainees.services.enrolment import enrolment_of

CONSENT = "2026-01"
TAUGHT = (SessionState.CLOSED, SessionState.SEALED)
HABITS = (0.98,) * 82 + (0.83,) * 9 + (0.55,) * 4 + (0.0,) * 3 + (-1.0,) * 2
"""How likely a person attends; 0 never comes, -1 withdraws before the start."""
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


def make_workers(count, districts, password, random) -> list[Trainee]:
    """The trainees with their accounts; the first twenty can sign in as worker.1 … worker.20."""
    now = clock.now()
    names = [invented_name(random) for _ in range(count)]
    users = User.objects.bulk_create(
        User(
            username=f"worker.{n}" if n <= WORKERS else f"p{n:08d}",
            name=name,
            phone_hash=keyed_hash(invented_phone(n)),
            password=password if n <= WORKERS else "!",
            date_joined=now,
        )
        for n, name in enumerate(names, 1)
    )
    people = (trainee(n, user, districts, now, random) for n, user in enumerate(users, 1))
    return Trainee.objects.bulk_create(people)


def trainee(n, user, districts, now, random) -> Trainee:
    district = random.choice(districts)
    born = date(1968, 1, 1) + timedelta(days=random.randrange(365 * 38))
    number = invented_identity(random, district.gb2260 or "210202", born, n % 1000)
    identity = check_document(DocumentType.CITIZEN_ID, number)
    return Trainee(
        user=user,
        name=user.name,
        document_type=DocumentType.CITIZEN_ID,
        identity_number=identity.number,
        identity_hash=keyed_hash(identity.number),
        birth_on=identity.birth_on,
        sex=identity.sex,
        phone=invented_phone(n),
        education=random.choice(Education.values),
        district=district,
        consent_version=CONSENT,
        consent_at=now,
        registered_at=now,
    )


@dataclass
class Story:
    """One enrolment with the habit its attendance follows."""

    enrolment: Enrolment
    habit: float


def enrol_all(classes, people, groups, random) -> list[Story]:
    """Fill the classes from the row of people; nobody is in two classes at once. Not stored yet."""
    stories, at = [], 0
    for training_class in classes:
        wanted = round(training_class.seats * random.uniform(0.72, 1.0))
        for _ in range(wanted):
            stories.append(story(training_class, people[at], groups, random))
            at = at + 1 if at + 1 < len(people) else WORKERS
    return stories


def story(training_class, person, groups, random) -> Story:
    enrolled_at = min(
        training_class.replied_at + timedelta(hours=random.randint(2, 60)), clock.now()
    )
    group = random.choice(GROUPS)
    source = random.choice(EnrolmentSource.values)
    facts = {"key_group": groups.get(group), "enrolled_at": enrolled_at}
    enrolment = enrolment_of(person, training_class, source=source, **facts)
    habit = random.choice(HABITS)
    if habit < 0 and training_class.state == ClassState.COMPLETED:
        enrolment.state = EnrolmentState.WITHDRAWN
        enrolment.withdrawn_at = enrolled_at + timedelta(hours=1)
    return Story(enrolment, habit)


def attend(stories, sessions_by_class, random) -> None:
    """Store the enrolments with the attendance of every taught session and their outcomes."""
    records = []
    for item in stories:
        enrolment = item.enrolment
        if enrolment.state == EnrolmentState.WITHDRAWN:
            continue
        held = [s for s in sessions_by_class[enrolment.training_class_id] if s.state in TAUGHT]
        own = [record(item, session, random) for session in held]
        records += own
        conclude(enrolment, own, held)
    enrolments = [item.enrolment for item in stories]
    Enrolment.objects.bulk_create(enrolments)
    AttendanceRecord.objects.bulk_create(records, batch_size=5000)
    keep_outcomes(enrolments)


def keep_outcomes(enrolments) -> None:
    """The decision of every outcome, as the completion would have kept it."""
    rows = [row for row in enrolments if row.outcome_at]
    Decision.objects.bulk_create(
        (kept(row, decided_from(row), row.outcome_at, row.outcome_at.date()) for row in rows),
        batch_size=1000,
    )


def decided_from(enrolment):
    facts = {"attended": enrolment.attended_minutes, "scheduled": enrolment.scheduled_minutes}
    return decide(COMPLETION, facts, {THRESHOLD: threshold_on(enrolment.training_class.starts_on)})


def record(item, session, random) -> AttendanceRecord:
    """One person in one session: there, there late, or not there."""
    row = AttendanceRecord(
        session_id=session.pk,
        enrolment=item.enrolment,
        organization_id=session.organization_id,
        district_id=session.district_id,
        trainee_user_id=item.enrolment.trainee_user_id,
    )
    if random.random() >= item.habit:
        return row
    late = random.choice((0,) * 14 + (30, 45))
    row.source = random.choice((AttendanceSource.CODE, AttendanceSource.SHEET))
    row.signed_in_at = session.starts_at + timedelta(minutes=late or -random.randint(1, 20))
    row.signed_out_at = session.ends_at + timedelta(minutes=random.randint(0, 10))
    row.minutes = session.minutes - late
    row.state = AttendanceState.PARTIAL if late else AttendanceState.PRESENT
    return row


def conclude(enrolment, records, sessions) -> None:
    """First sign-in, and the outcome where the class is completed."""
    training_class = enrolment.training_class
    first = min((row.signed_in_at for row in records if row.signed_in_at), default=None)
    enrolment.first_signed_in_at = first
    if first:
        enrolment.state = EnrolmentState.ATTENDING
    if training_class.state != ClassState.COMPLETED:
        return
    threshold = value_on("attendance_threshold", training_class.starts_on)
    enrolment.attended_minutes = sum(row.minutes for row in records)
    enrolment.scheduled_minutes = sum(session.minutes for session in sessions)
    enrolment.threshold, enrolment.threshold_clause = threshold.value, threshold.clause
    passed = enrolment.attended_minutes >= threshold.value * enrolment.scheduled_minutes
    enrolment.state = EnrolmentState.COMPLETED if passed else EnrolmentState.FAILED
    enrolment.outcome_code = "" if passed else "attendance_below_threshold"
    enrolment.outcome_at = training_class.completed_at if first else training_class.finished_at
