"""Row-level security of online study; the ledger can be added to, and changed by nobody."""

from django.db import migrations

from core.tenancy.operations import PEOPLE, AppendOnly, Secure, TenantForeignKey, rows_of
from trainees.operations import StandsAsWritten

WRITERS = rows_of("app_worker", "app_organization")


class Migration(migrations.Migration):
    dependencies = [("trainees", "0007_study"), ("policies", "0002_security")]

    operations = [
        Secure(
            "trainees_studyitem",
            rows_of(*PEOPLE, app_worker="true"),
            insert=rows_of("app_organization"),
            update=rows_of("app_organization"),
        ),
        Secure("trainees_studysession", rows_of(*PEOPLE), insert=WRITERS),
        Secure("trainees_heartbeat", rows_of(*PEOPLE), insert=WRITERS, append_only=True),
        # Settled by the system worker alone; a merge alone gives it to the record that stays.
        Secure("trainees_studyrecord", rows_of(*PEOPLE)),
        AppendOnly("trainees_heartbeat"),
        StandsAsWritten("trainees_studyrecord", "trainee_user_id"),
        TenantForeignKey("trainees_studyitem", "session_id", "programs_session"),
        TenantForeignKey("trainees_studysession", "enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_studysession", "item_id", "trainees_studyitem"),
        TenantForeignKey("trainees_heartbeat", "study_session_id", "trainees_studysession"),
        TenantForeignKey("trainees_studyrecord", "study_session_id", "trainees_studysession"),
        TenantForeignKey("trainees_studyrecord", "enrolment_id", "trainees_enrolment"),
    ]
