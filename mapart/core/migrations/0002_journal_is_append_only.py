"""The database itself refuses to change or delete an act or a seal. ``tests/conftest.py`` takes these off to flush."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLES = ("core_journalentry", "core_journalseal")
_EVENTS = {"keeps_updates_out": "UPDATE", "keeps_deletes_out": "DELETE"}
_REFUSAL = "the journal is append-only"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION core_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
"""


def statements_to_lock(vendor: str) -> list[str]:
    """What puts the triggers on, for ``sqlite`` or ``postgresql``."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for table in _TABLES
            for name, event in _EVENTS.items()
        ]
    triggers = [
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} "
        f"FOR EACH {'STATEMENT' if event == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION core_journal_is_append_only()"
        for table in _TABLES
        for name, event in (_EVENTS | {"keeps_truncates_out": "TRUNCATE"}).items()
    ]
    return [_FUNCTION, *triggers]


def statements_to_unlock(vendor: str) -> list[str]:
    """What takes them off."""
    names = [*_EVENTS] if vendor == "sqlite" else [*_EVENTS, "keeps_truncates_out"]
    on = {table: "" if vendor == "sqlite" else f" ON {table}" for table in _TABLES}
    return [f"DROP TRIGGER {table}_{name}{on[table]}" for table in _TABLES for name in names]


def lock(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements_to_lock(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unlock(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements_to_unlock(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(lock, unlock)]
