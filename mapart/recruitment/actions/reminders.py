"""Nobody waits unseen: each look of the worker reminds newcomers and alerts the team, once a step and day."""

import datetime
from collections import defaultdict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q

from mapart.core import clock, journal
from mapart.core.enums import Channel
from mapart.people.models import Person
from mapart.recruitment import mails
from mapart.recruitment.actions.welcome import may_be_owner
from mapart.recruitment.enums import Holder
from mapart.recruitment.models import PathStep
from mapart.recruitment.queries import owner_of
from mapart.recruitment.rules import AWAKE, PATIENCE, REMINDERS

_AGAIN_DAYS = 3


def remind_of_waits() -> int:
    """Write the messages that are due, in waking hours of each space; returns how many steps somebody was told of.

    Each late step alerts who answers for it: every day while the ball is with the team, once when it is with the
    newcomer. She herself is reminded twice at most, unless she is told on paper: then a person calls her.
    """
    late = [step for step in _late_steps() if _local_hour(step) in AWAKE]
    told = {step.pk for step in late if _remind_newcomer(step)}
    by_owner: dict[Person | None, list[PathStep]] = defaultdict(list)
    known: dict[tuple[UUID | None, UUID], Person | None] = {}
    for step in late:
        if step.alerted_at is None or step.holder != Holder.NEWCOMER:
            at = step.owner_id, step.application.space_id
            if at not in known:
                known[at] = _owner(step)
            by_owner[known[at]].append(step)
    for owner, steps in by_owner.items():
        told |= _alert(owner, steps)
    return len(told)


def _late_steps() -> list[PathStep]:
    rows = PathStep.objects.filter(ended_at=None, waits_from__lte=clock.now() - PATIENCE)
    return list(
        rows.select_related("application__person", "application__space", "owner").order_by("waits_from", "pk")
    )


def _remind_newcomer(step: PathStep) -> bool:
    """One more word to who holds the ball, three days after the last one."""
    person, today = step.application.person, _today(step)
    if step.holder != Holder.NEWCOMER or person.channel == Channel.PAPER:
        return False
    rested = Q(reminded_on=None) | Q(reminded_on__lte=today - datetime.timedelta(days=_AGAIN_DAYS))
    with transaction.atomic():
        due = PathStep.objects.filter(rested, pk=step.pk, ended_at=None, reminders__lt=REMINDERS)
        if not due.update(reminders=F("reminders") + 1, reminded_on=today):
            return False
        mails.remind(step, today)
        journal.record(None, "remind_newcomer", step.application, step=step.step)
        return True


def _alert(owner: Person | None, steps: list[PathStep]) -> set[UUID]:
    """One message with all of them, unless theirs of today has left; nothing is marked that was not told."""
    day = _today(steps[0])
    by_space: dict[UUID | None, list[PathStep]] = defaultdict(list)
    for step in steps:
        by_space[None if owner else step.application.space_id].append(step)
    told: set[UUID] = set()
    for group in by_space.values():
        keys = [step.pk for step in group]
        with transaction.atomic():
            if not mails.alert(owner, group, day):
                continue
            PathStep.objects.filter(pk__in=keys).update(alerted_at=clock.now())
            journal.record(None, "alert_team", owner, steps=len(keys))
            told |= set(keys)
    return told


def _owner(step: PathStep) -> Person | None:
    """Who answers for this step today: its owner while she may, else whoever answers for the space."""
    return step.owner if may_be_owner(step.owner, step.application) else owner_of(step.application.space)


def _local_hour(step: PathStep) -> int:
    return clock.now().astimezone(ZoneInfo(step.application.space.time_zone)).hour


def _today(step: PathStep) -> datetime.date:
    return clock.today(step.application.space.time_zone)
