"""The month, the week on the wall, and answers written down for people who call."""

import gzip
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.people.enums import RoleKind
from mapart.planning import actions
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, StaffingNeed
from mapart.planning.queries import answers_awaited, month_of
from mapart.spaces.models import Closure, Space
from tests.conftest import SignedClient
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)

pytestmark = pytest.mark.django_db
ANSWERS, MONTH, WALL = (f"/equipe/planning/{page}/" for page in ("reponses", "mois", "imprimer"))


@pytest.fixture
def space(client: SignedClient) -> Space:
    made = make_space()
    client.force_login(make_staff(made, first_name="Sam"))
    return made


def text_of(client: SignedClient, address: str) -> str:
    return client.get(address).content.decode().replace("&#x27;", "'")


def test_a_month_counts_places_by_day(space: Space) -> None:
    need = make_need(make_session(space), minimum=2)
    make_assignment(need)
    make_need(make_session(space, hour=14), minimum=1)
    day = next_weekday(1)
    weeks = month_of(space, day.replace(day=1))
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in weeks)
    [found] = [one for week in weeks for one in week if one.date == day]
    assert (found.shifts, found.places, found.held, found.missing) == (2, 3, 1, 2)


@pytest.mark.parametrize("month", ["2026-02", "2027-02", "2026-12", "rien", ""])
def test_any_month_has_a_page(client: SignedClient, space: Space, month: str) -> None:
    text = text_of(client, f"{MONTH}?espace={space.slug}&mois={month}")
    assert text.count("<tr>") in (5, 6, 7)
    if month == "2026-12":
        assert "mois=2026-11" in text
        assert "mois=2027-01" in text


def test_the_month_says_which_day_is_today_and_when_the_space_is_closed(
    client: SignedClient, space: Space
) -> None:
    today = clock.today(space.time_zone)
    page = text_of(client, f"{MONTH}?espace={space.slug}")
    assert page.count('<span class="tag">aujourd\'hui</span>') == 1
    assert "fermé" not in page
    day = today.replace(day=1 if today.day > 1 else 2)
    Closure.objects.create(space=space, starts_on=day, ends_on=day)
    assert page.count("fermé") + 1 == text_of(client, f"{MONTH}?espace={space.slug}").count("fermé")


@pytest.mark.parametrize("address", [MONTH, WALL, ANSWERS])
def test_a_page_costs_the_same_whatever_its_size(client: SignedClient, space: Space, address: str) -> None:
    costs = []
    for size in (2, 60):
        while Assignment.objects.count() < size:
            number = Assignment.objects.count()
            session = make_session(space, next_weekday(number % 5), 8 + number % 9)
            make_assignment(make_need(session, minimum=2))
        with CaptureQueriesContext(connection) as queries:
            content = client.get(
                f"{address}?espace={space.slug}&semaine={next_weekday(0).isoformat()}"
            ).content
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10, costs
    assert len(gzip.compress(content)) <= 30_000


def test_the_week_on_the_wall_names_who_comes_and_no_phone(client: SignedClient, space: Space) -> None:
    person = make_person(first_name="Amina", last_name="Bénali", phone="+33639980001")
    make_assignment(make_need(make_session(space), minimum=2), make_volunteer(space, person=person))
    address = f"{WALL}?espace={space.slug}&semaine={next_weekday(0).isoformat()}"
    text = text_of(client, address)
    assert "Amina B." in text
    assert "1 place libre" in text
    assert "06 39" not in text
    assert 'class="sheet a3"' in text_of(client, f"{address}&format=a3")


def test_who_can_be_called_stands_before_who_is_only_met_at_the_desk(space: Space) -> None:
    mission = make_mission()
    for name, phone in (("Anne", None), ("Zoé", "+33639980001")):
        person = make_person(first_name=name, last_name="", email=None, phone=phone, channel=Channel.PAPER)
        make_assignment(
            make_need(make_session(space), mission), make_volunteer(space, (mission,), person=person)
        )
    assert [one.name for one in answers_awaited(space)] == ["Zoé", "Anne"]


