"""Write the keys and search texts of the rows there are."""

from django.db import migrations

from core.search import fill

MODELS = ("Organization",)


def fill_all(apps, schema_editor):
    for name in MODELS:
        fill(apps.get_model("organizations", name), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0010_search")]

    operations = [migrations.RunPython(fill_all, migrations.RunPython.noop)]
