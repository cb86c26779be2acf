"""Is my space well? Each figure right, each leading to its rows, at a cost that does not grow."""

import datetime
import gzip
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mapart.agenda.enums import Attendance, SessionState
from mapart.core import clock, wording
from mapart.people.enums import RoleKind
from mapart.planning.actions import count_rhythms, forget_person
from mapart.planning.models import RhythmCount, RhythmLine, StaffingNeed
from mapart.planning.queries import (
    export_person,
    last_shifts,
    named_above_rhythm,
    named_without_shift,
    still_without_shift,
    volunteers_above_rhythm,
    volunteers_without_shift,
)
from mapart.recruitment.enums import Stage, Step
from mapart.recruitment.models import PathStep
from mapart.spaces.models import Space
from mapart.volunteering.enums import Commitment, VolunteerState
from mapart.volunteering.models import Volunteer
from mapart.website.health import health_of
from tests.factories import (
    make_application,
    make_assignment,
    make_hours,
    make_mission,
    make_need,
    make_newcomer,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db


def ago(**time: int) -> datetime.datetime:
    return clock.now() - datetime.timedelta(**time)


def need_on(space: Space, starts_at: datetime.datetime, **values: Any) -> StaffingNeed:
    """A shift of three hours at this instant."""
    session = make_session(space, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=3))
    return make_need(session, **values)


def old_hand(space: Space, **values: Any) -> Volunteer:
    """An active volunteer of three months."""
    return make_volunteer(space, started_on=clock.today() - datetime.timedelta(days=90), **values)


def address(space: Space, what: str = "") -> str:
    return f"/equipe/espaces/{space.pk}/sante/{what}"


def test_the_places_of_the_last_four_whole_weeks() -> None:
    space = make_space()
    for weeks, held in ((-4, 2), (-1, 1), (0, 2), (-5, 2)):
        need = make_need(make_session(space, next_weekday(1, weeks)), minimum=2)
        for _ in range(held):
            make_assignment(need)
    cancelled = make_session(space, next_weekday(2, -1), state=SessionState.CANCELLED)
    make_need(cancelled, minimum=2)
    make_need(make_session(make_space(), next_weekday(1, -1)), minimum=2)
    health = health_of(space)
    assert [monday for monday, _ in health.weeks] == [next_weekday(0, weeks) for weeks in (-4, -3, -2, -1)]
    assert [week and (week.filled, week.places) for _, week in health.weeks] == [(2, 2), None, None, (1, 2)]
    assert (health.held, health.places, health.percent) == (3, 4, 75)
    assert "places" in dict(health.concerns())


def test_who_has_had_no_shift() -> None:
    space = make_space()
    alone = old_hand(space)
    long_ago = old_hand(space)
    make_assignment(need_on(space, ago(days=50)), long_ago)
    was_absent = old_hand(space)
    make_assignment(need_on(space, ago(days=10)), was_absent, attendance=Attendance.ABSENT)
    for starts_at in (ago(days=44), ago(days=-3)):
        make_assignment(need_on(space, starts_at), old_hand(space))
    make_hours(old_hand(space), worked_on=clock.today() - datetime.timedelta(days=20))
    make_volunteer(space, started_on=clock.today() - datetime.timedelta(days=10))
    old_hand(space, state=VolunteerState.PAUSED)
    old_hand(make_space())
    found = list(volunteers_without_shift(space))
    assert {one.pk for one in found} == {alone.pk, long_ago.pk, was_absent.pk}
    assert set(last_shifts([one.pk for one in found])) == {long_ago.pk}
    assert health_of(space).without_shift == 0, "not counted yet"
    count_rhythms(by=None)
    health = health_of(space)
    assert (health.without_shift, health.active) == (3, 7)
    assert {one.volunteer_id for one in named_without_shift(space)} == {alone.pk, long_ago.pk, was_absent.pk}


def test_who_was_called_since_the_night_is_settled(client: Client) -> None:
    space = make_space()
    called, waiting = old_hand(space), old_hand(space)
    count_rhythms(by=None)
    make_assignment(need_on(space, ago(days=-2)), called)
    assert still_without_shift(space, [called.pk, waiting.pk]) == {waiting.pk}
    client.force_login(make_staff(space))
    page = client.get(address(space, "sans-creneau/")).text
    assert page.count("réglé depuis ce compte") == page.count("aucun créneau jusqu") == 1
    count_rhythms(by=None)
    assert [one.volunteer_id for one in named_without_shift(space)] == [waiting.pk]
    assert health_of(space).without_shift == 1


