"""The city decides about the listing of programmes: it keeps decisions, too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_catalogue_units")]

    operations = [
        migrations.RunSQL(
            "CREATE POLICY app_city_insert ON policies_decision FOR INSERT TO app_city"
            " WITH CHECK (true); GRANT INSERT ON policies_decision TO app_city",
            "DROP POLICY app_city_insert ON policies_decision;"
            " REVOKE INSERT ON policies_decision FROM app_city",
        )
    ]
