"""Weekly patterns become dated sessions, closures left out, at the wall-clock time of the space."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapart.agenda import actions
from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Series, Session
from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.people.enums import RoleKind
from mapart.spaces.models import Closure, Room, Space
from tests.factories import make_space, make_staff, next_weekday

pytestmark = pytest.mark.django_db


def open_tuesdays(space: Space, **values: object) -> Series:
    defaults: dict[str, object] = {
        "by": None,
        "space": space,
        "kind": SessionKind.WORKSHOP,
        "weekday": 1,
        "starts_at": datetime.time(14),
        "ends_at": datetime.time(17),
        "starts_on": next_weekday(0),
        "capacity": 6,
    }
    return actions.open_series(**(defaults | values))  # type: ignore[arg-type]


def test_a_year_of_sessions_costs_no_more_queries_than_a_month_and_is_made_once() -> None:
    costs = []
    for weeks in (4, 52):
        series = open_tuesdays(make_space())
        until = series.starts_on + datetime.timedelta(weeks=weeks)
        with CaptureQueriesContext(connection) as queries:
            sessions = actions.extend_series(by=None, series=series, until=until)
        costs.append(len(queries))
        assert len(sessions) == weeks
        assert actions.extend_series(by=None, series=series, until=until) == []
        assert Session.objects.filter(series=series).count() == weeks
    assert costs[0] == costs[1]


def test_sessions_keep_the_hour_of_the_wall_over_both_changes_of_clock() -> None:
    space = make_space(time_zone="Europe/Paris")
    series = open_tuesdays(space)
    sessions = actions.extend_series(
        by=None, series=series, until=series.starts_on + datetime.timedelta(weeks=52)
    )
    hours = {one.starts_at.astimezone(ZoneInfo(space.time_zone)).time() for one in sessions}
    assert hours == {datetime.time(14)}
    assert len({one.starts_at.astimezone(datetime.UTC).time() for one in sessions}) == 2


def test_closed_days_are_skipped() -> None:
    space = make_space()
    series = open_tuesdays(space)
    Closure.objects.create(space=space, starts_on=next_weekday(0, 2), ends_on=next_weekday(6, 2))
    Closure.objects.create(space=make_space(), starts_on=next_weekday(0), ends_on=next_weekday(6, 8))
    sessions = actions.extend_series(by=None, series=series, until=next_weekday(6, 3))
    days = [one.starts_at.astimezone(ZoneInfo(space.time_zone)).date() for one in sessions]
    assert days == [next_weekday(1, 1), next_weekday(1, 3)]


def test_extending_adds_only_what_is_missing() -> None:
    series = open_tuesdays(make_space())
    first = actions.extend_series(by=None, series=series, until=next_weekday(6, 2))
    more = actions.extend_series(by=None, series=series, until=next_weekday(6, 4))
    assert [len(first), len(more)] == [2, 2]
    assert more[0].starts_at > first[-1].starts_at


def test_a_series_stopped_since_it_was_read_gets_no_session_after_its_end() -> None:
    series = open_tuesdays(make_space())
    Series.objects.filter(pk=series.pk).update(ends_on=next_weekday(6, 2))
    assert series.ends_on is None
    assert len(actions.extend_series(by=None, series=series, until=next_weekday(6, 9))) == 2


def test_what_is_past_is_not_made() -> None:
    series = open_tuesdays(make_space(), starts_on=next_weekday(0, -8))
    sessions = actions.extend_series(by=None, series=series, until=next_weekday(6, 1))
    today = clock.today()
    assert all(one.starts_at.date() >= today for one in sessions)
    assert 1 <= len(sessions) <= 2


def test_a_series_needs_an_end_after_its_start_and_seats_that_fit_the_room() -> None:
    space = make_space()
    with pytest.raises(Refusal, match=r"agenda\.ends_before_it_starts"):
        open_tuesdays(space, ends_at=datetime.time(14))
    room = Room.objects.create(space=space, name="Salle bleue", seats=5)
    with pytest.raises(Refusal, match=r"agenda\.more_seats_than_room"):
        open_tuesdays(space, room=room, capacity=6)
    assert open_tuesdays(space, room=room, capacity=5).room == room


def test_only_who_plans_the_space_may_open_a_series() -> None:
    space = make_space()
    manager, lead = make_staff(space), make_staff(space, RoleKind.COMMUNITY_LEAD)
    assert open_tuesdays(space, by=manager).pk
    with pytest.raises(PermissionDenied):
        open_tuesdays(space, by=lead)
    with pytest.raises(PermissionDenied):
        open_tuesdays(make_space(), by=manager)


def test_who_welcomes_applicants_may_open_a_meeting() -> None:
    space = make_space()
    lead = make_staff(space, RoleKind.COMMUNITY_LEAD)
    meeting = actions.open_session(
        by=lead,
        space=space,
        kind=SessionKind.INFORMATION_MEETING,
        day=next_weekday(3),
        starts_at=datetime.time(18),
        ends_at=datetime.time(20),
        capacity=12,
    )
    assert meeting.capacity == 12
    entry = JournalEntry.objects.get(act="open_session")
    assert entry.actor == lead.pk
    assert entry.subject == meeting.pk


def test_a_session_in_the_past_is_refused() -> None:
    with pytest.raises(Refusal, match=r"agenda\.in_the_past"):
        actions.open_session(
            by=None,
            space=make_space(),
            kind=SessionKind.WORKSHOP,
            day=clock.today() - datetime.timedelta(days=1),
            starts_at=datetime.time(9),
            ends_at=datetime.time(10),
        )


@pytest.mark.parametrize(("hours", "count"), [("Mo-Su 09:00-18:00; PH off", 2), ("Mo-Su 09:00-18:00", 3)])
def test_bank_holidays_are_skipped_where_the_space_is_closed_then(hours: str, count: int) -> None:
    holiday = datetime.date(clock.today().year + 1, 7, 14)
    week = datetime.timedelta(days=7)
    space = make_space(opening_hours=hours)
    series = open_tuesdays(space, weekday=holiday.weekday(), starts_on=holiday - week)
    assert len(actions.extend_series(by=None, series=series, until=holiday + week)) == count


def test_the_key_of_another_space_opens_nothing_and_says_so() -> None:
    theirs, here, hours = open_tuesdays(make_space()), make_space(), (datetime.time(9), datetime.time(12))
    session = actions.extend_series(by=None, series=theirs, until=next_weekday(6))[0]
    with pytest.raises(Refusal, match="form_of_another_space"):
        open_tuesdays(here, key=theirs.pk)
    with pytest.raises(Refusal, match="form_of_another_space"):
        actions.open_session(
            by=None,
            space=here,
            kind=SessionKind.WORKSHOP,
            day=next_weekday(2),
            starts_at=hours[0],
            ends_at=hours[1],
            key=session.pk,
        )
    assert not Series.objects.filter(space=here).exists()
    assert not Session.objects.filter(space=here).exists()
