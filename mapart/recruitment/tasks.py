"""Upkeep of this room, woken by ``settings.PERIODIC_TASKS``."""

from django.contrib.sessions.backends.db import SessionStore
from django_tasks import task


@task
def forget_unfinished_signups() -> None:
    """Every hour: delete ended sessions, where the answers of sign-ups that were not finished lie."""
    SessionStore.clear_expired()
