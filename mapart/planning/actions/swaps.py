"""Swaps between two volunteers: one asks, the other answers by a link, the rules are judged in the same transaction."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge, mails
from mapart.planning.actions.places import on_open_diaries
from mapart.planning.actions.seat import chosen_why
from mapart.planning.actions.shifts import refuse_past
from mapart.planning.enums import Origin, SwapState
from mapart.planning.models import Assignment, StaffingNeed, Swap
from mapart.planning.perms import require_self_or_edit
from mapart.planning.reasons import forbidden_sentence
from mapart.planning.rules import TWO_MAY_DECIDE
from mapart.volunteering.models import Volunteer
from mapart.volunteering.perms import may_merge


def ask_swap(
    *,
    by: Person,
    assignment: Assignment,
    colleague: Volunteer,
    in_return: StaffingNeed | None = None,
) -> Swap:
    """Ask a colleague to take this shift; ``in_return``: hers that the asker takes. Pressed twice, asked once.

    Refusals: ``planning.shift_past``, ``planning.swap_gone``, ``planning.rule_forbids``.
    """
    need, volunteer = assignment.need, assignment.volunteer
    require_self_or_edit(by, volunteer.person, need.session.space)
    refuse_past(need)
    swap = Swap(need=need, volunteer=volunteer, colleague=colleague, in_return=in_return)
    _refuse_broken(swap)
    try:
        with transaction.atomic():
            swap.save(force_insert=True)
            journal.record(by, "ask_swap", swap, need=need.pk, colleague=colleague.pk)
            mails.ask_swap(swap)
    except IntegrityError:
        return Swap.objects.get(need=need, volunteer=volunteer, colleague=colleague, state=SwapState.ASKED)
    return swap


def answer_swap(*, by: Person | None = None, swap: Swap, accept: bool) -> Swap:
    """The answer of the colleague, by her link (``by`` null). Yes: the shifts change hands at once, or not at all.

    Returns the swap as it stands: ``accepted``, ``declined`` or ``gone``. The same answer twice changes nothing.
    Refusals: ``planning.rule_forbids``, ``planning.too_busy``.
    """
    by = by or swap.colleague.person
    require_self_or_edit(by, swap.colleague.person, swap.need.session.space)
    if accept:
        return on_open_diaries([swap.volunteer_id, swap.colleague_id], lambda: _accept(by, swap))
    with transaction.atomic():
        if _move(swap, SwapState.DECLINED):
            journal.record(by, "decline_swap", swap, need=swap.need_id)
            mails.tell_swap_declined(swap)
    return swap


def drop_swaps_between(*, by: Person, one: Volunteer, other: Volunteer) -> int:
    """The two are one person, about to be merged: what one asked the other means nothing any more.

    The links of these swaps close. Returns how many there were. Raises ``PermissionDenied`` unless ``may_merge``.
    """
    if not may_merge(by, one, other):
        raise PermissionDenied
    with transaction.atomic():
        between = Swap.objects.filter(volunteer__in=[one, other], colleague__in=[one, other])
        keys = list(between.order_by("pk").values_list("pk", flat=True))
        if keys:
            between.delete()
            journal.record(by, "drop_swaps_between", one, other=other.pk, swaps=keys)
    return len(keys)


def _accept(by: Person, swap: Swap) -> Swap:
    """Inside ``on_open_diaries``: what both hold and may hold cannot change until the end."""
    swap.refresh_from_db(fields=["state", "answered_at"])
    if swap.state != SwapState.ASKED:
        return swap
    try:
        refuse_past(swap.need)
        knowingly = _refuse_broken(swap)
    except Refusal as refusal:
        if refusal.code not in ("planning.swap_gone", "planning.shift_past"):
            raise
        _move(swap, SwapState.GONE)
        return swap
    hers = [_hand_over(swap.need, swap.volunteer, swap.colleague, knowingly)]
    if swap.in_return is not None:
        hers.append(_hand_over(swap.in_return, swap.colleague, swap.volunteer, knowingly))
    _move(swap, SwapState.ACCEPTED)
    journal.record(by, "accept_swap", swap, need=swap.need_id, in_return=swap.in_return_id)
    mails.tell_swap(swap, hers)
    return swap


def _hand_over(need: StaffingNeed, giver: Volunteer, taker: Volunteer, knowingly: list[str]) -> Assignment:
    """The place stays taken, so the count of the need does not move; the line of the giver is claimed by its end."""
    gone, _ = Assignment.objects.filter(need=need, volunteer=giver).delete()
    if not gone:
        raise Refusal("planning.swap_gone")
    return Assignment.objects.create(
        need=need,
        volunteer=taker,
        origin=Origin.SWAP,
        confirmed_at=clock.now(),
        why=chosen_why("swapped", knowingly),
    )


def _refuse_broken(swap: Swap) -> list[str]:
    """Skill, rest and capacity, after the whole swap, for both and for whoever stays on these shifts.

    Returns the rules that the two break and that are theirs to decide.
    """
    gone = [(swap.need_id, swap.volunteer_id)]
    come = [(swap.need_id, swap.colleague_id)]
    if swap.in_return is not None:
        refuse_past(swap.in_return)
        gone.append((swap.in_return.pk, swap.colleague_id))
        come.append((swap.in_return.pk, swap.volunteer_id))
    held = [Assignment.objects.filter(need=need, volunteer=who).exists() for need, who in gone]
    taken = [Assignment.objects.filter(need=need, volunteer=who).exists() for need, who in come]
    if not all(held) or any(taken):
        raise Refusal("planning.swap_gone")
    broken = [one.code for one in bridge.broken_by_moves(gone, come)]
    for code in broken:
        if code not in TWO_MAY_DECIDE:
            raise Refusal("planning.rule_forbids", rule=code, why=forbidden_sentence(code))
    return list(dict.fromkeys(broken))


def _move(swap: Swap, after: SwapState) -> bool:
    asked = Swap.objects.filter(pk=swap.pk, state=SwapState.ASKED)
    moved = asked.update(state=after, answered_at=clock.now())
    swap.refresh_from_db(fields=["state", "answered_at"])
    return bool(moved)
