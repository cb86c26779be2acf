"""A volunteer takes an open place herself, by a list or by the answer to a question: the same checks for both."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from mapart.core import clock, journal
from mapart.core.jobs import by_name
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge, mails
from mapart.planning.actions.places import on_open_diaries, take_place
from mapart.planning.enums import AskKind, AskState, Origin
from mapart.planning.models import Ask, Assignment, StaffingNeed, Standby, Withdrawal
from mapart.planning.perms import require_self_or_edit
from mapart.planning.reasons import forbidden_sentence
from mapart.planning.rules import ASK_MOVES, HERS_TO_DECIDE
from mapart.volunteering.models import Volunteer


def take_shift(*, by: Person, need: StaffingNeed, volunteer: Volunteer) -> Assignment:
    """She takes an open place that she found in her list. Pressed twice, she has it once.

    Up to the ideal: what is beyond is for the team to give. Refusals: ``planning.shift_past``,
    ``planning.place_taken``, ``planning.rule_forbids`` (her hours and days are hers to decide, the rest is not).
    """
    require_self_or_edit(by, volunteer.person, need.session.space)
    if need.session.starts_at <= clock.now():
        raise Refusal("planning.shift_past")
    there = Assignment.objects.filter(need=need, volunteer=volunteer).first()
    if there is not None:
        return there
    # Read cheaply first: of five hundred who press, most learn at once that the last place is gone.
    if not StaffingNeed.objects.wanted().filter(pk=need.pk).exists():
        raise Refusal("planning.place_taken")
    return on_open_diaries([volunteer.pk], lambda: _take(by, need, volunteer))


def _take(by: Person, need: StaffingNeed, volunteer: Volunteer) -> Assignment:
    there = Assignment.objects.filter(need=need, volunteer=volunteer).first()
    if there is not None:
        return there
    hers = refuse_broken(need, volunteer)
    if is_kept_for_others(need, volunteer, need.ideal) or not take_place(need.pk, up_to=need.ideal):
        raise Refusal("planning.place_taken")
    assignment = seat(by, need, volunteer, act="take_shift", origin=Origin.HERSELF, knowingly=hers)
    Ask.objects.filter(need=need, volunteer=volunteer, state=AskState.ASKED).update(
        state=AskState.ACCEPTED, answered_at=clock.now()
    )
    return assignment


def seat(
    by: Person,
    need: StaffingNeed,
    volunteer: Volunteer,
    *,
    act: str,
    origin: Origin,
    knowingly: Collection[str],
) -> Assignment:
    """Write the shift of somebody for whom a place was just taken, close the hole, tell her and the team.

    ``knowingly``: codes of the rules that she said yes in spite of, which no later plan holds against her.
    """
    Withdrawal.objects.filter(need=need, volunteer=volunteer).delete()
    Standby.objects.filter(need=need, volunteer=volunteer).delete()
    assignment = Assignment.objects.create(
        need=need,
        volunteer=volunteer,
        origin=origin,
        confirmed_at=clock.now(),
        why=chosen_why("said_yes" if origin == Origin.REPLACEMENT else "chose_it", knowingly),
    )
    journal.record(by, act, assignment, need=need.pk, volunteer=volunteer.pk)
    close_when_filled(need)
    mails.tell_yes(assignment)
    return assignment


def chosen_why(reason: str, knowingly: Collection[str]) -> dict[str, Any]:
    """Why a shift is hers that she chose: a later plan keeps it in spite of the rules she broke ``knowingly``."""
    why: dict[str, Any] = {"reasons": [{"code": reason}]}
    return why | {"knowingly": list(knowingly)} if knowingly else why


def rules_broken(need: StaffingNeed, volunteer: Volunteer) -> tuple[list[str], list[str]]:
    """Codes of the rules she would break: those that are hers to decide, then the hard ones.

    ``too_many`` is among the hard ones when the shift is full. That she gave it back says nothing against her yes.
    """
    codes = [one.code for one in bridge.broken_by(need, volunteer) if one.code != "withdrew"]
    return (
        [code for code in codes if code in HERS_TO_DECIDE],
        [code for code in codes if code not in HERS_TO_DECIDE],
    )


def refuse_broken(need: StaffingNeed, volunteer: Volunteer, *, full_is_fine: bool = False) -> list[str]:
    """The rules she breaks and may decide about. Refusals ``planning.place_taken`` and ``planning.rule_forbids``."""
    hers, hard = rules_broken(need, volunteer)
    for code in hard:
        if code == "too_many":
            if full_is_fine:
                continue
            raise Refusal("planning.place_taken")
        raise Refusal("planning.rule_forbids", rule=code, why=forbidden_sentence(code))
    return hers


def is_kept_for_others(need: StaffingNeed, volunteer: Volunteer, limit: int) -> bool:
    """Whether every place left up to ``limit`` is offered, for some time, to people who waited for it.

    A look, not a lock: should an offer leave at this very instant, ``take_place`` still gives each place once.
    """
    need.refresh_from_db(fields=["filled"])
    kept = Ask.objects.filter(
        need=need, kind=AskKind.QUEUE, state=AskState.ASKED, expires_at__gt=clock.now()
    ).exclude(volunteer=volunteer)
    return 0 < limit - need.filled <= kept.count()


def move_ask(ask: Ask, after: AskState) -> bool:
    """Answer an open question; false when it was answered or closed meanwhile."""
    before = [state for state, afters in ASK_MOVES.items() if after in afters]
    open_ask = Ask.objects.filter(pk=ask.pk, state__in=before)
    moved = open_ask.update(
        state=after, answered_at=clock.now(), was_thanked=True
    )  # she reads it on her page
    ask.refresh_from_db(fields=["state", "answered_at"])
    return bool(moved)


def close_when_filled(need: StaffingNeed) -> None:
    """With the minimum reached the hole is closed: holes are handled, the others who were asked are thanked."""
    need.refresh_from_db(fields=["filled"])
    if need.filled < need.minimum:
        return
    Withdrawal.objects.filter(need=need, was_handled=False).update(was_handled=True)
    if need.filled in (need.minimum, need.ideal, need.maximum):
        waiting = Ask.objects.filter(need=need, state=AskState.ASKED)
        if need.filled < need.ideal:
            waiting = waiting.exclude(kind=AskKind.QUEUE)  # their place is another one
        # One statement, and the thanks by the worker: hundreds may wait for this row while it is held.
        if waiting.update(state=AskState.FILLED, answered_at=clock.now()):
            by_name.enqueue("mapart.planning.tasks.thank_who_waited", str(need.pk))


def thank_who_waited(*, need: StaffingNeed) -> int:
    """Tell those whose question was closed by somebody's yes that they have nothing to do; each once.

    Who saw it on her page when she answered is told again by nobody. Returns how many were told.
    """
    closed = Ask.objects.filter(need=need, state=AskState.FILLED, was_thanked=False)
    told = 0
    for ask in closed.select_related("volunteer__person", "need__session__space", "need__mission"):
        with transaction.atomic():
            if Ask.objects.filter(pk=ask.pk, was_thanked=False).update(was_thanked=True):
                mails.tell_place_filled(ask)
                told += 1
    return told
