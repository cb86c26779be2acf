"""A shift moved by the team: the same person to another place of the week, or the same place to another person."""

from typing import NamedTuple

from mapart.core import journal
from mapart.core.ids import secret
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge, mails
from mapart.planning.actions.places import give_back_places, offer_soon, on_open_diaries, take_place
from mapart.planning.actions.seat import close_when_filled
from mapart.planning.actions.shifts import refuse_past, refuse_unless_known
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, StaffingNeed, Standby, Withdrawal
from mapart.planning.perms import require_edit
from mapart.volunteering.models import Volunteer


class _Move(NamedTuple):
    """Who leaves which place, and who takes which; one of the two pairs of things stays the same."""

    need: StaffingNeed
    volunteer: Volunteer
    place: StaffingNeed
    taker: Volunteer


def move_assignment(
    *,
    by: Person,
    need: StaffingNeed,
    volunteer: Volunteer,
    to: StaffingNeed | Volunteer,
    knowingly: bool = False,
) -> Assignment:
    """Move the shift of ``volunteer`` on ``need``: she goes ``to`` another place, or it goes ``to`` another person.

    All in one transaction; whoever leaves and whoever takes is told. Done twice, it stays done. Her private link goes
    with her to the other place, so that an old message still opens what she holds.
    Refusals: ``planning.move_gone`` (somebody else changed it meanwhile), ``planning.already_there``,
    ``planning.shift_past``, ``planning.place_taken``, ``planning.rules_broken`` (fact ``broken``) unless ``knowingly``,
    ``planning.rule_forbids`` in any case.
    """
    move = _Move(
        need,
        volunteer,
        to if isinstance(to, StaffingNeed) else need,
        to if isinstance(to, Volunteer) else volunteer,
    )
    require_edit(by, [need.session.space, move.place.session.space])
    return on_open_diaries({volunteer.pk, move.taker.pk}, lambda: _move(by, move, knowingly=knowingly))


def _move(by: Person, move: _Move, *, knowingly: bool) -> Assignment:
    joined = Assignment.objects.select_related("need__session__space", "need__mission", "volunteer__person")
    left = joined.filter(need=move.need, volunteer=move.volunteer).first()
    there = Assignment.objects.filter(need=move.place, volunteer=move.taker).first()
    if there is not None:
        if left is None:
            return there
        raise Refusal("planning.already_there")
    if left is None:
        raise Refusal("planning.move_gone")
    refuse_past(move.need)
    refuse_past(move.place)
    broken = bridge.broken_by_moves([(move.need.pk, move.volunteer.pk)], [(move.place.pk, move.taker.pk)])
    refuse_unless_known(broken, knowingly=knowingly)
    _count(move)
    made = _hand_over(left, move, broken)
    journal.record(
        by,
        "move_assignment",
        made,
        left=move.need.pk,
        leaver=move.volunteer.pk,
        need=move.place.pk,
        volunteer=move.taker.pk,
        broken=len(broken),
    )
    _tell(left, made, move)
    return made


def _count(move: _Move) -> None:
    """Take the place and give the other back, in the order of their keys; nothing to count when only people change."""
    if move.need.pk == move.place.pk:
        return
    for need in sorted((move.need.pk, move.place.pk)):
        if need == move.place.pk:
            if not take_place(need):
                raise Refusal("planning.place_taken")
        elif not give_back_places(need):
            raise Refusal("planning.move_gone")


def _hand_over(left: Assignment, move: _Move, broken: list[bridge.Broken]) -> Assignment:
    gone, _ = Assignment.objects.filter(pk=left.pk).delete()
    if not gone:
        raise Refusal("planning.move_gone")
    hers = {"need": move.place, "volunteer": move.taker}
    Withdrawal.objects.filter(**hers).delete()
    Standby.objects.filter(**hers).delete()
    return Assignment.objects.create(
        **hers,
        origin=Origin.STAFF,
        is_fixed=True,
        secret=left.secret if move.taker.pk == move.volunteer.pk else secret(),
        why={"knowingly": [one.code for one in broken]},
    )


def _tell(left: Assignment, made: Assignment, move: _Move) -> None:
    if move.need.pk == move.place.pk:
        mails.tell_taken_off(left)
        mails.tell_assigned(made)
        return
    mails.tell_moved(made, move.need)
    offer_soon(move.need.pk)
    close_when_filled(move.place)
