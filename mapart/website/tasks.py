"""Upkeep that crosses rooms, woken by ``settings.PERIODIC_TASKS``."""

from django_tasks import task

from mapart.website import actions


@task
def forget_idle_applicants() -> dict[str, int]:
    """Once a day: tell applicants who never came that their data will go, and erase those whose notice is over."""
    return actions.forget_idle_applicants(by=None)


@task
def forget_former_volunteers() -> dict[str, int]:
    """Once a day: tell volunteers who left almost five years ago, and erase those whose notice is over."""
    return actions.forget_former_volunteers(by=None)


@task
def forget_unbound_people() -> dict[str, int]:
    """Once a day: the same for people whom nothing binds to us any more."""
    return actions.forget_unbound_people(by=None)


@task
def replay_erasures() -> dict[str, int]:
    """Every hour: nobody who was erased is back, however a backup was restored, and the register misses nobody."""
    return actions.replay_erasures(by=None)
