"""The id of a message is made of its key; one unique index of a delivery's key is enough."""

from django.db import migrations, models

ID = "encode(substring(sha256(convert_to(key, 'UTF8')) FOR 16), 'hex')::uuid"
NOTHING = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("core", "0014_metrics_security")]

    operations = [
        migrations.RunSQL(f"UPDATE core_notification SET id = {ID}", NOTHING),
        migrations.RemoveConstraint(model_name="notification", name="notification_once"),
        # Nullable on the way, so that going back can fill it.
        migrations.AlterField(
            model_name="notification",
            name="key",
            field=models.CharField(max_length=200, null=True),
        ),
        migrations.RunSQL(NOTHING, "UPDATE core_notification SET key = id::text"),
        migrations.RemoveField(model_name="notification", name="key"),
        migrations.AlterField(
            model_name="delivery",
            name="key",
            field=models.CharField(max_length=220),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("key",), name="delivery_once"),
        ),
    ]
