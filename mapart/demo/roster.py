"""The coming weeks, planned and published by the same actions that a manager uses."""

import datetime

from mapart.core import clock
from mapart.core.jobs.running import run_due
from mapart.demo.invitations import open_winter_campaign
from mapart.demo.life import live_a_week
from mapart.demo.seed import Progress
from mapart.demo.team import SHOWN_SPACE
from mapart.demo.welcome import propose_trials
from mapart.people.enums import RoleKind
from mapart.people.models import Role
from mapart.planning.actions import ask_plan, publish_run
from mapart.spaces.models import Space

PUBLISHED_WEEKS = 4


def publish_coming_weeks(progress: Progress) -> None:
    """Plan and publish four weeks, town by town, then open a campaign for what the weeks after lack."""
    head = Role.objects.select_related("person").get(kind=RoleKind.NETWORK_HEAD, person__is_demo=True).person
    today = clock.today()
    monday = today - datetime.timedelta(days=today.weekday())
    cities = sorted(set(Space.objects.filter(is_remote=False).values_list("city", flat=True)))
    for number, city in enumerate(cities):
        progress(100 * number // len(cities), city)
        spaces = list(Space.objects.filter(city=city))
        run = ask_plan(by=head, spaces=spaces, starts_on=monday, weeks=PUBLISHED_WEEKS)
        run_due(("long",))
        run.refresh_from_db()
        publish_run(by=head, run=run)
    shown = Space.objects.get(slug=SHOWN_SPACE)
    propose_trials(shown)
    progress(95, "la campagne d'hiver, à Lille")
    open_winter_campaign()
    live_a_week(shown)
    progress(100, "4 semaines publiées")
