"""A newcomer takes the place that was proposed to her beside somebody of experience."""

from django.db.models import F

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning.actions.places import on_open_diaries, take_place
from mapart.planning.actions.seat import chosen_why, rules_broken
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.perms import require_self_or_edit
from mapart.planning.reasons import forbidden_sentence
from mapart.volunteering.models import Volunteer


def take_trial_place(
    *, by: Person | None, need: StaffingNeed, volunteer: Volunteer, buddy: Volunteer
) -> Assignment:
    """Put a newcomer on a shift that ``buddy`` holds, as long as there is room. Done twice, it stays done.

    ``by``: herself, the team, or null when the caller has checked who may. Nobody is told: the caller writes to her.
    Refusals: ``planning.ask_past``, ``planning.place_taken`` (the buddy has gone, or the places), and
    ``planning.rule_forbids``.
    """
    if by is not None:
        require_self_or_edit(by, volunteer.person, need.session.space)

    def act() -> Assignment:
        there = Assignment.objects.filter(need=need, volunteer=volunteer).first()
        if there is not None:
            return there
        if need.session.starts_at <= clock.now():
            raise Refusal("planning.ask_past")
        hers, hard = rules_broken(need, volunteer)
        for code in hard:
            if code not in ("too_many", "in_welcome"):
                raise Refusal("planning.rule_forbids", rule=code, why=forbidden_sentence(code))
        if not take_place(need.pk) or not _hold_buddy(need, buddy):
            raise Refusal("planning.place_taken")
        assignment = Assignment.objects.create(
            need=need,
            volunteer=volunteer,
            origin=Origin.REPLACEMENT,
            is_fixed=True,
            confirmed_at=clock.now(),
            why=chosen_why("said_yes", hers),
        )
        journal.record(by, "take_trial_place", assignment, need=need.pk, volunteer=volunteer.pk)
        return assignment

    return on_open_diaries([volunteer.pk], act)


def _hold_buddy(need: StaffingNeed, buddy: Volunteer) -> bool:
    """Whether the buddy is on the shift; her line is held until the end, so that she cannot leave at this instant."""
    hers = Assignment.objects.filter(need=need, volunteer=buddy)
    return bool(hers.update(is_fixed=F("is_fixed")))