def test_to_count_twice_leaves_one_count(client: Client) -> None:
    space, other = make_space(), make_space()
    above = old_hand(space, commitment=Commitment.THREE_HOURS_A_MONTH)
    for days in (3, 5):
        make_assignment(need_on(other, ago(days=days)), above)
    old_hand(space)
    assert count_rhythms(by=None) == count_rhythms(by=None) == 2
    assert RhythmCount.objects.count() == 2
    assert RhythmLine.objects.count() == 2
    client.force_login(make_staff(space))
    moment = wording.moment(RhythmCount.objects.get(space=space).counted_at)
    for what in ("", "sans-creneau/", "au-dessus/"):
        assert f"Compté {moment}." in client.get(address(space, what)).text
    above.state = VolunteerState.PAUSED
    above.save()
    assert not named_above_rhythm(space).exists()


def test_what_is_forgotten_and_exported_of_the_count() -> None:
    space = make_space()
    one = old_hand(space)
    count_rhythms(by=None)
    [line] = export_person(one.person)["au compte de la nuit"]
    assert line["compté"] == "sans créneau"
    forget_person(by=None, person=one.person)
    assert not RhythmLine.objects.exists()


def test_who_gives_more_than_her_rhythm_everywhere() -> None:
    space, other = make_space(), make_space()
    above = old_hand(space, commitment=Commitment.THREE_HOURS_A_MONTH, person=make_person(first_name="Trop"))
    make_assignment(need_on(space, ago(days=3)), above)
    make_assignment(need_on(other, ago(days=20)), above)
    within = old_hand(space, commitment=Commitment.THREE_HOURS_A_MONTH)
    make_assignment(need_on(space, ago(days=3)), within)
    make_assignment(need_on(space, ago(days=5)), within, attendance=Attendance.ABSENT)
    make_assignment(need_on(space, ago(days=40)), within)
    weekly = old_hand(space, commitment=Commitment.THREE_HOURS_A_WEEK)
    for days in (3, 10, 17, 24):
        make_assignment(need_on(space, ago(days=days)), weekly)
    [found] = volunteers_above_rhythm(space)
    assert (found.volunteer, found.given, found.offered) == (above.pk, 360, 180)
    assert volunteers_above_rhythm(other) == []
    count_rhythms(by=None)
    assert health_of(space).above == 1
    assert [(one.volunteer_id, one.given) for one in named_above_rhythm(space)] == [(above.pk, 360)]


def test_the_way_and_the_answers() -> None:
    space = make_space()
    for hours, days in ((10, 1), (30, 2), (100, 80)):
        application = make_application(space, stage=Stage.INVITED, stage_since=clock.now())
        ended_at = ago(days=days)
        PathStep.objects.create(
            application=application,
            space=space,
            step=Step.CALL,
            holder="team",
            since=ended_at - datetime.timedelta(hours=hours),
            waits_from=ended_at - datetime.timedelta(hours=hours),
            ended_at=ended_at,
        )
    make_application(space, stage_since=ago(hours=60))
    make_newcomer(space, step=Step.CHARTER)
    health = health_of(space)
    assert health.answered is not None
    assert (health.answered.count, health.answered.soon) == (3, 2)
    assert health.answered.median == datetime.timedelta(hours=30)
    assert health.to_call is not None
    assert health.to_call.count == 1
    assert dict(health.concerns()).keys() == {"reponse"}
    ways = {one.step: one for one in health.steps}
    assert ways[Step.CALL].dwell is not None
    charter = ways[Step.CHARTER].now
    assert charter is not None
    assert charter.count == 1


