"""From rows to the solver's problem and back."""

import datetime
import itertools
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapart.agenda.enums import SessionState
from mapart.core import clock
from mapart.planning import bridge
from mapart.planning.bridge import checks
from mapart.planning.bridge.facts import who_might
from mapart.planning.models import Withdrawal
from mapart.planning.rules import BLOCK_DAYS, block_start
from mapart.volunteering.enums import Commitment, Skill, VolunteerState
from mapart.volunteering.models import Absence, Availability, ExtraAvailability, HeldSkill, SpokenLanguage
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_session,
    make_space,
    make_volunteer,
    next_weekday,
)

pytestmark = pytest.mark.django_db


def problem_of(space: Any, starts_on: datetime.date | None = None, weeks: int = 1) -> dict[str, Any]:
    return bridge.problem_json(bridge.read_facts([space], starts_on or next_weekday(0), weeks))


def test_a_shift_is_told_in_wall_clock_minutes_from_the_first_monday_of_its_block() -> None:
    need = make_need(make_session(day=next_weekday(1), hour=9), minimum=1, ideal=2, maximum=3, priority=4)
    data = problem_of(need.session.space)
    [shift] = data["shifts"]
    days = (next_weekday(1) - block_start(next_weekday(0))).days
    assert shift["start"] == days * 1440 + 9 * 60
    assert shift["end"] == shift["start"] + 180
    assert (shift["min"], shift["ideal"], shift["max"], shift["prio"]) == (1, 2, 3, 4)
    assert all(end - first == BLOCK_DAYS for first, end in data["months"])
    assert data["days"] == data["months"][-1][1]


@pytest.mark.parametrize("month", [3, 10])
def test_nine_o_clock_is_minute_540_the_day_after_a_change_of_clock(month: int) -> None:
    last = datetime.date(clock.today().year + 1, month, 31)
    sunday = last - datetime.timedelta(days=(last.weekday() + 1) % 7)  # the change
    day = sunday + datetime.timedelta(days=1)
    space = make_space()
    for one in (sunday, day):
        make_need(make_session(space, one, 9))
    data = bridge.problem_json(bridge.read_facts([space], day - datetime.timedelta(days=7), 2))
    assert [shift["start"] % 1440 for shift in data["shifts"]] == [540, 540]
    assert data["shifts"][1]["start"] - data["shifts"][0]["start"] == 1440


def test_an_overseas_space_keeps_its_own_clock_and_its_own_days() -> None:
    space = make_space(time_zone="Indian/Reunion")
    need = make_need(make_session(space, next_weekday(0), 8))
    [shift] = problem_of(space)["shifts"]
    assert shift["start"] == (next_weekday(0) - block_start(next_weekday(0))).days * 1440 + 480
    assert need.session.starts_at < clock.at(next_weekday(0), datetime.time(8), "Europe/Paris")


def test_a_volunteer_is_told_with_all_she_said() -> None:
    space, mission = make_space(), make_mission()
    make_need(make_session(space), mission, skill=Skill.TILL, skill_level=2, skill_count=1, language="ar")
    volunteer = make_volunteer(
        space, (mission,), commitment=Commitment.THREE_HOURS_A_WEEK, accompanied_shifts_left=2
    )
    HeldSkill.objects.create(volunteer=volunteer, skill=Skill.TILL, level=2)
    SpokenLanguage.objects.create(volunteer=volunteer, language="ar")
    Absence.objects.create(volunteer=volunteer, starts_on=next_weekday(0), ends_on=next_weekday(0))
    ExtraAvailability.objects.create(
        volunteer=volunteer,
        day=next_weekday(5),
        starts_at=datetime.time(9),
        ends_at=datetime.time(12),
    )
    data = problem_of(space)
    [told], [shift] = data["volunteers"], data["shifts"]
    first = (next_weekday(0) - block_start(next_weekday(0))).days
    assert told["reach"] == [[0, 10]]
    assert [1, 540, 1080] in told["weekly"]
    assert told["off"] == [[first, first]]
    assert told["extra"] == [[(first + 5) * 1440 + 540, (first + 5) * 1440 + 720]]
    assert (told["wish_month"], told["max_week"], told["newcomer"]) == (720, 240, 2)
    assert told["skills"] == [[shift["req"][0][0], 2]]
    assert told["langs"] == shift["lang"] == ["ar"]
    assert told["missions"] == [0]


def test_windows_that_touch_are_one() -> None:
    space, mission = make_space(), make_mission()
    make_need(make_session(space, hour=11), mission)
    volunteer = make_volunteer(space, (mission,))
    volunteer.windows.all().delete()
    for start, end in ((8, 12), (12, 18)):
        Availability.objects.create(
            volunteer=volunteer, weekday=1, starts_at=datetime.time(start), ends_at=datetime.time(end)
        )
    assert problem_of(space)["volunteers"][0]["weekly"] == [[1, 480, 1080]]