def test_a_long_list_shows_all_who_must_be_called_and_finds_the_others_by_name(
    client: SignedClient, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapart.planning.views.paper.FIRST_ANSWERS", 1)
    mission = make_mission()
    need = make_need(make_session(space), mission, maximum=5)

    def hold(name: str, **how: Any) -> None:
        person = make_person(first_name=name, last_name="", **how)
        make_assignment(need, make_volunteer(space, (mission,), person=person))

    others = "D'autres réponses sont attendues."
    for name in ("Anne", "Zoé"):
        hold(name, email=None, phone=None, channel=Channel.PAPER)
    assert others not in text_of(client, ANSWERS)
    hold("Bilal")
    text = text_of(client, ANSWERS)
    assert ("<b>Anne</b>" in text, "<b>Zoé</b>" in text, "<b>Bilal</b>" in text) == (True, True, False)
    assert others in text
    text = text_of(client, f"{ANSWERS}?qui=bil")
    assert ("<b>Bilal</b>" in text, others in text) == (True, False)


def test_one_touch_writes_down_one_answer(client: SignedClient, space: Space) -> None:
    mission = make_mission()
    need = make_need(make_session(space), mission, minimum=1)
    far = make_volunteer(space, (mission,), person=make_person(email=None, channel=Channel.PAPER))
    held = make_assignment(make_need(make_session(space, hour=14), mission), far)
    near = make_volunteer(space, (mission,))
    ask = actions.ask_volunteer(by=make_staff(space), need=need, volunteer=near)
    assert [one.is_far for one in answers_awaited(space)] == [True, False]
    assert len(answers_awaited(space, far.person.first_name[:3])) == 2
    assert answers_awaited(space, "zzz") == []
    kept = client.post(f"{ANSWERS}?qui=cam", {"answer": f"shift:{held.pk}:oui"})
    assert kept["Location"] == f"{ANSWERS}?espace={space.slug}&qui=cam"
    held.refresh_from_db()
    assert held.confirmed_at is not None
    text = client.post(ANSWERS, {"answer": f"ask:{ask.pk}:oui"}, follow=True).content.decode()
    assert Ask.objects.get().state == AskState.ACCEPTED
    assert Assignment.objects.filter(need=need, volunteer=near).exists()
    assert "Toutes les réponses sont notées" in text
    acts = set(JournalEntry.objects.values_list("act", flat=True))
    assert {"confirm_shift", "accept_ask"} <= acts
    client.post(ANSWERS, {"answer": f"shift:{held.pk}:non"})
    assert not Assignment.objects.filter(pk=held.pk).exists()
    again = client.post(ANSWERS, {"answer": f"shift:{held.pk}:non"}, follow=True)
    assert (again.status_code, "déjà fait" in again.text) == (200, True)


@pytest.mark.parametrize("answer", ["", "ask", "ask:rien:oui", "shift:rien:non", "autre:1:oui"])
def test_an_answer_about_nothing_is_not_found(client: SignedClient, space: Space, answer: str) -> None:
    assert client.post(ANSWERS, {"answer": answer}).status_code == 404


@pytest.mark.parametrize(("kind", "status"), [(RoleKind.RECEPTIONIST, 403), (None, 404)])
def test_who_only_reads_or_is_a_stranger_writes_no_answer(
    client: SignedClient, space: Space, kind: Any, status: int
) -> None:
    held = make_assignment(make_need(make_session(space)))
    client.force_login(make_staff(space, kind) if kind else make_staff(make_space()))
    assert client.post(ANSWERS, {"answer": f"shift:{held.pk}:oui"}).status_code == status
    held.refresh_from_db()
    assert held.confirmed_at is None
    assert StaffingNeed.objects.get(pk=held.need_id).filled == 1
