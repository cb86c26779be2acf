"""A repair that the team has chosen: several people change shifts together, or nobody does."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge, mails
from mapart.planning.actions.places import change_places, on_open_diaries
from mapart.planning.actions.seat import close_when_filled
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.perms import require_edit


class Change(NamedTuple):
    """Keys: a volunteer, the need she leaves, the need she takes; one of the two may be null."""

    volunteer: UUID
    leaves: UUID | None
    takes: UUID | None


def apply_repair(*, by: Person, changes: Sequence[Change]) -> list[Assignment]:
    """Make these changes, all or none; each person is told what she holds now. Returns the new shifts.

    The plan is judged again with all of them, in the same transaction. Refusal ``planning.repair_gone`` when it no
    longer holds.
    """
    needs = StaffingNeed.objects.select_related("session__space", "mission").in_bulk(
        {need for change in changes for need in (change.leaves, change.takes) if need is not None}
    )
    require_edit(by, [need.session.space for need in needs.values()])
    people = {change.volunteer for change in changes}
    return on_open_diaries(people, lambda: _apply(by, changes, needs))


def _apply(by: Person, changes: Sequence[Change], needs: dict[UUID, StaffingNeed]) -> list[Assignment]:
    gone = [(change.leaves, change.volunteer) for change in changes if change.leaves is not None]
    come = [(change.takes, change.volunteer) for change in changes if change.takes is not None]
    if not come or any(need.session.starts_at <= clock.now() for need in needs.values()):
        raise Refusal("planning.repair_gone")
    # Repeated after a lost answer, the shifts stand as asked: nothing is left to do.
    there = list(_held(come))
    if len(there) == len(come) and not _held(gone):
        return there
    if there or len(_held(gone)) < len(gone) or bridge.broken_by_moves(gone, come):
        raise Refusal("planning.repair_gone")
    change = Counter(need for need, _ in come)
    change.subtract(need for need, _ in gone)
    if not change_places(change):
        raise Refusal("planning.repair_gone")
    left = _held(gone)
    Assignment.objects.filter(pk__in=[one.pk for one in left]).delete()
    made = [
        Assignment.objects.create(
            need=needs[need],
            volunteer_id=who,
            origin=Origin.STAFF,
            why={"reasons": [{"code": "by_hand"}]},
        )
        for need, who in come
    ]
    journal.record(by, "apply_repair", None, came=len(come), went=len(gone))
    _tell(left, made)
    for need in needs.values():
        close_when_filled(need)
    return made


def _held(pairs: Sequence[tuple[UUID, UUID]]) -> list[Assignment]:
    """Which of these pairs (need, volunteer) stand."""
    joined = ("need__session__space", "need__mission", "volunteer__person", "volunteer__home_space")
    rows = Assignment.objects.filter(need__in=[need for need, _ in pairs]).select_related(*joined)
    return [one for one in rows.order_by("pk") if (one.need_id, one.volunteer_id) in set(pairs)]


def _tell(left: Sequence[Assignment], made: Sequence[Assignment]) -> None:
    """Who takes a shift gets her whole list; who only leaves one is told so."""
    takers = {one.volunteer_id for one in made}
    for one in made:
        mails.tell_assigned(one)
    for one in left:
        if one.volunteer_id not in takers:
            mails.tell_taken_off(one)
