"""Row-level security of dated values and time limits: everybody reads, the city writes."""

from django.db import migrations

from core.tenancy.operations import EVERYBODY, Secure, all_rows


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("core", "0002_security")]

    operations = [
        Secure("policies_datedvalue", all_rows(*EVERYBODY), all_rows("app_city")),
        Secure("policies_timelimit", all_rows(*EVERYBODY), all_rows("app_city")),
    ]
