"""Upkeep of this room, woken by ``settings.PERIODIC_TASKS``."""

from django_tasks import task

from mapart.people import actions


@task
def drop_address_changes() -> None:
    """Every hour: addresses whose code was never typed go after a day."""
    actions.drop_address_changes(by=None)
