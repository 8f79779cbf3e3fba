"""Lays out quarters of a city's training, set-based: classes, sessions, enrolments, attendance.

Classes of 25 by the programmes of 52 institutions in all districts, big and small ones; ten
sessions a class, so ten attendance rows an enrolment. Everything of a quarter falls into it:
filing, reply, first lesson, sealing, outcome. Persons are numbers alone: no report reads their
records.
"""

from datetime import date

from django.db import connection, connections

import benchmarks.environment  # noqa: F401 - sets Django up
from core.access import system_actor
from core.privacy import keyed_hash
from core.tenancy.scope import OWNER, acting_as
from organizations.enums import OrganizationKind, Standing
from organizations.models import District
from organizations.services import create_organization
from portal.demo.copying import run, unasked, without_indexes
from programs.enums import TrainingType
from programs.models import Occupation, Programme, Teacher, TeachingPerson, Venue
from supervision.periods import Quarter

ACTOR = system_actor("benchmark")
UNITS, PROGRAMMES = 52, 9
OF_A_CLASS, SESSIONS = 25, 10
TABLES = (
    "programs_trainingclass",
    "programs_session",
    "trainees_enrolment",
    "trainees_attendancerecord",
)
BOOKED_ONCE = ("teacher_never_double_booked", "room_never_double_booked")

# Of the months of three years; and persons are numbers that sit in several classes at once.
IN_TWO_PLACES = """
DO $$ DECLARE one record; BEGIN
    PERFORM make_attendance_partitions((current_date - interval '3 years')::date, 48);
    FOR one IN SELECT conrelid::regclass AS part, conname FROM pg_constraint
            WHERE contype = 'x' AND conrelid::regclass::text LIKE 'trainees_attendancerecord%' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.part, one.conname);
    END LOOP;
END $$
"""
# A class takes its programme by the cube of chance: a few are run often, most of them seldom.
CLASSES = """
INSERT INTO programs_trainingclass (id, organization_id, district_id, programme_id, venue_id,
    number, name, seats, seats_taken, state, undertaking, filed_on, filed_at, replied_at,
    reply_due_on, starts_on, ends_on, finished_at, completed_at, cancelled_at, is_announced,
    search_text)
SELECT n, p.organization_id, p.district_id, p.id, v.id, 'B' || lpad(n::text, 9, '0'), p.name,
    {of_a_class}, {of_a_class}, CASE WHEN mod(n, 50) = 0 THEN 'cancelled' ELSE 'completed' END,
    true, filed, filed + time '10:00', filed + time '15:00' + mod(n, 9) * interval '1 day',
    filed + 7, filed + 10, filed + 30, filed + interval '31 days', filed + interval '34 days',
    CASE WHEN mod(n, 50) = 0 THEN filed + interval '20 days' END, true, 'b' || n
FROM (SELECT n, power(random(), 3) AS chance, %(first)s::date + mod(n, 45)::int AS filed
    FROM generate_series(%(after)s + 1, %(after)s + %(classes)s) n) drawn
JOIN (SELECT p.*, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS places
    FROM programs_programme p) p ON p.place = 1 + floor(chance * places)
JOIN programs_venue v ON v.organization_id = p.organization_id
"""
SITTINGS = """
INSERT INTO programs_session (id, organization_id, district_id, training_class_id, ordinal,
    starts_at, ends_at, lessons, minutes, mode, teacher_id, person_id, venue_id, topic, state,
    sealed_at, is_announced, secret)
SELECT c.id * {sessions} + o, c.organization_id, c.district_id, c.id, o + 1, begins,
    begins + interval '180 minutes', 4, 180,
    CASE WHEN mod(c.id + o, 6) = 0 THEN 'online' ELSE 'offline' END, t.id, t.person_id,
    c.venue_id, '',
    CASE WHEN c.state = 'cancelled' THEN 'cancelled' ELSE 'sealed' END,
    CASE WHEN c.state = 'completed' THEN begins + interval '30 hours' END, true, ''
FROM programs_trainingclass c
JOIN programs_teacher t ON t.organization_id = c.organization_id
CROSS JOIN generate_series(0, {sessions} - 1) o
CROSS JOIN LATERAL (SELECT c.starts_on + 2 * o + time '09:00' AS begins) at
WHERE c.id BETWEEN %(after)s + 1 AND %(after)s + %(classes)s
"""
# Of ten, eight complete, one does not, one leaves; every third person comes a second time.
ENROLMENTS = """
INSERT INTO trainees_enrolment (id, organization_id, district_id, training_class_id, trainee_id,
    trainee_user_id, name, masked_identity, phone, education, remark, source, state, enrolled_at,
    first_signed_in_at, withdrawn_at, outcome_at, outcome_code, attended_minutes,
    scheduled_minutes, threshold, threshold_clause)
SELECT c.id * {of_a_class} + n, c.organization_id, c.district_id, c.id, person, person,
    substr('王李张刘陈杨黄赵', 1 + mod(person, 8)::int, 1)
        || substr('一二三四五六七八九', 1 + mod(person, 9)::int, 1)
        || CASE WHEN mod(person, 3) > 0 THEN '明' ELSE '' END,
    '210202********' || lpad(mod(person, 9999)::text, 4, '0'), '', '', '', 'self',
    CASE WHEN lot = 0 THEN 'withdrawn' WHEN lot = 1 THEN 'failed' ELSE 'completed' END,
    c.filed_at + interval '5 days', c.starts_on + time '09:05',
    CASE WHEN lot = 0 THEN c.starts_on + interval '7 days' END,
    CASE WHEN lot > 0 THEN c.completed_at END, '', 1700, 1800, 0.8, ''
FROM programs_trainingclass c
CROSS JOIN generate_series(0, {of_a_class} - 1) n
CROSS JOIN LATERAL (SELECT mod(c.id * {of_a_class} + n, 10) AS lot,
    1 + mod((c.id * {of_a_class} + n) * 7919, %(persons)s) AS person) drawn
WHERE c.id BETWEEN %(after)s + 1 AND %(after)s + %(classes)s AND c.state = 'completed'
"""
# A sheet is made for all of a class at once, session by session.
ATTENDANCE = """
INSERT INTO trainees_attendancerecord (id, organization_id, district_id, session_id, enrolment_id,
    trainee_user_id, state, source, signed_in_at, signed_out_at, presence)
SELECT new_key(s.starts_at), s.organization_id, s.district_id, s.id, e.id, e.trainee_user_id,
    kept.state, 'code',
    CASE WHEN kept.state IN ('present', 'partial') THEN s.starts_at END,
    CASE WHEN kept.state IN ('present', 'partial') THEN s.ends_at END,
    CASE kept.state WHEN 'present' THEN tstzmultirange(tstzrange(s.starts_at, s.ends_at))
        WHEN 'partial' THEN tstzmultirange(tstzrange(s.starts_at, s.starts_at + interval '95 min'))
        ELSE '{{}}' END
FROM programs_session s
JOIN trainees_enrolment e ON e.training_class_id = s.training_class_id
CROSS JOIN LATERAL (SELECT CASE WHEN mod(s.id + e.id, 10) = 0 THEN 'absent'
    WHEN mod(s.id + e.id, 17) = 0 THEN 'partial' WHEN mod(s.id + e.id, 97) = 0 THEN 'voided'
    ELSE 'present' END AS state) kept
WHERE s.training_class_id BETWEEN %(after)s + 1 AND %(after)s + %(classes)s
ORDER BY s.training_class_id, s.id, e.id
"""


