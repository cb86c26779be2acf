"""The home page of each role shows first what waits for that person."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mapart.agenda.enums import SessionKind
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.people.enums import RoleKind
from mapart.people.models import Role
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, Withdrawal
from mapart.recruitment.enums import Stage, Step
from mapart.spaces.models import Space
from tests.factories import (
    make_application,
    make_assignment,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_step,
    make_volunteer,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=2)


def text_of(client: Client, address: str = "/equipe/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def fill(space: Space, size: int = 1) -> None:
    """A session soon that lacks people, an applicant, a meeting, and a session of today with somebody on it."""
    for number in range(size):
        starts_at = clock.now() + SOON + datetime.timedelta(hours=number)
        times: dict[str, Any] = {"starts_at": starts_at, "ends_at": starts_at + datetime.timedelta(hours=1)}
        make_need(make_session(space, **times), make_mission(title="Animer un atelier"), minimum=2)
        make_session(space, kind=SessionKind.INFORMATION_MEETING, capacity=12, **times)
        applicant = make_person(first_name="Zoraya", email=None, channel=Channel.PAPER)
        make_application(space, applicant)
        midday = clock.at(clock.today(), datetime.time(12), space.time_zone)
        today: dict[str, Any] = {"starts_at": midday, "ends_at": midday + datetime.timedelta(hours=1)}
        need = make_need(make_session(space, **today), filled=1)
        volunteer = make_volunteer(space, person=make_person(first_name="Tiana", last_name="Rabe"))
        Assignment.objects.create(need=need, volunteer=volunteer, origin=Origin.STAFF)


def test_a_manager_sees_the_empty_places_first(client: Client) -> None:
    space = make_space(name="Fives")
    client.force_login(make_staff(space))
    fill(space)
    text = text_of(client)
    parts = [
        "Les 7 prochains jours",
        "Animer un atelier",
        "Zoraya",
        "Réunions d'information",
        "Tiana R.",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "<h1>Fives</h1>" in text


def test_what_lacks_people_within_a_day_comes_before_what_is_worse_and_later(client: Client) -> None:
    space, soon, worse = make_space(), make_mission(title="Accueillir"), make_mission(title="Réparer")
    now = clock.now()
    for mission, hours, values in ((worse, 60, {"priority": 5, "minimum": 3}), (soon, 1, {"minimum": 1})):
        starts_at = now + datetime.timedelta(hours=hours)
        make_need(
            make_session(space, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=2)),
            mission,
            **values,
        )
    client.force_login(make_staff(space))
    text = text_of(client)
    assert text.index("Accueillir") < text.index("Réparer")


def test_each_empty_place_names_all_who_cannot_come(client: Client) -> None:
    """Six withdrawals of this week and one of a later week: none is left out without a word."""
    space = make_space()
    for days in (1, 9):
        starts_at = clock.now() + datetime.timedelta(days=days, hours=1)
        session = make_session(space, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=2))
        need = make_need(session, minimum=9, ideal=9, maximum=9)
        for number in range(6 if days == 1 else 1):
            person = make_person(first_name=f"Absente{days}{number}", last_name="")
            Withdrawal.objects.create(need=need, volunteer=make_volunteer(space, person=person))
    client.force_login(make_staff(space))
    text = text_of(client)
    for name in [*(f"Absente1{number}" for number in range(6)), "Absente90"]:
        assert text.count(f"{name} ne peut pas venir.") == 1


def test_the_empty_places_that_are_not_shown_are_counted(client: Client) -> None:
    space = make_space()
    client.force_login(make_staff(space))
    fill(space, 7)
    assert "autres créneaux, dans le planning." in text_of(client)


def test_a_community_lead_sees_the_applicants_first(client: Client) -> None:
    space = make_space()
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    fill(space)
    text = text_of(client)
    assert text.index("Zoraya") < text.index("Réunions d'information") < text.index("Animer un atelier")


def test_who_waits_for_the_team_comes_before_who_has_a_date(client: Client) -> None:
    """A seat at a meeting to come asks nothing of us today; a call that waits does, in red after 48 hours."""
    space = make_space()
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    seated = make_application(space, make_person(first_name="Seated"), stage=Stage.INVITED)
    make_step(seated, Step.MEETING, waits_from=clock.now() + SOON)
    for name, days in (("Recent", 1), ("Ancient", 3)):
        since = clock.now() - datetime.timedelta(days=days)
        make_application(space, make_person(first_name=name), stage_since=since)
    text = text_of(client)
    assert "2</b> personnes attendent une réponse" in text
    assert text.index("Ancient") < text.index("Recent")
    assert "Seated" not in text
    assert '<small class="bad">attend depuis 3 jours</small>' in text
    assert "<small>attend depuis 24 heures</small>" in text


def test_a_receptionist_sees_who_comes_today(client: Client) -> None:
    space = make_space()
    client.force_login(make_staff(space, RoleKind.RECEPTIONIST))
    fill(space)
    text = text_of(client)
    assert "Tiana R." in text
    assert "Zoraya" not in text
    assert "/equipe/roles/" not in text


@pytest.mark.parametrize("kind", [RoleKind.SPACE_MANAGER, RoleKind.RECEPTIONIST])
@pytest.mark.parametrize("minimum", [1, 2])
def test_today_says_who_cannot_come_even_when_enough_people_stay(
    client: Client, monkeypatch: pytest.MonkeyPatch, kind: RoleKind, minimum: int
) -> None:
    space = make_space()
    today = clock.today(space.time_zone)
    starts_at = clock.at(today, datetime.time(9), space.time_zone)
    monkeypatch.setattr(clock, "now", lambda: starts_at - datetime.timedelta(minutes=10))
    need = make_need(make_session(space, starts_at=starts_at), minimum=minimum, ideal=2, maximum=2)
    make_assignment(need, make_volunteer(space, person=make_person(first_name="Restante", last_name="")))
    for where, name in ((need, "Absente"), (make_need(make_session(make_space())), "Ailleurs")):
        person = make_person(first_name=name, last_name="")
        Withdrawal.objects.create(need=where, volunteer=make_volunteer(space, person=person))
    client.force_login(make_staff(space, kind))
    text = text_of(client)
    today_alone = text[text.index('id="today"') :]
    assert today_alone.count("Absente ne peut pas venir.") == 1
    assert today_alone.index("Restante") < today_alone.index("Absente")
    assert ("Il manque 1 personne" in today_alone) == (minimum == 2)
    assert "Ailleurs" not in text


@pytest.mark.parametrize("kind", [RoleKind.SPACE_MANAGER, RoleKind.RECEPTIONIST])
@pytest.mark.parametrize(
    ("hour", "beside", "is_said"), [(8, None, True), (8, 0, False), (8, 1, True), (13, None, False)]
)
def test_today_says_which_beginner_is_left_alone_until_the_end(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    kind: RoleKind,
    hour: int,
    beside: int | None,
    is_said: bool,
) -> None:
    """Two beginners beside each other are alone too; people of experience on another mission change nothing."""
    space = make_space()
    start = clock.at(clock.today(space.time_zone), datetime.time(9), space.time_zone)
    monkeypatch.setattr(clock, "now", lambda: start.replace(hour=hour))
    session = make_session(space, starts_at=start, ends_at=start + datetime.timedelta(hours=3))
    need, other = make_need(session, minimum=1), make_need(session, make_mission(), minimum=1)
    held = [(need, "Nouvelle", 2), (other, "Ancienne", 0)] + (
        [(need, "Tiana", beside)] if beside is not None else []
    )
    for where, name, left in held:
        person = make_person(first_name=name, last_name="")
        make_assignment(where, make_volunteer(space, person=person, accompanied_shifts_left=left))
    client.force_login(make_staff(space, kind))
    for address in ("/equipe/", "/equipe/planning/presence/"):
        text = text_of(client, address).replace("&#x27;", "'")
        said = text.count("Nouvelle débute, sans personne d'expérience à ses côtés.")
        assert said == (is_said or (hour == 13 and address != "/equipe/")), address
        assert "Ancienne débute" not in text
    assert f'href="/equipe/planning/besoins/{need.pk}/"' in text_of(client)


def test_a_network_head_sees_all_spaces_the_worst_first(client: Client) -> None:
    good, bad = make_space(name="Complet"), make_space(name="Vide")
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    fill(bad)
    session = make_session(good, starts_at=clock.now() + SOON, ends_at=clock.now() + SOON * 2)
    make_need(session, filled=2)
    text = text_of(client).split("<table>")[1]
    assert text.index("Vide") < text.index("Complet")
    assert "2 sur 2" in plain(text)
    assert "100 %" in plain(text)
    assert "Animer un atelier" in text_of(client, f"/equipe/?espace={bad.slug}")


def test_somebody_of_several_spaces_chooses_one(client: Client) -> None:
    first, second, stranger = make_space(), make_space(), make_space()
    person = make_staff(first)
    Role.objects.create(person=person, kind=RoleKind.RECEPTIONIST, space=second)
    client.force_login(person)
    fill(second)
    assert "Tiana R." in text_of(client)
    assert "Zoraya" not in text_of(client, f"/equipe/?espace={second.slug}")
    assert f'value="{stranger.slug}"' not in text_of(client, f"/equipe/?espace={stranger.slug}")


def test_nothing_of_another_space_is_shown(client: Client) -> None:
    client.force_login(make_staff(make_space()))
    fill(make_space())
    text = text_of(client)
    for secret in ("Animer un atelier", "Zoraya", "Tiana"):
        assert secret not in text


def test_an_empty_network_says_what_to_do(client: Client) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    text = text_of(client)
    assert "pas encore d'espace" in text
    assert "Noter une demande" not in text


@pytest.mark.parametrize("kind", list(RoleKind))
def test_who_comes_to_help_is_written_down_in_one_touch(client: Client, kind: RoleKind) -> None:
    space = make_space()
    client.force_login(make_staff(None if kind == RoleKind.NETWORK_HEAD else space, kind))
    page = text_of(client)
    assert 'href="/equipe/candidatures/nouvelle/"' in page[page.index("<main") :]
    assert client.get("/equipe/candidatures/nouvelle/").status_code == 200


def test_volunteers_have_no_business_here(client: Client) -> None:
    client.force_login(make_volunteer(make_space()).person)
    assert client.get("/equipe/").status_code == 403


@pytest.mark.parametrize("kind", [RoleKind.SPACE_MANAGER, RoleKind.COMMUNITY_LEAD, RoleKind.RECEPTIONIST])
def test_a_home_page_costs_the_same_whatever_its_size(client: Client, kind: RoleKind) -> None:
    counts = []
    for size in (1, 6):
        space = make_space()
        client.force_login(make_staff(space, kind))
        fill(space, size)
        with CaptureQueriesContext(connection) as queries:
            text_of(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_network_costs_the_same_whatever_its_size(client: Client) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    make_space()
    counts = []
    for size in (1, 6):
        for _ in range(size):
            fill(make_space())
        with CaptureQueriesContext(connection) as queries:
            text_of(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
