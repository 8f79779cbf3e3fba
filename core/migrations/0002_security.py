"""Row-level security of core, the audit trail by month, and what counts across tenants."""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    PEOPLE,
    AppendOnly,
    ListedFunction,
    Secure,
    SqlOperation,
    TenantForeignKey,
    all_rows,
    own,
    rows_of,
)

MINE = dict.fromkeys(PEOPLE, f"recipient_id = {own('user_id')}")
ONESELF = dict.fromkeys(PEOPLE, f"user_id = {own('user_id')}")
BUREAUS = rows_of("app_district", "app_city")
WRITERS = all_rows("app_auth", *PEOPLE)
CITY = all_rows("app_city")

# Of jobs and files a bureau reads what its units made, and makes and changes its own alone; the
# city's operator may cancel any job.
READ = rows_of(*PEOPLE)
OWN_BUREAU = f"organization_id = {own('organization_id')}"
WRITE = {**rows_of("app_worker", "app_organization"), "app_district": OWN_BUREAU}
CITYS_OWN = {"app_city": OWN_BUREAU}

INDEXES = {
    "audit_time": "(at DESC, id DESC)",
    "audit_record": "(model, object_id)",
    "audit_organization": "(organization_id, at)",
    "audit_district": "(district_id, at)",
    "audit_person": "(trainee_user_id, at)",
}
TABLE = "core_auditentry"
XID = "pg_current_xact_id()::text::bigint"
# The default partition catches what no month is made for, such as the days of a moved clock.
# Partitions have row-level security without a policy and no grants: only the parent is asked.
CLOSE = [
    f"ALTER TABLE {TABLE}_default ENABLE ROW LEVEL SECURITY",
    f"ALTER TABLE {TABLE}_default FORCE ROW LEVEL SECURITY",
    f"REVOKE ALL ON {TABLE}_default FROM app_system",
]
SEQUENCE_USERS = ", ".join([*WRITERS, "app_system"])


class PartitionAudit(SqlOperation):
    """`core_auditentry` becomes a parent of monthly partitions, with what stands in it."""

    def describe(self):
        return "Partition the audit trail by month"

    def forwards(self):
        yield f"ALTER TABLE {TABLE} RENAME TO {TABLE}_whole"
        yield from (f"DROP INDEX {name}" for name in INDEXES)
        yield (
            f"CREATE TABLE {TABLE} (LIKE {TABLE}_whole, xid bigint NOT NULL DEFAULT {XID})"
            " PARTITION BY RANGE (at)"
        )
        yield f"CREATE TABLE {TABLE}_default PARTITION OF {TABLE} DEFAULT"
        yield from CLOSE
        yield from self.copy()
        yield f"ALTER TABLE {TABLE} ADD PRIMARY KEY (id, at)"
        yield from (f"CREATE INDEX {name} ON {TABLE} {on}" for name, on in INDEXES.items())
        # entries come in the order of their transactions: a few bytes for a megabyte of rows
        yield (
            f"CREATE INDEX audit_xid ON {TABLE} USING brin (xid)"
            " WITH (pages_per_range = 32, autosummarize = on)"
        )

    def backwards(self):
        yield f"ALTER TABLE {TABLE} RENAME TO {TABLE}_whole"
        yield from (f"DROP INDEX {name}" for name in INDEXES)
        yield f"CREATE TABLE {TABLE} (LIKE {TABLE}_whole)"
        yield f"ALTER TABLE {TABLE} DROP COLUMN xid"
        yield from self.copy()
        yield f"ALTER TABLE {TABLE} ADD PRIMARY KEY (id)"
        yield from (f"CREATE INDEX {name} ON {TABLE} {on}" for name, on in INDEXES.items())

    def copy(self):
        """The rows and the numbering go over; the old table goes."""
        names = ", ".join(COLUMNS)
        yield f"INSERT INTO {TABLE} ({names}) SELECT {names} FROM {TABLE}_whole"
        yield f"DROP TABLE {TABLE}_whole"
        yield f"CREATE SEQUENCE {TABLE}_id_seq OWNED BY {TABLE}.id"
        yield (
            f"SELECT setval('{TABLE}_id_seq', coalesce(max(id), 0) + 1, false) FROM {TABLE}"
        )
        yield f"ALTER TABLE {TABLE} ALTER id SET DEFAULT nextval('{TABLE}_id_seq')"
        yield f"GRANT USAGE ON SEQUENCE {TABLE}_id_seq TO {SEQUENCE_USERS}"


