"""Row-level security of quarterly reports: the city reads all, others what was made for them."""

from django.db import migrations

from core.tenancy.operations import Secure, all_rows, rows_of

READERS = rows_of("app_organization", "app_district", "app_city")


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial"), ("trainees", "0002_security")]

    operations = [
        Secure("supervision_quarterlyreport", READERS, all_rows("app_city")),
        Secure("supervision_reportfigure", READERS, append_only=True),
        Secure("supervision_reportrow", READERS, append_only=True),
    ]
