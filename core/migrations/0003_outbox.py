"""The hours in which short messages are sent: the one row there is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0002_security")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO core_sendinghours (id, morning, evening) VALUES (1, '08:00', '21:00')",
            "DELETE FROM core_sendinghours",
        ),
    ]
