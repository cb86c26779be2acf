"""Names as columns of the database: the one that is searched, and the words of it that an index finds."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from mapart.people.rules import searched_name

_AFTER_ALL_LETTERS = "\U0010ffff"


class SearchedName(models.TextField):  # type: ignore[type-arg]  # no such argument at run time
    """The names of the row as one looks for them (``rules.searched_name``), written whenever the row is."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """The names as they are now."""
        value = searched_name(model_instance.first_name, model_instance.last_name)
        setattr(model_instance, self.attname, value)
        return value


class Word(models.CharField):  # type: ignore[type-arg]  # no such argument at run time
    """A word of small letters and digits (``rules.plain_name``), found by its beginning: ``word__begins``."""


@Word.register_lookup
class Begins(models.Lookup[str]):
    """Words that begin with these letters, by the index: as a range, or as PostgreSQL likes it."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """From the letters themselves to the last word that begins with them."""
        column, params = self.process_lhs(compiler, connection)
        range_of_words = (*params, self.rhs, *params, f"{self.rhs}{_AFTER_ALL_LETTERS}")
        return f"({column} >= %s AND {column} < %s)", range_of_words

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The order of its letters is that of a language: only LIKE with an index of patterns is sure."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", (*params, f"{self.rhs}%")
