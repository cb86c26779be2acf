"""Work of this room done by the worker: what an erasure leaves, and upkeep woken by ``settings.PERIODIC_TASKS``."""

from django_tasks import task

from mapart.core.sqlite.log import empty_log
from mapart.people import actions


@task
def drop_address_changes() -> None:
    """Every hour: addresses whose code was never typed go after a day."""
    actions.drop_address_changes(by=None)


@task
def drop_unsent() -> None:
    """Every hour: a text kept for who wrote it goes when she has not come back to it."""
    actions.drop_unsent(by=None)


@task
def drop_sessions(person_key: str) -> None:
    """After an erasure or a merge: the sessions of who is no more, and what the log of SQLite still says of her."""
    actions.drop_sessions(by=None, person_key=person_key)
    empty_log()
