"""Write the keys and search texts of the rows there are."""

from django.db import migrations

from core.search import fill

MODELS = ("Occupation", "Programme", "Teacher", "Venue", "TrainingClass")


def fill_all(apps, schema_editor):
    for name in MODELS:
        fill(apps.get_model("programs", name), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_search")]

    operations = [migrations.RunPython(fill_all, migrations.RunPython.noop)]
