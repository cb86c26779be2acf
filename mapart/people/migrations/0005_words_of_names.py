"""The words of each name, kept by the database itself, so that a name is found by an index. People in order of name."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import mapart.people.names

# SQLite splits by JSON: a name that is searched holds nothing but letters, digits and blanks.
SPLIT = {
    "sqlite": """
        INSERT INTO people_nameword (person_id, word)
        SELECT DISTINCT {row}.id, piece.value {of}
        json_each('[' || replace(json_quote(trim({row}.search_name)), ' ', '","') || ']') AS piece
        WHERE piece.value <> ''""",
    "postgresql": """
        INSERT INTO people_nameword (person_id, word)
        SELECT DISTINCT {row}.id, piece.value {of}
        regexp_split_to_table(trim({row}.search_name), ' +') AS piece (value)
        WHERE piece.value <> ''""",
}


def statements_to_keep(vendor: str) -> list[str]:
    """What makes the database split each name that is written. To be run again after a change of the table of people:
    SQLite builds it anew, without its triggers."""
    split = SPLIT[vendor].format(row="NEW", of="FROM")
    if vendor == "sqlite":
        changed = "WHEN OLD.search_name IS NOT NEW.search_name"
        return [
            f"CREATE TRIGGER people_words_of_new AFTER INSERT ON people_person BEGIN {split}; END",
            f"CREATE TRIGGER people_words_of_changed AFTER UPDATE OF search_name ON people_person {changed} "
            f"BEGIN DELETE FROM people_nameword WHERE person_id = NEW.id; {split}; END",
        ]
    return [
        f"""CREATE OR REPLACE FUNCTION people_split_name() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN DELETE FROM people_nameword WHERE person_id = NEW.id; {split}; RETURN NULL; END $$""",
        "CREATE TRIGGER people_words_of_new AFTER INSERT ON people_person "
        "FOR EACH ROW EXECUTE FUNCTION people_split_name()",
        "CREATE TRIGGER people_words_of_changed AFTER UPDATE OF search_name ON people_person FOR EACH ROW "
        "WHEN (OLD.search_name IS DISTINCT FROM NEW.search_name) EXECUTE FUNCTION people_split_name()",
    ]


def keep(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    vendor = editor.connection.vendor
    for statement in statements_to_keep(vendor):
        editor.execute(statement)
    editor.execute(SPLIT[vendor].format(row="people_person", of="FROM people_person,"))


def leave(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    on = "" if editor.connection.vendor == "sqlite" else " ON people_person"
    for name in ("people_words_of_new", "people_words_of_changed"):
        editor.execute(f"DROP TRIGGER {name}{on}")


class Migration(migrations.Migration):
    dependencies = [("people", "0004_contact_choices")]
    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["last_name", "first_name", "id"], name="person_by_name"),
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", mapart.people.names.Word(max_length=140)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "word"), name="nameword_once"),
                ],
                "indexes": [
                    models.Index(
                        fields=["word", "person"],
                        name="nameword_begins",
                        opclasses=["varchar_pattern_ops", "uuid_ops"],
                    ),
                ],
            },
        ),
        migrations.RunPython(keep, leave),
    ]
