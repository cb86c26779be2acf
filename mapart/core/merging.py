"""Two rows that are one thing: every relation of the one that goes is led to the one that stays.

The relations are read from the tables themselves, so that a table added tomorrow is led over too.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import IntegrityError, models, transaction

OnConflict = Callable[[models.Model, str], None]


def move_relations(*, gone: models.Model, kept: models.Model, on_conflict: OnConflict) -> Counter[str]:
    """Lead each row that names ``gone`` to ``kept``; returns how many went, by table. Call it in a transaction.

    Where ``kept`` has such a row already (a unique constraint says so), ``on_conflict(row, table)`` deletes the row,
    changes it so that it can follow, or raises a ``Refusal`` that undoes everything.
    """
    moved: Counter[str] = Counter()
    for table, field in relations_of(type(gone)):
        label = table._meta.label_lower
        for row in list(table._base_manager.filter(**{field.name: gone}).order_by("pk")):
            if _lead(row, field, kept):
                moved[label] += 1
                continue
            on_conflict(row, label)
            if table._base_manager.filter(pk=row.pk).exists():
                if not _lead(row, field, kept):
                    raise RuntimeError(f"{label}: nothing was done about a conflict")
                moved[label] += 1
    return moved


def relations_of(
    table: type[models.Model],
) -> Iterator[tuple[type[models.Model], models.ForeignKey[Any, Any]]]:
    """Every foreign key of another table that leads to ``table``, many-to-many and one-to-one ones included."""
    for relation in table._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            related = relation.related_model
            assert isinstance(related, type)
            assert issubclass(related, models.Model)
            yield related, relation.field


def _lead(row: models.Model, field: models.ForeignKey[Any, Any], kept: models.Model) -> bool:
    """Whether the row names ``kept`` now; a key that is the relation itself cannot change, which is a conflict."""
    if field.primary_key:
        return False
    before = getattr(row, field.attname)
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: kept.pk})
    except IntegrityError:
        setattr(row, field.attname, before)
        return False
    return True
