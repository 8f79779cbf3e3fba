"""Row-level security of deliveries, choices of channels and the hours of short messages."""

from django.db import migrations

from core.tenancy.operations import PEOPLE, Secure, SqlOperation, all_rows, own

MINE = dict.fromkeys(PEOPLE, f"recipient_id = {own('user_id')}")


class ShowDeliveries(SqlOperation):
    """The city's system administrator looks at deliveries and has them sent again."""

    def __init__(self):
        super().__init__()

    def describe(self):
        return "Show core_delivery to app_city"

    def forwards(self):
        for verb, clause in (("SELECT", "USING (true)"), ("UPDATE", "USING (true) WITH CHECK (true)")):
            name = f"app_city_{verb.lower()}"
            yield f"CREATE POLICY {name} ON core_delivery FOR {verb} TO app_city {clause}"
            yield f"GRANT {verb} ON core_delivery TO app_city"

    def backwards(self):
        for verb in ("SELECT", "UPDATE"):
            yield f"DROP POLICY app_city_{verb.lower()} ON core_delivery"
            yield f"REVOKE {verb} ON core_delivery FROM app_city"


class Migration(migrations.Migration):
    dependencies = [("core", "0003_outbox"), ("core", "0002_security")]

    operations = [
        ShowDeliveries(),
        Secure("core_messagechoice", MINE, MINE),
        Secure("core_sendinghours", all_rows("app_city"), all_rows("app_city")),
        migrations.RunSQL(
            "INSERT INTO core_sendinghours (id, morning, evening) VALUES (1, '08:00', '21:00')",
            "DELETE FROM core_sendinghours",
        ),
    ]