def test_only_active_people_within_reach_and_sessions_that_stand_are_planned() -> None:
    space, mission = make_space(), make_mission()
    make_need(make_session(space), mission)
    make_need(make_session(space, hour=14, state=SessionState.CANCELLED), mission)
    make_volunteer(space, (mission,), state=VolunteerState.PAUSED)
    make_volunteer(make_space(), (mission,))
    kept = make_volunteer(space, (mission,))
    facts = bridge.read_facts([space], next_weekday(0), 1)
    assert [volunteer.pk for volunteer in facts.volunteers] == [kept.pk]
    assert len(facts.needs) == 1


def test_hours_given_in_another_space_fill_her_week() -> None:
    mission = make_mission()
    here, there = make_space(), make_space(latitude=50.70)
    busy = make_need(make_session(there, next_weekday(1)), mission)
    wanted = make_need(make_session(here, next_weekday(2)), mission)
    volunteer = make_volunteer(here, (mission,), commitment=Commitment.THREE_HOURS_A_WEEK)
    make_assignment(busy, volunteer)
    data = problem_of(here)
    assert [line[0] for line in data["busy"]] == [0]
    assert [one.code for one in bridge.broken_by(wanted, volunteer)] == ["week_cap"]


def test_planning_week_after_week_keeps_three_hours_a_month_three_hours() -> None:
    space, mission = make_space(), make_mission()
    volunteer = make_volunteer(space, (mission,))
    start = block_start(next_weekday(0) + datetime.timedelta(days=BLOCK_DAYS))
    first, second = (
        make_need(make_session(space, start + datetime.timedelta(days=1, weeks=week)), mission)
        for week in range(2)
    )
    make_assignment(first, volunteer)
    assert [one.code for one in bridge.broken_by(second, volunteer)] == ["month_cap"]


def test_the_facts_cost_the_same_queries_at_any_size() -> None:
    space, mission = make_space(), make_mission()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            problem_of(space, weeks=4)
        return len(seen)

    def fill(count: int) -> None:
        for number in range(count):
            need = make_need(make_session(space, next_weekday(number % 5), 9), mission)
            make_assignment(need)

    fill(2)
    small = queries()
    fill(12)
    assert queries() == small <= 14


def test_the_best_plan_fills_the_places_and_says_why() -> None:
    space, mission = make_space(), make_mission()
    need = make_need(make_session(space), mission, minimum=2, ideal=2, maximum=2)
    people = {make_volunteer(space, (mission,)).pk for _ in range(2)}
    hopeless = make_need(make_session(space, hour=14), make_mission(), minimum=1)
    scene = bridge.scene_of(bridge.read_facts([space], next_weekday(0), 1))
    phases: list[str] = []
    found = bridge.propose(scene, fixed=[], knowingly=[], progress=lambda _, phase: phases.append(phase))
    assert {(line.need, line.volunteer) for line in found.lines} == {(need.pk, who) for who in people}
    assert all(line.why["reasons"] for line in found.lines)
    assert found.report["minimum"] == [2, 3]
    assert found.report["openings"] == [1, 2]
    assert found.report["gap_places"] == 0
    assert (found.report["new"], found.report["kept"]) == (2, 0)
    [hole] = found.report["holes"]
    assert hole["need"] == str(hopeless.pk)
    assert hole["chain"] == [["mission_not_accepted", 2]]
    assert phases[0] == "solving"


def test_a_published_line_is_kept_and_a_dropped_one_is_counted() -> None:
    space, mission = make_space(), make_mission()
    need = make_need(make_session(space), mission, minimum=1, ideal=1, maximum=1)
    make_volunteer(space, (mission,))
    held = make_assignment(need)
    report = _propose(space).report
    assert (report["kept"], report["new"], report["dropped"]) == (1, 0, 0)
    Absence.objects.create(volunteer=held.volunteer, starts_on=next_weekday(0), ends_on=next_weekday(6))
    report = _propose(space).report
    assert (report["kept"], report["new"], report["dropped"]) == (0, 1, 1)


def test_a_confirmed_line_stays_even_if_another_would_be_better() -> None:
    space, mission = make_space(), make_mission()
    need = make_need(make_session(space), mission, minimum=1, ideal=1, maximum=1)
    held = make_assignment(need, confirmed_at=clock.now())
    [line] = _propose(space).lines
    assert line.volunteer == held.volunteer_id
    assert line.is_fixed


def test_replacements_come_best_first_with_reasons() -> None:
    space, mission, other = make_space(), make_mission(), make_mission()
    need = make_need(make_session(space), mission)
    second = make_volunteer(space, (other, mission))
    first = make_volunteer(space, (mission,))
    busy = make_volunteer(space, (mission,))
    make_assignment(make_need(need.session, other), busy)
    found = bridge.best_replacements(need)
    assert [one.volunteer.pk for one in found] == [first.pk, second.pk]
    assert {"code": "rank", "rank": 1} in found[1].reasons


