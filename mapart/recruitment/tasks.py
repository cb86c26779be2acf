"""Upkeep of this room, woken by ``settings.PERIODIC_TASKS``."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django_tasks import task

from mapart.core import clock
from mapart.core.refusals import Refusal
from mapart.recruitment import actions
from mapart.recruitment.models import Campaign

_FIRST_HOUR, _LAST_HOUR = 9, 20


@task
def forget_unfinished_signups() -> None:
    """Every hour: delete ended sessions, where the answers of sign-ups that were not finished lie."""
    SessionStore.clear_expired()


@task
def tell_sponsors(campaign_id: str) -> int:
    """Write the message of each volunteer of a campaign."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    return actions.tell_sponsors(campaign=campaign) if campaign else 0


@task
def thank_sponsors() -> int:
    """Every hour of the day: thank the volunteers whose guests have come; nobody is woken up."""
    hour = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).hour
    return actions.thank_sponsors() if _FIRST_HOUR <= hour < _LAST_HOUR else 0


@task
def forget_old_mailboxes() -> int:
    """Every day: erase the digests of addresses that serve no more."""
    return actions.forget_old_mailboxes()


@task(queue_name="long")
def find_goals(campaign_id: str) -> None:
    """Ask the solver whom a campaign should look for. What goes wrong is written on the campaign, then raised."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None:
        return
    try:
        actions.find_goals(campaign=campaign)
    except Exception as error:
        actions.fail_search(by=None, campaign=campaign)
        if not isinstance(error, Refusal):
            raise


@task
def follow_newcomers() -> None:
    """Every quarter of an hour: bring what the roster knows to the way of newcomers, then tell who waits, to whom."""
    actions.follow_trials()
    actions.remind_of_waits()
