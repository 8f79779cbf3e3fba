"""The lower limit of an import: its five inserts by hand, and nothing else.

The same five tables with the same indexes, checks and foreign keys, filled by a superuser from rows
that are encrypted, hashed and numbered before the clock starts: no policies, no matching, no
conditions, no seats. What an import takes beyond this is its own; what it takes less, it owes to
looking at the foreign keys of all rows at once.
"""

import re
import time
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import psycopg2
from django.conf import settings
from psycopg2 import sql

from benchmarks.environment import cpu_seconds
from core import audit
from core.privacy import encrypt_many, hash_many
from core.staging import CopyStream
from dalian_training.embedded import Postgres
from trainees.models import Enrolment

TABLES = (
    "organizations_user", "trainees_trainee", "trainees_enrolment", "core_auditentry",
    "core_notification",
)  # fmt: skip
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conparentid = 0 AND conrelid::regclass::text = ANY(%s)
"""
STAGED = """
CREATE TEMPORARY TABLE staged (row bigint, class_id bigint, hash text, number text, name text,
    birth date, phone text, phone_hash text, message uuid) ON COMMIT DROP
"""
INSERTS = (
    """
    INSERT INTO by_hand.organizations_user (id, username, name, email, phone_hash, password,
        language, is_active, date_joined)
    SELECT row, 'p' || row, name, '', phone_hash, '!', 'zh-hans', true, now() FROM staged
    """,
    """
    INSERT INTO by_hand.trainees_trainee (id, user_id, name, document_type, identity_number,
        identity_hash, birth_on, sex, phone, phone_hash, education, district_id, consent_version,
        registered_at)
    SELECT row, row, name, 'citizen_id', number, hash, birth, 'male', phone, phone_hash, 'primary',
        %(district)s, '1', now() FROM staged
    """,
    """
    INSERT INTO by_hand.trainees_enrolment (id, training_class_id, organization_id, district_id,
        trainee_id, trainee_user_id, name, masked_identity, phone, education, remark, source,
        roster_id, state, enrolled_at, outcome_code, threshold_clause)
    SELECT row, class_id, %(organization)s, %(district)s, row, row, name, '2102**********0009',
        phone, 'primary', '', 'roster', %(roster)s, 'confirmed', now(), '', '' FROM staged
    """,
    """
    INSERT INTO by_hand.core_auditentry (id, at, actor_user_id, actor_organization_id, actor_role,
        actor_name, verb, model, object_id, object_label, before, after, reason_code, reason,
        organization_id, district_id, trainee_user_id)
    SELECT e.id, now(), 1, e.organization_id, 'institution_admin', '', 'enrol',
        'trainees.enrolment', e.id::text, e.name, '{{}}', {whole_row}, '', '', e.organization_id,
        e.district_id, e.trainee_user_id FROM by_hand.trainees_enrolment e
    """,
    """
    INSERT INTO by_hand.core_notification (id, recipient_id, code, context, link, created_at)
    SELECT message, row, 'enrolment_confirmed', jsonb_build_object('class', class_id),
        '/account/enrolments/' || row || '/', now() FROM staged
    """,
)


def five_inserts(database, people, class_ids, facts) -> tuple[float, float]:
    """(seconds, CPU seconds) from COPY to commit.

    `people` as in a file, `class_ids` one for each of them; `facts` the ids of organization,
    district and roster.
    """
    rows = list(zip(*columns(people, class_ids), strict=True))
    whole_row = audit.visible_json(Enrolment, "e")
    with superuser(database) as session, session.cursor() as cursor:
        make_tables(cursor)
        session.commit()
        pid = session.info.backend_pid
        started, busy = time.perf_counter(), cpu_seconds(pid)
        cursor.execute(STAGED)
        cursor.copy_expert("COPY staged FROM STDIN", CopyStream(rows))
        for statement in INSERTS:
            cursor.execute(sql.SQL(statement).format(whole_row=whole_row), facts)
        session.commit()
        taken = time.perf_counter() - started, cpu_seconds(pid) - busy
        cursor.execute("DROP SCHEMA by_hand CASCADE")
        session.commit()
    return taken


def columns(people, class_ids):
    """The columns of `STAGED`, ready to be written."""
    names, numbers, phones = ([row[n] for row in people] for n in (0, 2, 3))
    yield from (range(1, len(people) + 1), class_ids, hash_many(numbers), encrypt_many(numbers))
    yield names
    yield [date(int(n[6:10]), int(n[10:12]), int(n[12:14])) for n in numbers]
    yield from (encrypt_many(phones), hash_many(phones), [uuid4() for _person in people])


def make_tables(cursor):
    """The five tables again, in a schema of their own, referring to each other and to the rest."""
    cursor.execute("CREATE SCHEMA by_hand")
    for table in TABLES:
        cursor.execute(f"CREATE TABLE by_hand.{table} (LIKE public.{table} INCLUDING ALL)")
    cursor.execute(FOREIGN_KEYS, [list(TABLES)])
    own = re.compile(rf"REFERENCES ({'|'.join(TABLES)})\(")
    for table, definition in cursor.fetchall():
        ours = own.sub(r"REFERENCES by_hand.\1(", definition)
        cursor.execute(f"ALTER TABLE by_hand.{table} ADD {ours}")


@contextmanager
def superuser(database):
    session = psycopg2.connect(Postgres(settings.VAR).url(name=database))
    try:
        yield session
    finally:
        session.close()