COLUMNS = (
    "id", "at", "actor_user_id", "actor_deputy_for", "actor_organization_id", "actor_role",
    "actor_name", "verb", "model", "object_id", "object_label", "before", "after", "reason_code",
    "reason", "organization_id", "district_id", "trainee_user_id",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        PartitionAudit(),
        Secure(TABLE, rows_of(*PEOPLE), insert=WRITERS, append_only=True),
        AppendOnly(TABLE),
        ListedFunction(
            "make_audit_partitions(first date, ahead integer)",
            "integer",
            """
            DECLARE month date; part text; low timestamptz; high timestamptz; made int := 0;
            BEGIN
                FOR n IN 0..ahead LOOP
                    month := (date_trunc('month', first) + make_interval(months => n))::date;
                    part := 'core_auditentry_' || to_char(month, 'YYYYMM');
                    low := month::timestamp AT TIME ZONE 'UTC';
                    high := (month + interval '1 month') AT TIME ZONE 'UTC';
                    CONTINUE WHEN to_regclass(part) IS NOT NULL;
                    -- what the default partition has of a month already stays there
                    CONTINUE WHEN EXISTS (
                        SELECT FROM core_auditentry WHERE at >= low AND at < high);
                    EXECUTE format('CREATE TABLE %I (LIKE core_auditentry INCLUDING DEFAULTS'
                        ' INCLUDING CONSTRAINTS)', part);
                    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
                    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
                    EXECUTE format('REVOKE ALL ON %I FROM app_system', part);
                    EXECUTE format('ALTER TABLE core_auditentry ATTACH PARTITION %I'
                        ' FOR VALUES FROM (%L) TO (%L)', part, low, high);
                    made := made + 1;
                END LOOP;
                RETURN made;
            END
            """,
            [],
        ),
        migrations.RunSQL(
            "SELECT make_audit_partitions(current_date, 3)", migrations.RunSQL.noop
        ),
        Secure("core_auditseal", CITY, append_only=True),
        AppendOnly("core_auditseal"),
        Secure("core_datareveal", BUREAUS, BUREAUS),
        # a membership of a district's officer is ended by the city's security administrator
        Secure(
            "core_assignment",
            {"app_district": OWN_BUREAU, **CITY},
            {"app_district": OWN_BUREAU, **CITY},
        ),
        Secure("core_notification", MINE, insert=WRITERS, update=MINE),
        # the city's system administrator looks at deliveries and has them sent again
        Secure("core_delivery", CITY, insert=WRITERS, update=CITY),
        Secure("core_messagechoice", MINE, MINE),
        Secure("core_sendinghours", CITY, CITY),
        Secure("core_clockoffset", all_rows(*EVERYBODY), CITY),
        Secure("core_calendaryear", all_rows(*EVERYBODY), CITY),
        Secure("core_calendarday", all_rows(*EVERYBODY), CITY, delete=CITY),
        Secure("core_job", READ, insert={**WRITE, **CITYS_OWN}, update={**WRITE, **CITY}),
        Secure("core_storedfile", READ, insert={**WRITE, **CITYS_OWN}),
        TenantForeignKey("core_job", "input_id", "core_storedfile"),
        TenantForeignKey("core_job", "output_id", "core_storedfile"),
        Secure("core_idempotentrequest", ONESELF, ONESELF),
        migrations.RunSQL(
            "CREATE TABLE core_serial (series varchar(40) PRIMARY KEY, value bigint NOT NULL)",
            "DROP TABLE core_serial",
        ),
        ListedFunction(
            "next_serial(wanted text)",
            "bigint",
            """
            DECLARE result bigint;
            BEGIN
                INSERT INTO core_serial AS s (series, value) VALUES (wanted, 1)
                ON CONFLICT (series) DO UPDATE SET value = s.value + 1
                RETURNING value INTO result;
                RETURN result;
            END
            """,
            ["app_worker", "app_organization", "app_district", "app_city"],
        ),
        ListedFunction(
            "operations_figures(moment timestamptz)",
            "TABLE (figure text, first_label text, second_label text, number double precision)",
            """
            DECLARE sealed core_auditseal;
            BEGIN
                -- by the product's clock, which a demo moves; leases and the timetable by the
                -- machine's
                RETURN QUERY
                WITH live AS (
                    SELECT j.kind::text, j.state::text, count(*) AS many,
                        min(j.created_at) AS oldest
                    FROM core_job j WHERE j.state IN ('queued', 'running')
                    GROUP BY j.kind, j.state)
                SELECT 'jobs', l.kind, l.state, l.many::float8 FROM live l
                UNION ALL
                SELECT 'job_oldest_seconds', l.kind, l.state,
                    extract(epoch FROM moment - l.oldest)::float8 FROM live l;

                RETURN QUERY SELECT 'jobs_unattended', '', '', count(*)::float8 FROM core_job j
                WHERE j.state IN ('queued', 'running') AND j.lease_until < clock_timestamp();

                RETURN QUERY SELECT 'jobs_failed_1d', j.kind::text, '', count(*)::float8
                FROM core_job j
                WHERE j.state = 'failed' AND j.finished_at > moment - interval '1 day'
                GROUP BY j.kind;

                RETURN QUERY
                WITH waiting AS (
                    SELECT c.channel, count(d.id) AS many, min(d.created_at) AS oldest,
                        min(d.due_at) AS due
                    FROM (VALUES ('email'), ('sms')) c (channel)
                    LEFT JOIN core_delivery d ON d.channel = c.channel AND d.state = 'waiting'
                    GROUP BY c.channel)
                SELECT 'outbox', w.channel, 'waiting', w.many::float8 FROM waiting w
                UNION ALL
                SELECT 'outbox_oldest_seconds', w.channel, '',
                    coalesce(extract(epoch FROM moment - w.oldest), 0)::float8 FROM waiting w
                UNION ALL
                SELECT 'outbox_overdue_seconds', w.channel, '',
                    greatest(extract(epoch FROM moment - w.due), 0)::float8 FROM waiting w;

                RETURN QUERY SELECT 'outbox', d.channel::text, 'sending', count(*)::float8
                FROM core_delivery d WHERE d.state = 'sending' GROUP BY d.channel;

                RETURN QUERY SELECT 'outbox_stuck_1d', d.channel::text, d.state::text,
                    count(*)::float8
                FROM core_delivery d
                WHERE d.created_at > moment - interval '1 day'
                    AND d.state IN ('failed', 'unclear', 'no_address')
                GROUP BY d.channel, d.state;

                SELECT s.* INTO sealed FROM core_auditseal s ORDER BY s.id DESC LIMIT 1;
                RETURN QUERY
                WITH open_entries AS (
                    SELECT count(*) AS many, min(e.at) AS oldest FROM core_auditentry e
                    WHERE e.xid >= coalesce(sealed.to_xid, 0)
                        AND e.id > coalesce(sealed.after_id, 0))
                SELECT 'audit_unsealed', '', '', o.many::float8 FROM open_entries o
                UNION ALL
                SELECT 'audit_oldest_unsealed_seconds', '', '',
                    coalesce(extract(epoch FROM moment - o.oldest), 0)::float8 FROM open_entries o;

                RETURN QUERY SELECT 'audit_last_seal_seconds', '', '',
                    extract(epoch FROM moment - sealed.taken_at)::float8
                WHERE sealed.taken_at IS NOT NULL;

                RETURN QUERY SELECT 'beat_last_run_seconds', p.task::text, '',
                    extract(epoch FROM clock_timestamp() - max(p.last_run_at))::float8
                FROM django_celery_beat_periodictask p
                WHERE p.enabled AND p.last_run_at IS NOT NULL GROUP BY p.task;
            END
            """,
            ["app_auth"],
        ),
    ]
