"""Some missions wait until 18: no way to a shift of theirs, by whoever and however, for somebody of 16 or 17."""

from collections.abc import Callable
from typing import Any

import pytest

from mapart.core import clock
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import actions
from mapart.planning.enums import Origin, RunState
from mapart.planning.models import Assignment, PlanRun, ProposedAssignment, StaffingNeed
from mapart.volunteering.enums import AgeBand
from mapart.volunteering.models import Volunteer
from mapart.website.actions import merge_volunteers
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_session,
    make_staff,
    make_volunteer,
    next_weekday,
)

pytestmark = pytest.mark.django_db
Way = Callable[[Person, StaffingNeed, Volunteer], object]


def of_age(band: AgeBand, need: StaffingNeed) -> Volunteer:
    """Somebody of this age in the space of a need, who has chosen another mission."""
    return make_volunteer(need.session.space, (make_mission(),), age_band=band, age_said_on=clock.today())


def _by_hand(manager: Person, need: StaffingNeed, volunteer: Volunteer) -> object:
    return actions.assign(by=manager, need=need, volunteer=volunteer, knowingly=True)


def _in_a_proposal(manager: Person, need: StaffingNeed, volunteer: Volunteer) -> object:
    run = PlanRun.objects.create(starts_on=next_weekday(0), weeks=1, state=RunState.READY, progress=100)
    run.spaces.add(need.session.space)
    return actions.add_line(by=manager, run=run, need=need, volunteer=volunteer, knowingly=True)


def _moved_there(manager: Person, need: StaffingNeed, volunteer: Volunteer) -> object:
    hers = make_need(make_session(need.session.space, next_weekday(3)), volunteer.choices.get().mission)
    make_assignment(hers, volunteer)
    return actions.move_assignment(by=manager, need=hers, volunteer=volunteer, to=need, knowingly=True)


@pytest.mark.parametrize("way", [_by_hand, _in_a_proposal, _moved_there])
def test_the_team_gives_no_such_shift_even_knowingly(way: Way) -> None:
    need = make_need(mission=make_mission(is_for_adults=True))
    manager = make_staff(need.session.space)
    with pytest.raises(Refusal, match=r"planning\.rule_forbids") as refused:
        way(manager, need, of_age(AgeBand.MINOR, need))
    assert refused.value.facts["rule"] == "too_young"
    assert "18 ans" in str(refused.value.facts["why"])
    assert not Assignment.objects.filter(need=need).exists()
    assert not ProposedAssignment.objects.filter(need=need).exists()
    way(manager, need, of_age(AgeBand.ADULT, need))


def test_a_line_written_before_her_age_was_known_is_not_published() -> None:
    need = make_need(mission=make_mission(is_for_adults=True))
    manager, volunteer = make_staff(need.session.space), of_age(AgeBand.MINOR, need)
    run = PlanRun.objects.create(
        starts_on=next_weekday(0), weeks=1, state=RunState.READY, progress=100, computed_at=clock.now()
    )
    run.spaces.add(need.session.space)
    why = {"knowingly": ["mission_not_accepted"]}
    ProposedAssignment.objects.create(run=run, need=need, volunteer=volunteer, origin=Origin.STAFF, why=why)
    actions.publish_run(by=manager, run=run, leave_out=True)
    assert not Assignment.objects.exists()


def test_two_records_made_one_keep_no_mission_that_waits() -> None:
    need = make_need()
    lead, waits, open_to_all = (
        make_staff(need.session.space),
        make_mission(is_for_adults=True),
        make_mission(),
    )
    today = clock.today()
    hers: dict[str, Any] = {"age_band": AgeBand.MINOR, "age_said_on": today, "parent_agreed_on": today}
    kept = make_volunteer(need.session.space, (open_to_all,), **hers)
    gone = make_volunteer(need.session.space, (waits,))
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert [one.mission for one in kept.choices.all()] == [open_to_all]
    elder = make_volunteer(need.session.space, (waits, open_to_all))
    merge_volunteers(by=lead, kept=elder, gone=kept)
    elder.refresh_from_db()
    assert elder.is_minor
    assert [one.mission for one in elder.choices.all()] == [open_to_all]
