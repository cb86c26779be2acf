"""Names as one looks for them, accents and case forgiven, so that the database searches them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import mapart.people.models
from mapart.people.rules import searched_name

_AT_ONCE = 1000


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    people = apps.get_model("people", "Person").objects.using(editor.connection.alias)
    rows = list(people.only("pk", "first_name", "last_name"))
    for person in rows:
        person.search_name = searched_name(person.first_name, person.last_name)
    people.bulk_update(rows, ["search_name"], batch_size=_AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_throttle")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="search_name",
            field=mapart.people.models.SearchedName(default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
