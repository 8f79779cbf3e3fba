"""Row-level security of known devices: sign-in alone reads and writes them."""

from django.db import migrations

from core.tenancy.operations import Secure, all_rows


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_known_device")]

    operations = [
        Secure("organizations_knowndevice", all_rows("app_auth"), insert=all_rows("app_auth")),
    ]
