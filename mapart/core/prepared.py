"""Queries whose text is made once, for the pages that are opened all day.

To build a query takes Django several times as long as a database beside it takes to answer. The text of the queries of
a page never changes, only the values in it do: it is made at the first call and kept (decision 0019). Measured in
``benchmarks/pages.py`` and ``benchmarks/targets.py``.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, cast
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Table = TypeVar("Table", bound=Model)
Read = Callable[[Any, Any, Any], Any]
GivenList = list[Any]  # a place for each item of a list, or the items themselves


class Given(Expression):
    """Where a value given at each call stands in a query: the argument ``position``, its item ``index`` in a list."""

    def __init__(self, position: int, index: int | None = None) -> None:
        super().__init__()
        self.position, self.index = position, index

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """A place for one value, and itself as the mark to put the value at."""
        return "%s", (self,)

    def value_in(self, values: Sequence[Any]) -> Any:
        """What was given for it, as the driver of the database wants it."""
        value = values[self.position]
        if self.index is not None:
            value = value[self.index]
        if isinstance(value, UUID):
            return value if connection.features.has_native_uuid_field else value.hex
        return connection.ops.adapt_unknown_value(value)


class _Text(NamedTuple):
    """A query ready to run; ``reads``: a column, what makes its values those of Python, and the column's expression."""

    sql: str
    params: tuple[Any, ...]
    reads: list[tuple[int, list[Read], Any]]


class Prepared(Generic[Row]):
    """See ``prepared``."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self.build = build
        self.texts: dict[tuple[str, tuple[int, ...]], _Text] = {}

    def __call__(self, *values: Any) -> list[Row]:
        """The rows for these values; none, and nothing is asked, when one of them is an empty list."""
        lengths = tuple(len(value) if isinstance(value, list) else -1 for value in values)
        if 0 in lengths:
            return []
        key = connection.vendor, lengths
        if key not in self.texts:
            self.texts[key] = self._text(lengths)
        sql, params, reads = self.texts[key]
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [param.value_in(values) if isinstance(param, Given) else param for param in params]
            )
            rows = [list(row) for row in cursor.fetchall()]
        for place, functions, expression in reads:
            known: dict[Any, Any] = {}  # a key, a day or an hour comes back on many rows
            for row in rows:
                value = row[place]
                if value not in known:
                    known[value] = value
                    for read in functions:
                        known[value] = read(known[value], expression, connection)
                row[place] = known[value]
        return cast(list[Row], [tuple(row) for row in rows])

    def _text(self, lengths: tuple[int, ...]) -> _Text:
        places = [
            Given(position) if length < 0 else [Given(position, index) for index in range(length)]
            for position, length in enumerate(lengths)
        ]
        compiler = self.build(*places).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        found = compiler.get_converters(columns)
        return _Text(sql, tuple(params), [(place, *read) for place, read in found.items()])


def prepared(build: Callable[..., QuerySet[Any, Row]]) -> Prepared[Row]:
    """A query that is built at its first call: ``build`` is given a place for each value, and chooses columns.

    ``build`` runs once (once for each length of a list it is given), so what is not an argument of it, the clock first
    of all, must not decide what is read. It ends in ``values_list`` without ``flat``.
    """
    return Prepared(build)


class Columns(Generic[Table]):
    """Some columns of a table, to ask for and to make rows of; Django reads another one when it is asked for.

    ``via``: the way to the table from the one that is asked, as in ``session__``.
    """

    def __init__(self, table: type[Table], *names: str, via: str = "") -> None:
        self.table = table
        self.fields = [field for field in table._meta.concrete_fields if field.attname in names]
        self.names = [field.attname for field in self.fields]
        self.paths = [via + name for name in self.names]

    def take(self, values: Iterator[Any], **led: Model) -> Table:
        """A row of the table from the next values, which stand in the order of ``paths``.

        ``led``: what its relations lead to, by their names, when that has been read already; the keys follow. It is
        made as ``Model.from_db`` makes it, without asking for each field of the table whether it was read.
        """
        row = self.table.__new__(self.table)
        row._state = ModelState()
        row._state.adding = False
        row._state.fields_cache.update(led)
        row.__dict__.update(
            zip(self.names, values), **{f"{name}_id": other.pk for name, other in led.items()}
        )
        return row
