"""Reads that other rooms and pages rely on."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapart.agenda.actions import open_series
from mapart.agenda.enums import SessionKind
from mapart.core import clock
from mapart.planning import actions, tasks
from mapart.planning.models import Ask, StaffingNeed, StaffingPattern
from mapart.planning.queries import (
    board_of,
    coverage_by_space,
    export_person,
    needs_now,
    shifts_of,
    shorts,
    withdrawals_to_handle,
)
from mapart.planning.rules import Numbers
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)

pytestmark = pytest.mark.django_db


def test_needs_now_counts_empty_minimum_places_by_mission_and_space_in_one_query() -> None:
    space, mission = make_space(), make_mission()
    make_need(make_session(space), mission, minimum=3)
    held = make_need(make_session(space, hour=14), mission, minimum=2)
    make_assignment(held)
    make_need(make_session(space, next_weekday(1, weeks=6)), mission, minimum=3)
    make_need(make_session(space), make_mission(is_open=False), minimum=3)
    make_assignment(make_need(make_session(), minimum=1))
    with CaptureQueriesContext(connection) as seen:
        [found] = needs_now()
    assert len(seen) == 1
    assert (found.mission_slug, found.space_slug) == (mission.slug, space.slug)
    assert (found.places, found.sessions) == (4, 2)
    assert needs_now(mission=mission, space=space) == [found]
    assert needs_now(mission=make_mission()) == needs_now(space=make_space()) == []


def test_her_shifts_come_in_order_those_of_the_past_left_out() -> None:
    space, mission = make_space(), make_mission()
    volunteer = make_volunteer(space, (mission,))
    later = make_assignment(make_need(make_session(space, next_weekday(3)), mission), volunteer)
    sooner = make_assignment(make_need(make_session(space, next_weekday(1)), mission), volunteer)
    make_assignment(make_need(make_session(space, next_weekday(1, weeks=-1)), mission), volunteer)
    now = clock.now()
    assert list(shifts_of(volunteer, now, now + datetime.timedelta(days=30))) == [sooner, later]


def test_coverage_counts_minimum_places_and_a_crowd_never_hides_a_hole() -> None:
    space = make_space()
    crowd = make_need(make_session(space), minimum=1)
    for _ in range(3):
        make_assignment(crowd)
    make_need(make_session(space, hour=14), minimum=3)
    start = clock.at(next_weekday(0), datetime.time.min, "Europe/Paris")
    found = coverage_by_space([space], start, start + datetime.timedelta(days=7))[space.pk]
    assert (found.filled, found.places, found.shifts, found.short, found.percent) == (1, 4, 2, 1, 25)


def test_a_hole_left_by_somebody_waits_until_it_is_filled() -> None:
    need = make_need(minimum=1, ideal=1, maximum=1)
    held = make_assignment(need)
    actions.withdraw(by=held.volunteer.person, assignment=held)
    space = need.session.space
    assert [one.need_id for one in withdrawals_to_handle([space.pk])] == [need.pk]
    make_assignment(need)
    assert not withdrawals_to_handle([space.pk])


def test_holes_come_in_one_order_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """What begins within a day first, whatever its weight; then the heaviest, then the soonest."""
    space, monday = make_space(), next_weekday(0)
    monkeypatch.setattr(clock, "now", lambda: clock.at(monday, datetime.time(8), space.time_zone))
    late, worst, bad, soon = (
        make_need(make_session(space, monday + datetime.timedelta(days=days)), minimum=minimum).pk
        for days, minimum in ((5, 1), (4, 3), (1, 2), (0, 1))
    )
    order = [soon, worst, bad, late]
    assert [one.pk for one in board_of(space, monday).holes] == order
    assert [one.need_id for one in shorts([space.pk], clock.now() + datetime.timedelta(days=7))] == order


def test_the_places_of_a_week_add_up_once_it_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    space, monday = make_space(), next_weekday(0)
    for days, minimum in ((0, 2), (1, 3)):
        make_assignment(
            make_need(make_session(space, monday + datetime.timedelta(days=days)), minimum=minimum)
        )
    monkeypatch.setattr(clock, "now", lambda: clock.at(monday, datetime.time(20), space.time_zone))
    week = board_of(space, monday)
    assert (week.places, week.held, week.missing, week.left_empty) == (5, 2, 2, 1)


def test_a_person_reads_all_that_is_known_of_her() -> None:
    need = make_need()
    held = make_assignment(need)
    person = held.volunteer.person
    actions.withdraw(by=person, assignment=held)
    other = make_need(make_session(need.session.space, hour=14), need.mission)
    actions.ask_volunteer(by=make_staff(need.session.space), need=other, volunteer=held.volunteer)
    actions.answer_ask(ask=other_ask(other), accept=True)
    found = export_person(person)
    assert {name: len(rows) for name, rows in found.items()} == {
        "créneaux": 1,
        "créneaux rendus": 1,
        "questions reçues": 1,
        "places attendues": 0,
        "échanges": 0,
        "au compte de la nuit": 0,
    }
    assert found["créneaux"][0]["mission"] == need.mission.title


def other_ask(need: StaffingNeed) -> Ask:
    return Ask.objects.select_related("need__session__space", "need__mission", "volunteer__person").get(
        need=need
    )


def test_weeks_are_made_in_advance_once() -> None:
    space, mission = make_space(), make_mission()
    series = open_series(
        by=None,
        space=space,
        kind=SessionKind.COUNTER,
        weekday=1,
        starts_at=datetime.time(9),
        ends_at=datetime.time(12),
        starts_on=clock.today(),
    )
    actions.set_pattern(by=None, series=series, mission=mission, numbers=Numbers(1, 2, 3))
    assert StaffingPattern.objects.count() == 1
    tasks.extend_weeks.func()
    made = StaffingNeed.objects.count()
    assert 13 <= made <= 15
    tasks.extend_weeks.func()
    assert StaffingNeed.objects.count() == made
