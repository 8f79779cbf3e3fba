"""Row-level security of check-ins and corrections; attendance by month; who is elsewhere."""

from django.db import migrations

from core.tenancy.operations import PEOPLE, ListedFunction, Secure, TenantForeignKey, own, rows_of
from core.tenancy.partitions import ByMonth, monthly

UNIT = rows_of("app_organization")
# Records of one session and person once, and nobody in two places at once (0002).
TABLES = {
    "trainees_attendancerecord": (
        "UNIQUE (session_id, enrolment_id)",
        "EXCLUDE USING gist (trainee_user_id WITH =, presence WITH &&)"
        " WHERE (NOT isempty(presence))",
    ),
    "trainees_checkin": (),
}


class Migration(migrations.Migration):
    dependencies = [("trainees", "0005_attendance"), ("core", "0004_month_keys")]

    operations = [
        ByMonth("trainees_checkin"),
        # Written once; no role of a person changes one.
        Secure(
            "trainees_checkin",
            rows_of(*PEOPLE),
            insert={
                "app_worker": f"trainee_user_id = {own('user_id')}"
                f" AND entered_by_id = {own('user_id')}",
                **UNIT,
            },
        ),
        Secure(
            "trainees_attendancecorrection",
            rows_of(*PEOPLE),
            insert={
                "app_worker": f"trainee_user_id = {own('user_id')} AND state = 'requested'",
                "app_organization": f"organization_id = {own('organization_id')}"
                " AND state = 'requested'",
            },
            update={
                "app_worker": f"trainee_user_id = {own('user_id')}"
                " AND state IN ('requested', 'withdrawn')",
                **UNIT,
            },
        ),
        *(
            TenantForeignKey(table, column, target)
            for table in ("trainees_checkin", "trainees_attendancecorrection")
            for column, target in (
                ("record_id", "trainees_attendancerecord"),
                ("session_id", "programs_session"),
            )
        ),
        Secure(
            "trainees_attendancedevice",
            rows_of("app_organization", "app_district", "app_city"),
            UNIT,
        ),
        Secure(
            "trainees_deviceentry",
            rows_of("app_organization", "app_district", "app_city"),
            UNIT,
        ),
        TenantForeignKey("trainees_deviceentry", "device_id", "trainees_attendancedevice"),
        TenantForeignKey("trainees_deviceentry", "session_id", "programs_session"),
        TenantForeignKey("trainees_deviceentry", "enrolment_id", "trainees_enrolment"),
        monthly("make_attendance_partitions", TABLES),
        migrations.RunSQL(
            "SELECT make_attendance_partitions(current_date, 3)", migrations.RunSQL.noop
        ),
        # Another institution's record tells nothing but the hours in which the person was there.
        ListedFunction(
            "presence_elsewhere(record bigint)",
            "tstzmultirange",
            """
            BEGIN
                RETURN (SELECT coalesce(range_agg(o.presence)
                        * range_agg(tstzrange(s.starts_at, s.ends_at)), '{}')
                    FROM trainees_attendancerecord r JOIN programs_session s ON s.id = r.session_id
                    JOIN trainees_attendancerecord o ON o.trainee_user_id = r.trainee_user_id
                        AND o.id <> r.id AND o.id >= month_of_key(s.starts_at)
                        AND o.id < month_of_key(s.starts_at) + (1::bigint << 43)
                        AND o.presence && tstzmultirange(tstzrange(s.starts_at, s.ends_at))
                    WHERE r.id = record AND (r.trainee_user_id = __WORKER__
                        OR r.organization_id = __UNIT__));
            END
            """.replace("__WORKER__", own("user_id")).replace("__UNIT__", own("organization_id")),
            ["app_worker", "app_organization"],
        ),
    ]
