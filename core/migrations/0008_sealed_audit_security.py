"""The audit trail partitioned by month; row-level security of seals and reveals."""

from django.db import migrations

from core.tenancy.operations import (
    PEOPLE,
    AppendOnly,
    ListedFunction,
    Secure,
    SqlOperation,
    all_rows,
    rows_of,
)

WRITERS = all_rows("app_auth", *PEOPLE)
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
    "id", "at", "actor_user_id", "actor_organization_id", "actor_role", "actor_name", "verb",
    "model", "object_id", "object_label", "before", "after", "reason_code", "reason",
    "organization_id", "district_id", "trainee_user_id",
)  # fmt: skip


class Unsecure(SqlOperation):
    """Takes an operation back, and makes it again on the way back."""

    def __init__(self, operation):
        super().__init__(operation)
        self.operation = operation

    def describe(self):
        return f"Undo: {self.operation.describe()}"

    def forwards(self):
        return self.operation.backwards()

    def backwards(self):
        return self.operation.forwards()


SECURED = Secure(TABLE, rows_of(*PEOPLE), insert=WRITERS, append_only=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0007_sealed_audit_and_reveals")]

    operations = [
        Unsecure(AppendOnly(TABLE)),
        Unsecure(SECURED),
        PartitionAudit(),
        SECURED,
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
        Secure("core_auditseal", all_rows("app_city"), append_only=True),
        AppendOnly("core_auditseal"),
        Secure(
            "core_datareveal",
            rows_of("app_district", "app_city"),
            rows_of("app_district", "app_city"),
        ),
    ]