def lay_out_city() -> None:
    """The institutions, each with a teacher, a venue and its programmes."""
    # One teacher and room serve a whole unit: nothing that is measured looks at either.
    run(*(f"ALTER TABLE programs_session DROP CONSTRAINT {name}" for name in BOOKED_ONCE))
    run(IN_TWO_PLACES)
    districts, kinds = list(District.objects.active()), list(TrainingType)
    occupations = list(Occupation.objects.order_by("code")[:40])
    for occupation in occupations[::4]:
        occupation.shortage_grade, occupation.shortage_from = "severe", date(2020, 1, 1)
        occupation.save()
    for n in range(UNITS):
        district = districts[n % len(districts)]
        unit = create_organization(
            actor=ACTOR, kind=OrganizationKind.INSTITUTION, name=f"第{n}职业培训学校",
            short_name=f"第{n}校", district=district, standing=Standing.ACCREDITED,
            accredited_until=date(2099, 12, 31),
        )  # fmt: skip
        own = {"organization": unit, "district": district}
        Venue.objects.create(**own, name="实训室", address="路", places=99)
        person = TeachingPerson.objects.create(
            document_type="citizen_id", identity_hash=keyed_hash(f"b{n}")
        )
        Teacher.objects.create(**own, name="教师", person=person)
        for k in range(PROGRAMMES):
            kind = kinds[(n + k) % len(kinds)]
            Programme.objects.create(
                **own, number=f"PB{n:03d}-{k}", name=f"第{k}项目", lessons=40, state="listed",
                submitted_at="2020-01-01T00:00:00Z", textbook="书", training_type=kind,
                **course(kind, occupations[(n + 7 * k) % len(occupations)]),
            )  # fmt: skip


def course(kind, occupation) -> dict:
    if kind == TrainingType.ENTREPRENEURSHIP:
        return {"course_type": "SYB"}
    level = "3" if kind == TrainingType.HIGH_SKILLED else "5"
    return {"occupation": occupation, "level": level}


def lay_out(quarters: list[Quarter], enrolments: int) -> None:
    """So many enrolments of each quarter, after those that are there."""
    values = {
        "classes": enrolments * 50 // 49 // OF_A_CLASS + 1,  # every fiftieth is cancelled
        "persons": enrolments * 3 // 4 or 1,
    }
    sizes = {"of_a_class": OF_A_CLASS, "sessions": SESSIONS}
    with without_indexes(*TABLES), unasked():
        run("SELECT setseed(0.25)", "SET LOCAL TIME ZONE 'Asia/Shanghai'")
        for quarter in quarters:
            values |= {"after": highest("programs_trainingclass"), "first": quarter.first}
            with connection.cursor() as cursor:
                for statement in (CLASSES, SITTINGS, ENROLMENTS, ATTENDANCE):
                    cursor.execute(statement.format(**sizes), values)


def vacuum() -> None:
    """What the server does by itself within minutes."""
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
    connections["owner"].close()


def highest(table) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return cursor.fetchone()[0]


def size(table) -> int:
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]
