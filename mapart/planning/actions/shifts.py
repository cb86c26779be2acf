"""A volunteer and her shift: she comes, she cannot come, the team puts her on it or takes her off."""

from collections.abc import Iterable

from django.db import transaction

from mapart.core import clock, journal
from mapart.core.ids import secret
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge, mails
from mapart.planning.actions.places import give_back_places, offer_soon, on_open_diaries, take_place
from mapart.planning.actions.seat import chosen_why
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, StaffingNeed, Withdrawal
from mapart.planning.perms import require_edit, require_self_or_edit
from mapart.planning.reasons import forbidden_sentence
from mapart.planning.rules import HERS_TO_DECIDE, NEVER_BROKEN
from mapart.volunteering.models import Volunteer


def confirm(*, by: Person, assignment: Assignment) -> Assignment:
    """« I come ». Said twice, it stays said. ``by``: the volunteer (her link is the proof) or the team.

    Refusals: ``planning.shift_past``, ``planning.already_withdrawn``.
    """
    with transaction.atomic():
        _require_hers(by, assignment)
        asked = Assignment.objects.filter(pk=assignment.pk, confirmed_at=None)
        if asked.update(confirmed_at=clock.now()):
            journal.record(by, "confirm_shift", assignment, need=assignment.need_id)
        elif not Assignment.objects.filter(pk=assignment.pk).exists():
            raise Refusal("planning.already_withdrawn")
        assignment.refresh_from_db(fields=["confirmed_at"])
        return assignment


def withdraw(*, by: Person, assignment: Assignment) -> Withdrawal:
    """« I cannot come »: the place is free at once, the hole is kept, the team of the space is told.

    Refusals: ``planning.shift_past``, ``planning.already_withdrawn``.
    """
    with transaction.atomic():
        withdrawal = _give_back(by, assignment)
        mails.tell_team_of_withdrawal(withdrawal, by=by)
        return withdrawal


def withdraw_many(*, by: Person, assignments: Iterable[Assignment]) -> list[Withdrawal]:
    """She is away for some days: each place is free and offered at once, each team is told once, of all of them.

    A shift that began or was given back meanwhile is left, the others pass. Returns what was given back.
    """
    with transaction.atomic():
        given_back = []
        for assignment in sorted(assignments, key=lambda one: one.need_id):
            try:
                given_back.append(_give_back(by, assignment))
            except Refusal:
                continue
        mails.tell_team_of_withdrawals(given_back, by=by)
        return given_back


def keep_all_the_same(*, by: Person, assignments: Iterable[Assignment]) -> int:
    """She is away, pauses or stops, and comes to these shifts all the same: no later plan takes them from her.

    Returns how many; one that began or was given back meanwhile is left.
    """
    kept = 0
    with transaction.atomic():
        for assignment in sorted(assignments, key=lambda one: one.need_id):
            need, volunteer = assignment.need, assignment.volunteer
            require_self_or_edit(by, volunteer.person, need.session.space)
            rows = Assignment.objects.filter(pk=assignment.pk, need__session__starts_at__gt=clock.now())
            if not rows.update(confirmed_at=clock.now()):
                continue
            broken = bridge.broken_by(need, volunteer)  # after her yes, which counts in a space she left out
            hers = [one.code for one in broken if one.code in HERS_TO_DECIDE | {"mission_not_accepted"}]
            if hers:
                known = sorted({*assignment.why.get("knowingly", []), *hers})
                rows.update(why=assignment.why | {"knowingly": known})
            journal.record(by, "keep_all_the_same", assignment, need=need.pk)
            kept += 1
    return kept


def _give_back(by: Person, assignment: Assignment) -> Withdrawal:
    _require_hers(by, assignment)
    _take_off(assignment)
    withdrawal, _ = Withdrawal.objects.update_or_create(
        need=assignment.need,
        volunteer=assignment.volunteer,
        defaults={"was_handled": False, "secret": assignment.secret},
    )
    journal.record(by, "withdraw", withdrawal, need=assignment.need_id, volunteer=assignment.volunteer_id)
    return withdrawal


