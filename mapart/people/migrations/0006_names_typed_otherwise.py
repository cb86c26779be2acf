"""« Lebœuf » is found by « leboeuf », « Łukasz » by « lukasz »: the names that are searched are made anew."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from mapart.people.rules import searched_name


def make_anew(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    people = apps.get_model("people", "Person").objects.using(editor.connection.alias)
    names = people.values_list("pk", "first_name", "last_name", "search_name")
    for key, first_name, last_name, before in list(names):
        after = searched_name(first_name, last_name)
        if after != before:
            people.filter(pk=key).update(search_name=after)  # the triggers of 0005 keep the words


class Migration(migrations.Migration):
    dependencies = [("people", "0005_words_of_names")]
    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