def test_the_page_says_what_asks_for_care_and_leads_to_the_rows(client: Client) -> None:
    space = make_space()
    idle = old_hand(space, person=make_person(first_name="Sandrine", last_name="Sans"))
    above = old_hand(space, person=make_person(first_name="Thierry", last_name="Trop"))
    for days in (3, 5):
        make_assignment(need_on(space, ago(days=days)), above)
    waiting = make_application(
        space, make_person(first_name="Aline", last_name="Attend"), stage_since=ago(hours=60)
    )
    client.force_login(make_staff(space))
    page = client.get(address(space)).text
    assert "se compte chaque nuit" in page
    assert "se compte chaque nuit" in client.get(address(space, "sans-creneau/")).text
    count_rhythms(by=None)
    page = client.get(address(space)).text
    assert "points demandent votre attention" in page
    assert f'href="{address(space, "sans-creneau/")}"' in page
    rows = client.get(address(space, "sans-creneau/")).text
    assert "Sandrine Sans" in rows
    assert f"/equipe/benevoles/{idle.pk}/" in rows
    assert "aucun créneau jusqu" in rows
    rows = client.get(address(space, "au-dessus/")).text
    assert "6 h en 28 jours, pour 3 heures par mois" in plain(rows)
    assert f"/equipe/benevoles/{above.pk}/" in rows
    rows = client.get(f"{address(space, 'parcours/')}?etape=call").text
    assert f"/equipe/candidatures/{waiting.pk}/" in rows
    assert "Aline Attend" in client.get(address(space, "parcours/")).text
    assert client.get(address(space, "autre/")).status_code == 404


def test_a_long_list_is_turned_page_by_page(client: Client) -> None:
    space = make_space()
    client.force_login(make_staff(space))
    people = [make_application(space, stage_since=ago(hours=60 + number)) for number in range(28)]
    first = client.get(f"{address(space, 'parcours/')}?etape=call").text
    assert first.count("/equipe/candidatures/0") == 25
    assert str(people[-1].pk) in first, "the longest wait first"
    assert "?etape=call&amp;page=2" in first
    last = client.get(f"{address(space, 'parcours/')}?etape=call&page=2").text
    assert str(people[0].pk) in last
    assert "Page suivante" not in last
    PathStep.objects.update(ended_at=clock.now())
    assert "Personne ici" in client.get(f"{address(space, 'parcours/')}?etape=call").text
    assert str(people[3].pk) in client.get(f"{address(space, 'parcours/')}?etape=call&passee=1").text
    for page in ("0", "x", "-1", "99999999999999999999"):
        assert client.get(f"{address(space, 'sans-creneau/')}?page={page}").status_code == 200


def test_an_empty_space_says_what_comes_next(client: Client) -> None:
    space = make_space()
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    page = client.get(address(space)).text
    assert "rien à compter ici" in page
    for what in ("sans-creneau/", "au-dessus/", "parcours/"):
        assert "Personne ici aujourd" in client.get(address(space, what)).text


def test_who_may_not(client: Client) -> None:
    space = make_space()
    for person in (
        make_volunteer(space).person,
        make_staff(space, RoleKind.RECEPTIONIST),
        make_staff(make_space()),
    ):
        client.force_login(person)
        for what in ("", "sans-creneau/", "au-dessus/", "parcours/"):
            assert client.get(address(space, what)).status_code == 404
    client.force_login(make_staff(space))
    assert client.post(address(space)).status_code == 405


def fill(space: Space, times: int) -> None:
    """People, shifts and applicants of every kind."""
    mission = make_mission()
    for number in range(times):
        old_hand(space)
        above = old_hand(space)
        for days in (3, 5):
            make_assignment(need_on(space, ago(days=days, hours=number), mission=mission), above)
        make_application(space, stage_since=ago(hours=60 + number))
        make_newcomer(space, (mission,), list(Step)[3 + number % 6])


def test_every_page_costs_the_same_queries_at_any_size_and_stays_light(client: Client) -> None:
    space = make_space()
    client.force_login(make_staff(space))
    pages = [address(space, what) for what in ("", "sans-creneau/", "au-dessus/", "parcours/")]

    def costs() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(page)
            assert len(gzip.compress(answer.content)) <= 20_000
            found.append(len(captured))
        return found

    fill(space, 2)
    count_rhythms(by=None)
    client.get(pages[0])
    small = costs()
    fill(space, 14)
    count_rhythms(by=None)
    assert costs() == small
    assert small[0] <= 16
