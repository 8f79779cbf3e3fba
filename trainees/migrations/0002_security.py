"""Row-level security of people, enrolments, attendance and rosters."""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    PEOPLE,
    Secure,
    TenantForeignKey,
    all_rows,
    own,
    rows_of,
)

UNIT = rows_of("app_organization")
ONESELF = f"user_id = {own('user_id')}"

# A pair of columns, so that one question proves person and account.
PAIR = """ALTER TABLE trainees_enrolment ADD CONSTRAINT trainees_enrolment_trainee_account
    FOREIGN KEY (trainee_id, trainee_user_id) REFERENCES trainees_trainee (id, user_id)
    DEFERRABLE INITIALLY DEFERRED"""


class Migration(migrations.Migration):
    dependencies = [("trainees", "0001_initial"), ("programs", "0002_security")]

    operations = [
        Secure("trainees_keygroup", all_rows(*EVERYBODY), all_rows("app_city")),
        Secure(
            "trainees_trainee",
            {"app_worker": ONESELF, **rows_of("app_district", "app_city")},
            update={"app_worker": ONESELF},
        ),
        Secure(
            "trainees_enrolment",
            rows_of(*PEOPLE),
            insert=rows_of("app_worker", "app_organization"),
            update=rows_of("app_worker", "app_organization", "app_district"),
        ),
        Secure(
            "trainees_attendancerecord",
            rows_of(*PEOPLE),
            insert=UNIT,
            update=rows_of("app_worker", "app_organization", "app_district", "app_city"),
        ),
        Secure("trainees_rosterimport", UNIT, UNIT),
        TenantForeignKey("trainees_enrolment", "training_class_id", "programs_trainingclass"),
        TenantForeignKey("trainees_attendancerecord", "session_id", "programs_session"),
        TenantForeignKey("trainees_attendancerecord", "enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_rosterimport", "training_class_id", "programs_trainingclass"),
        TenantForeignKey("trainees_enrolment", "roster_id", "trainees_rosterimport"),
        TenantForeignKey("trainees_rosterimport", "corrects_id", "trainees_rosterimport"),
        migrations.RunSQL(
            PAIR, "ALTER TABLE trainees_enrolment DROP CONSTRAINT trainees_enrolment_trainee_account"
        ),
    ]
