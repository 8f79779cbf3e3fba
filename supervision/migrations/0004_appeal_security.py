"""Row-level security of appeals; the city sets aside a refusal of a district's."""

from django.db import migrations

from core.tenancy.operations import Secure, TenantForeignKey, rows_of

READERS = rows_of("app_organization", "app_district", "app_city")
UNIT = rows_of("app_organization")
# An upheld appeal reopens the class in the transaction of the chief.
REOPEN = (
    "CREATE POLICY app_city_update ON programs_trainingclass FOR UPDATE TO app_city"
    " USING (true) WITH CHECK (true)",
    "GRANT UPDATE ON programs_trainingclass TO app_city",
)
SHUT = (
    "DROP POLICY app_city_update ON programs_trainingclass",
    "REVOKE UPDATE ON programs_trainingclass FROM app_city",
)


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0003_appeal"),
        ("core", "0002_security"),
        ("programs", "0002_security"),
    ]

    operations = [
        Secure(
            "supervision_decisionappeal",
            READERS,
            insert=UNIT,
            update=rows_of("app_organization", "app_city"),
        ),
        Secure("supervision_appealevidence", READERS, insert=UNIT),
        TenantForeignKey(
            "supervision_appealevidence", "appeal_id", "supervision_decisionappeal"
        ),
        TenantForeignKey("supervision_appealevidence", "file_id", "core_storedfile"),
        migrations.RunSQL(list(REOPEN), list(SHUT)),
    ]
