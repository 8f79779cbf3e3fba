"""Keys that carry a month, for tables of which one month is one partition."""

from django.db import migrations

from core.tenancy.partitions import KEYS, NO_KEYS


class Migration(migrations.Migration):
    dependencies = [("core", "0003_outbox")]

    operations = [migrations.RunSQL(KEYS, NO_KEYS)]