def come_back(*, by: Person, withdrawal: Withdrawal) -> Assignment:
    """« In the end I can come »: she has her place again if it is still free.

    Refusals: ``planning.shift_past``, ``planning.place_taken``, ``planning.rule_forbids``.
    """
    need, volunteer = withdrawal.need, withdrawal.volunteer
    require_self_or_edit(by, volunteer.person, need.session.space)

    def act() -> Assignment:
        refuse_past(need)
        broken = refuse_unless_known(bridge.broken_by(need, volunteer), knowingly=True)
        _take(need)
        given_back, _ = Withdrawal.objects.filter(pk=withdrawal.pk).delete()
        if not given_back:
            raise Refusal("planning.place_taken")
        assignment = Assignment.objects.create(
            need=need,
            volunteer=volunteer,
            origin=Origin.REPLACEMENT,
            secret=withdrawal.secret or secret(),
            confirmed_at=clock.now(),
            why=chosen_why("said_yes", [one.code for one in broken if one.code != "withdrew"]),
        )
        journal.record(by, "come_back", assignment, need=need.pk, volunteer=volunteer.pk)
        mails.tell_team_of_return(assignment)
        return assignment

    return on_open_diaries([volunteer.pk], act)


def assign(*, by: Person, need: StaffingNeed, volunteer: Volunteer, knowingly: bool = False) -> Assignment:
    """The team puts a volunteer on a shift by hand; she is told at once. Done twice, it stays done.

    Refusals: ``planning.shift_past``, ``planning.place_taken``, ``planning.rules_broken`` (fact ``broken``: the rules,
    as ``bridge.Broken``) unless ``knowingly``, ``planning.rule_forbids`` (an overlap, a person who left) in any case.
    """
    require_edit(by, [need.session.space])

    def act() -> Assignment:
        there = Assignment.objects.filter(need=need, volunteer=volunteer).first()
        if there is not None:
            return there
        refuse_past(need)
        broken = refuse_unless_known(bridge.broken_by(need, volunteer), knowingly=knowingly)
        _take(need)
        assignment = Assignment.objects.create(
            need=need,
            volunteer=volunteer,
            origin=Origin.STAFF,
            is_fixed=True,
            why={"knowingly": [one.code for one in broken]},
        )
        Withdrawal.objects.filter(need=need, volunteer=volunteer).delete()
        journal.record(by, "assign", assignment, need=need.pk, volunteer=volunteer.pk, broken=len(broken))
        mails.tell_assigned(assignment)
        return assignment

    return on_open_diaries([volunteer.pk], act)


def unassign(*, by: Person, assignment: Assignment) -> None:
    """The team takes a volunteer off a shift; she is told at once.

    Refusals: ``planning.shift_past``, ``planning.already_withdrawn``.
    """
    with transaction.atomic():
        require_edit(by, [assignment.need.session.space])
        refuse_past(assignment.need)
        _take_off(assignment)
        journal.record(
            by, "unassign", assignment.need, need=assignment.need_id, volunteer=assignment.volunteer_id
        )
        mails.tell_taken_off(assignment)


def _require_hers(by: Person, assignment: Assignment) -> None:
    require_self_or_edit(by, assignment.volunteer.person, assignment.need.session.space)
    refuse_past(assignment.need)


def refuse_past(need: StaffingNeed) -> None:
    """Refusal ``planning.shift_past`` once it has begun: nothing can be changed any more."""
    if need.session.starts_at <= clock.now():
        raise Refusal("planning.shift_past")


def _take_off(assignment: Assignment) -> None:
    """Free the place, then the row; either both or the refusal."""
    freed = give_back_places(assignment.need_id)
    gone, _ = Assignment.objects.filter(pk=assignment.pk).delete()
    if not (freed and gone):
        raise Refusal("planning.already_withdrawn")
    assignment.need.refresh_from_db(fields=["filled"])
    offer_soon(assignment.need_id)


def _take(need: StaffingNeed) -> None:
    if not take_place(need.pk):
        raise Refusal("planning.place_taken")


def refuse_unless_known(broken: list[bridge.Broken], *, knowingly: bool) -> list[bridge.Broken]:
    """The rules that would break, when they may be broken knowingly and are.

    Refusals ``planning.rule_forbids`` and ``planning.rules_broken``.
    """
    for one in broken:
        if one.code in NEVER_BROKEN:
            raise Refusal("planning.rule_forbids", rule=one.code, why=forbidden_sentence(one.code))
    if broken and not knowingly:
        raise Refusal("planning.rules_broken", broken=broken)
    return broken
