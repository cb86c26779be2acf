"""Taking and giving back the scarce things of a roster: a place on a need, an hour of a volunteer, a week of a space.

All three are held by a conditional UPDATE or a unique constraint, so they are right on SQLite and on PostgreSQL. Always
in this order: weeks, needs, other rows, diaries, each by ascending key, so that two transactions never wait for each
other in a circle.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, QuerySet

from mapart.core.jobs import by_name
from mapart.core.refusals import Refusal
from mapart.planning.models import Diary, PlanClaim, PlanRun, StaffingNeed
from mapart.planning.rules import weeks_between
from mapart.spaces.models import Space

Done = TypeVar("Done")
TRIES = 5
# PostgreSQL: another transaction held the row too long, or each waited for the other. Nothing was written: try again.
WAITED_TOO_LONG = frozenset({"55P03", "40P01"})


class DiaryMovedError(Exception):
    """Somebody gave this volunteer a shift between our look at her hours and our write: look again."""


def on_open_diaries(volunteers: Collection[UUID], act: Callable[[], Done]) -> Done:
    """Run ``act`` in a transaction that fails, and is tried again, when one of these diaries moved meanwhile.

    ``act`` looks whether the thing is done, reads the hours of the volunteers and writes; nobody can have given them
    another shift in between.
    Refusal ``planning.too_busy`` when it never came through.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                versions = _read(volunteers)
                done = act()
                _turn(versions)
                return done
        except DiaryMovedError:
            continue
        except IntegrityError:  # another press wrote the same row at this instant: the next look finds it
            if not left:
                raise
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in WAITED_TOO_LONG:
                raise
    raise Refusal("planning.too_busy")


def _read(volunteers: Collection[UUID]) -> dict[UUID, int]:
    known = dict(Diary.objects.filter(volunteer__in=volunteers).values_list("volunteer", "version"))
    missing = sorted(set(volunteers) - set(known))
    if missing:
        Diary.objects.bulk_create([Diary(volunteer_id=pk) for pk in missing], ignore_conflicts=True)
        known = dict(Diary.objects.filter(volunteer__in=volunteers).values_list("volunteer", "version"))
    return known


def _turn(versions: Mapping[UUID, int]) -> None:
    _hold(Diary.objects.filter(volunteer__in=versions), versions)
    for version, volunteers in _by_value(versions).items():
        same = Diary.objects.filter(volunteer__in=volunteers, version=version)
        if same.update(version=F("version") + 1) != len(volunteers):
            raise DiaryMovedError


def _hold(rows: QuerySet[Any], keys: Collection[UUID]) -> None:
    """Wait for several rows in the order of their keys, on PostgreSQL. On SQLite who writes is alone already."""
    if len(keys) > 1:
        list(rows.order_by("pk").select_for_update().values_list("pk"))


def _by_value(values: Mapping[UUID, int]) -> dict[int, list[UUID]]:
    """The keys that have each value: they are changed by one UPDATE."""
    keys: dict[int, list[UUID]] = defaultdict(list)
    for key, value in values.items():
        keys[value].append(key)
    return keys


def take_place(need: UUID, *, up_to: int | None = None) -> bool:
    """Take one place of a need; false when all are taken. ``up_to``: as if there were only so many."""
    limit = F("maximum") if up_to is None else up_to
    free = StaffingNeed.objects.filter(pk=need, filled__lt=limit, filled__lte=F("maximum") - 1)
    return free.update(filled=F("filled") + 1) == 1


def change_places(change: Mapping[UUID, int]) -> bool:
    """Take (above 0) or give back (below 0) so many places of each need; false when one does not fit: undo it all."""
    moved = {need: count for need, count in change.items() if count}
    _hold(StaffingNeed.objects.filter(pk__in=moved), moved)
    for count, needs in _by_value(moved).items():
        fitting = StaffingNeed.objects.filter(
            pk__in=needs, filled__gte=-count, filled__lte=F("maximum") - count
        )
        if fitting.update(filled=F("filled") + count) != len(needs):
            return False
    return True


def give_back_places(need: UUID, count: int = 1) -> bool:
    """Give places back; false when fewer were taken."""
    taken = StaffingNeed.objects.filter(pk=need, filled__gte=count)
    return taken.update(filled=F("filled") - count) == 1


def offer_soon(need: UUID) -> None:
    """A place is free: the worker offers it at once to who waits, else to who fits. In the caller's transaction."""
    by_name.enqueue("mapart.planning.tasks.offer_places", str(need))


def claim_weeks(run: PlanRun, spaces: Iterable[Space]) -> None:
    """Hold the weeks of a run. Refusal ``planning.weeks_taken`` when another run computes or publishes one of them."""
    pairs = sorted((space.pk, week) for space in spaces for week in weeks_between(run.starts_on, run.weeks))
    try:
        with transaction.atomic():
            PlanClaim.objects.bulk_create(
                PlanClaim(run=run, space_id=space, week=week) for space, week in pairs
            )
    except IntegrityError:
        raise Refusal("planning.weeks_taken") from None


def release_weeks(run: PlanRun) -> None:
    """Let go of the weeks of a run."""
    PlanClaim.objects.filter(run=run).delete()
