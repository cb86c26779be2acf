"""Questions put in SQL once, for pages that every volunteer opens: to write a long one again costs more than to ask it.

Measured in ``benchmarks/targets.py``: of the open places of a volunteer, a fifth of the time was writing SQL.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, Model, QuerySet, UUIDField

Value = UUID | datetime.datetime | datetime.date
Row = list[Any]
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Written:
    """The SQL for one kind of database. ``values``: of each parameter its name, or empty and what it always is."""

    sql: str
    values: list[tuple[str, Any]]
    converters: list[tuple[int, Any, Any]]


class Prepared:
    """A question whose words never change, whoever asks.

    ``build`` makes a queryset of ``values_list`` from named keys, dates and times, and does nothing else with them than
    to compare columns with them. It is called once.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, tuple[Any, ...]]]) -> None:
        self._build = build
        self._written: dict[str, _Written] = {}

    def rows(self, **values: Value) -> list[Row]:
        """What the database answers, in the order of ``values_list``, in one query."""
        written = self._written.get(connection.vendor)
        if written is None:
            written = self._written[connection.vendor] = self._write(values)
        adapted = {name: _adapted(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(written.sql, [adapted[name] if name else kept for name, kept in written.values])
            rows = [list(row) for row in cursor.fetchall()]
        for at, convert, column in written.converters:
            for row in rows:
                row[at] = convert(row[at], column, connection)
        return rows

    def _write(self, values: dict[str, Value]) -> _Written:
        """Build it with values that nothing else holds, and see where they stand."""
        marks = {name: _mark(value, number) for number, (name, value) in enumerate(values.items())}
        compiler = self._build(**marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        name_of = {_adapted(mark): name for name, mark in marks.items()}
        found = [(name_of.get(one, ""), one) for one in parameters]
        if missing := values.keys() - {name for name, _ in found}:
            raise ValueError(f"Not in the question: {', '.join(sorted(missing))}.")
        columns = compiler.get_converters([column for column, *_ in compiler.select])
        return _Written(
            sql,
            found,
            [(at, convert, column) for at, (converters, column) in columns.items() for convert in converters],
        )


def _mark(value: Value, number: int) -> Value:
    """Something of the same kind that no question holds by itself."""
    if isinstance(value, UUID):
        return UUID(int=(1 << 100) + number)
    if isinstance(value, datetime.datetime):
        return datetime.datetime(9000, 1, 1, 0, 0, number, tzinfo=datetime.UTC)
    return datetime.date(9000, 1, 1 + number)


_FIELDS: dict[type, Field[Any, Any]] = {
    UUID: UUIDField(),
    datetime.datetime: DateTimeField(),
    datetime.date: DateField(),
}


def _adapted(value: Value) -> Any:
    """As this database takes it."""
    return _FIELDS[type(value)].get_db_prep_value(value, connection)


class Columns(Generic[M]):
    """Some columns of a table, to ask for and to make rows of; Django reads another one when it is asked for.

    ``via``: the way to the table from the one that is asked, as in ``session__``.
    """

    def __init__(self, table: type[M], *names: str, via: str = "") -> None:
        self.table = table
        self.fields = [field for field in table._meta.concrete_fields if field.attname in names]
        self.names = [field.attname for field in self.fields]
        self.paths = [via + name for name in self.names]

    def take(self, values: Iterator[Any]) -> M:
        """A row of the table from the next values, which stand in the order of ``paths``."""
        return self.table.from_db(None, self.names, list(islice(values, len(self.names))))