def test_whom_the_rules_are_asked_about_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those set aside before could not have held the shift: asking about everybody gives the same."""
    space, mission, other = make_space(), make_mission(), make_mission()
    need = make_need(make_session(space, hour=11), mission)
    joined = make_volunteer(space, (mission,))
    evening = make_volunteer(space, (mission,))
    extra = make_volunteer(space, (mission,))
    for one, hours in ((joined, (9, 13, 18)), (evening, (18, 20))):
        one.windows.all().delete()
        for start, end in itertools.pairwise(hours):
            one.windows.create(weekday=1, starts_at=datetime.time(start), ends_at=datetime.time(end))
    extra.windows.all().delete()
    extra.extras.create(
        day=need.session.starts_at.date(), starts_at=datetime.time(11), ends_at=datetime.time(15)
    )
    away = make_volunteer(space, (mission,))
    away.absences.create(starts_on=need.session.starts_at.date(), ends_on=need.session.starts_at.date())
    make_volunteer(space, (other,))
    make_volunteer(make_space(), (mission,))
    make_volunteer(space, (mission,), state=VolunteerState.PAUSED)
    make_assignment(make_need(make_session(space, next_weekday(3)), mission))
    make_assignment(make_need(make_session(space, hour=15), mission), make_volunteer(space, (mission,)))
    some = bridge.best_replacements(need)
    asked = []
    monkeypatch.setattr(checks, "who_might", lambda need: asked.append(need))
    everybody = bridge.best_replacements(need)
    assert asked == [need]
    assert [(one.volunteer.pk, one.reasons) for one in some] == [
        (one.volunteer.pk, one.reasons) for one in everybody
    ]
    found = {one.volunteer.pk for one in some}
    assert {joined.pk, extra.pk} <= found
    assert not {evening.pk, away.pk} & found


def test_of_a_mission_that_asks_for_a_skill_only_who_holds_it_is_asked_about() -> None:
    space, mission = make_space(), make_mission(mandatory_skill=Skill.REPAIR)
    need = make_need(make_session(space), mission)
    able = make_volunteer(space, (mission,))
    able.skills.create(skill=Skill.REPAIR)
    make_volunteer(space, (mission,))
    assert who_might(need) == {able.pk}
    assert [one.volunteer.pk for one in bridge.best_replacements(need)] == [able.pk]


def test_a_shift_given_back_is_never_proposed_again_to_the_same_person() -> None:
    space, mission = make_space(), make_mission()
    need = make_need(make_session(space), mission, minimum=1, ideal=1, maximum=1)
    other = make_need(make_session(space, next_weekday(2)), mission, minimum=1, ideal=1, maximum=1)
    volunteer = make_volunteer(space, (make_mission(), mission))
    Withdrawal.objects.create(need=need, volunteer=volunteer)
    assert bridge.best_replacements(need) == []
    assert [one.code for one in bridge.broken_by(need, volunteer)] == ["withdrew"]
    [line] = _propose(space).lines
    assert line.need == other.pk
    second = make_volunteer(space, (make_mission(), mission))
    [candidate] = bridge.best_replacements(need)
    assert candidate.volunteer == second
    assert {"code": "rank", "rank": 1} in candidate.reasons


def test_who_cannot_come_is_proposed_no_other_shift_of_the_same_hours() -> None:
    space, mission, other = make_space(), make_mission(), make_mission()
    left = make_need(make_session(space), mission, minimum=1, ideal=1, maximum=1)
    beside = make_need(left.session, other, minimum=1, ideal=1, maximum=1)
    elsewhere = make_need(make_session(make_space(), hour=11), other, minimum=1, ideal=1, maximum=1)
    after = make_need(make_session(space, hour=12), other, minimum=1, ideal=1, maximum=1)
    volunteer = make_volunteer(space, (mission, other))
    volunteer.reach.create(space=elsewhere.session.space, travel_minutes=10)
    assert [one.volunteer for one in bridge.best_replacements(beside)] == [volunteer]
    Withdrawal.objects.create(need=left, volunteer=volunteer)
    assert bridge.best_replacements(beside) == bridge.best_replacements(elsewhere) == []
    assert [one.code for one in bridge.broken_by(beside, volunteer)] == ["withdrew"]
    assert [one.volunteer for one in bridge.best_replacements(after)] == [volunteer]
    [line] = _propose(space).lines
    assert line.need == after.pk


def test_a_shift_taken_in_place_of_another_of_the_same_hours_stays_hers() -> None:
    space, mission, other = make_space(), make_mission(), make_mission()
    left = make_need(make_session(space), mission, minimum=1, ideal=1, maximum=1)
    beside = make_need(left.session, other, minimum=1, ideal=1, maximum=1)
    volunteer = make_volunteer(space, (mission, other))
    Withdrawal.objects.create(need=left, volunteer=volunteer)
    make_assignment(beside, volunteer)
    assert bridge.broken_by(beside, volunteer) == []
    [line] = _propose(space).lines
    assert line.need == beside.pk


def _propose(space: Any) -> bridge.Proposal:
    scene = bridge.scene_of(bridge.read_facts([space], next_weekday(0), 1))
    return bridge.propose(scene, fixed=[], knowingly=[], progress=lambda *_: None)
