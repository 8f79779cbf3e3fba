"""Row-level security of business plans."""

from django.db import migrations

from core.tenancy.operations import PEOPLE, Secure, TenantForeignKey, rows_of

UNIT = rows_of("app_organization")


class Migration(migrations.Migration):
    dependencies = [("trainees", "0011_startups")]

    operations = [
        Secure("trainees_businessplan", rows_of(*PEOPLE), insert=UNIT, update=UNIT),
        TenantForeignKey("trainees_businessplan", "enrolment_id", "trainees_enrolment"),
    ]
