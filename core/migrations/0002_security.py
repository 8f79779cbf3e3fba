"""Row-level security of core, append-only audit, and public numbers."""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    PEOPLE,
    AppendOnly,
    ListedFunction,
    Secure,
    all_rows,
    own,
    rows_of,
)

MINE = dict.fromkeys(PEOPLE, f"recipient_id = {own('user_id')}")
WRITERS = all_rows("app_auth", *PEOPLE)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        Secure("core_auditentry", rows_of(*PEOPLE), insert=WRITERS, append_only=True),
        AppendOnly("core_auditentry"),
        Secure("core_notification", MINE, insert=WRITERS, update=MINE),
        Secure("core_delivery", {}, insert=WRITERS),
        Secure("core_clockoffset", all_rows(*EVERYBODY), all_rows("app_city")),
        Secure("core_calendaryear", all_rows(*EVERYBODY), all_rows("app_city")),
        Secure(
            "core_calendarday",
            all_rows(*EVERYBODY),
            all_rows("app_city"),
            delete=all_rows("app_city"),
        ),
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
            ["app_organization", "app_district", "app_city"],
        ),
    ]
