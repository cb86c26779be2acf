"""The nine missions of the association."""

from django.db import migrations

from mapart.volunteering.catalogue import load_into


def load(apps, schema_editor):
    load_into(apps.get_model("volunteering", "Mission"))


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
