"""What happens between two plannings, by the same actions as in life: somebody cannot come, others wait, two swap."""

import datetime
from itertools import groupby

from mapart.core import clock
from mapart.core.refusals import Refusal
from mapart.planning import bridge
from mapart.planning.actions import ask_swap, join_queue, offer_places, withdraw
from mapart.planning.models import Assignment, StaffingNeed
from mapart.spaces.models import Space

HOLES = 3
WAITING = 2
SWAPS = 2
_JOINED = ("need__session__space", "need__mission", "volunteer__person", "volunteer__home_space")


def live_a_week(space: Space) -> None:
    """In one space: some cannot come and the best are asked, some wait for a full shift, two ask a colleague."""
    now = clock.now()
    coming = Assignment.objects.filter(
        need__session__space=space,
        need__session__starts_at__gt=now + datetime.timedelta(days=1),
        need__session__starts_at__lt=now + datetime.timedelta(days=14),
    ).select_related(*_JOINED)
    shifts = list(coming.order_by("need__session__starts_at", "need", "pk"))
    _open_holes(shifts)
    for need in _full_shifts(space)[:WAITING]:
        _let_wait(need)
    asked = 0
    for one in reversed(shifts):
        best = bridge.best_replacements(one.need, 1, without=one.volunteer)
        if best and Assignment.objects.filter(pk=one.pk).exists():
            try:
                ask_swap(by=one.volunteer.person, assignment=one, colleague=best[0].volunteer)
            except Refusal:
                continue  # a newcomer would stay alone
            asked += 1
        if asked == SWAPS:
            break


def _open_holes(shifts: list[Assignment]) -> None:
    """On some shifts, as many cannot come as it takes to lack one; those who fit are asked."""
    holes = 0
    for _key, group in groupby(shifts, key=lambda one: one.need_id):
        people = list(group)
        need = people[0].need
        lacking = need.filled - need.minimum + 1
        if lacking > len(people) or not bridge.best_replacements(need, 1, without=people[0].volunteer):
            continue
        for one in people[:lacking]:
            withdraw(by=one.volunteer.person, assignment=one)
        offer_places(need=need)
        holes += 1
        if holes == HOLES:
            return


def _full_shifts(space: Space) -> list[StaffingNeed]:
    full = StaffingNeed.objects.upcoming().exclude(pk__in=StaffingNeed.objects.wanted().values("pk"))
    return list(
        full.filter(session__space=space, filled__gt=0)
        .select_related("session__space", "mission")
        .order_by("session__starts_at", "pk")[:WAITING]
    )


def _let_wait(need: StaffingNeed) -> None:
    """The first two people who could hold it wait for a place."""
    waiting = 0
    holder = Assignment.objects.filter(need=need).select_related("volunteer").first()
    assert holder is not None
    for one in bridge.best_replacements(need, 6, without=holder.volunteer):
        try:
            join_queue(by=one.volunteer.person, need=need, volunteer=one.volunteer)
        except Refusal:
            continue
        waiting += 1
        if waiting == WAITING:
            return
