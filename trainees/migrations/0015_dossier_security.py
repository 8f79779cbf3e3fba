"""Row-level security of class dossiers: appended by the archive, read by unit and bureau."""

from django.db import migrations

from core.tenancy.operations import AppendOnly, Secure, TenantForeignKey, rows_of

TABLE = "trainees_classdossier"


class Migration(migrations.Migration):
    dependencies = [("trainees", "0014_completion_security")]

    operations = [
        Secure(
            TABLE,
            rows_of("app_organization", "app_district", "app_city"),
            insert=rows_of("app_district", "app_city"),
            append_only=True,
        ),
        AppendOnly(TABLE),
        TenantForeignKey(TABLE, "training_class_id", "programs_trainingclass"),
    ]
