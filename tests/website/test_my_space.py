"""The volunteer's own space: the next thing first, what she says of herself, and what nobody else may say for her."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock, wording
from mapart.core.models import JournalEntry
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.planning.models import Assignment, Withdrawal
from mapart.recruitment.enums import Step
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import HalfDay, Skill, SkillLevel, VolunteerState
from mapart.volunteering.models import Absence, Volunteer
from mapart.volunteering.queries import windows_of
from mapart.volunteering.rules import Window, window_of
from tests.factories import (
    make_assignment,
    make_meeting,
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

HOME, AVAILABILITY = "/mon-espace/", "/mon-espace/disponibilites/"
DAY = datetime.timedelta(days=1)


def in_days(days: int) -> datetime.date:
    return clock.today() + days * DAY


@pytest.fixture
def lille() -> Space:
    return make_space(access="Métro République")


@pytest.fixture
def volunteer(lille: Space) -> Volunteer:
    return make_volunteer(lille, (make_mission(), make_mission()))


@pytest.fixture
def hers(client: Client, volunteer: Volunteer) -> Client:
    """A browser where she is signed in."""
    client.force_login(volunteer.person)
    return client


def give_shift(volunteer: Volunteer, space: Space, day: datetime.date | None = None) -> Assignment:
    chosen = volunteer.choices.select_related("mission").first()
    mission = chosen.mission if chosen else make_mission()
    return make_assignment(make_need(make_session(space, day or next_weekday(1)), mission), volunteer)


def send(client: Client, act: str, **data: Any) -> str:
    """What the page says after an act, redirects followed."""
    return client.post(AVAILABILITY, {"act": act} | data, follow=True).text


# --- home ---------------------------------------------------------------------------------------------------------
def test_the_next_shift_comes_first_with_all_she_must_know(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    first = give_shift(volunteer, lille)
    later = give_shift(volunteer, lille, next_weekday(3))
    mate = make_volunteer(lille, person=make_person(first_name="Amina"))
    make_assignment(first.need, mate)
    text = hers.get(HOME).text
    session = first.need.session
    when = wording.span(session.starts_at, session.ends_at, lille.time_zone)
    assert f"{when[0].upper()}{when[1:]}, {lille.name}" in text
    for word in ("1 rue Exemple", "Métro République", "Avec Amina", 'href="tel:+33199000001"'):
        assert word in text
    assert f'action="/creneau/{first.secret}/"' in text
    assert "Dire que je viens" in text
    assert "Dire que je ne peux pas venir" in text
    assert f'href="/creneau/{later.secret}/"' in text
    assert text.index(first.secret) < text.index(later.secret) < text.index("Vos disponibilités")


def test_only_her_next_shifts_stand_before_what_the_team_writes(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    for days in range(1, 8):
        give_shift(volunteer, lille, in_days(days))
    page = plain(hers.get(HOME).content.decode())
    assert page.index("Voir les 3 autres créneaux") < page.index("Voir les places libres")
    assert page.count("Voir ce créneau") == 6


def test_the_two_answers_are_given_from_her_space(hers: Client, volunteer: Volunteer, lille: Space) -> None:
    shift = give_shift(volunteer, lille)
    buttons = re.findall(r'name="act" value="(\w+)">Dire', hers.get(HOME).text)
    assert len(buttons) == 2
    hers.post(f"/creneau/{shift.secret}/", {"act": buttons[0]})
    assert Assignment.objects.get().confirmed_at
    hers.post(f"/creneau/{shift.secret}/", {"act": buttons[1]})
    assert not Assignment.objects.exists()


def test_a_shift_she_has_confirmed_is_not_asked_again(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    shift = give_shift(volunteer, lille)
    shift.confirmed_at = clock.now()
    shift.save()
    text = hers.get(HOME).text
    assert "Dire que je viens" not in text
    assert "Dire que je ne peux pas venir" in text


def test_a_shift_that_runs_now_asks_nothing(hers: Client, volunteer: Volunteer, lille: Space) -> None:
    hour = datetime.timedelta(hours=1)
    session = make_session(lille, starts_at=clock.now() - hour, ends_at=clock.now() + hour)
    make_assignment(make_need(session), volunteer)
    text = hers.get(HOME).text
    assert "En ce moment" in text
    assert "/creneau/" not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("active", "L'équipe prépare le prochain planning"),
        ("paused", "Vous êtes en pause."),
        ("left", "Votre bénévolat est terminé."),
    ],
)
def test_without_a_shift_the_page_says_what_happens_next(
    hers: Client, volunteer: Volunteer, state: str, words: str
) -> None:
    Volunteer.objects.update(state=state, left_on=clock.today())
    assert words in hers.get(HOME).text


@pytest.mark.parametrize(
    ("state", "words", "asked"),
    [
        ("active", "", True),
        ("paused", "Vous êtes en pause, et des créneaux restent prévus.", True),
        ("left", "Votre bénévolat est terminé, et des créneaux restent prévus.", False),
    ],
)
def test_who_stops_with_shifts_to_come_reads_it_first_and_frees_them_in_one_touch(
    hers: Client, volunteer: Volunteer, lille: Space, state: str, words: str, asked: bool
) -> None:
    give_shift(volunteer, lille)
    Volunteer.objects.update(state=state, left_on=clock.today())
    text = hers.get(HOME).text
    assert ("restent prévus" in text) == bool(words)
    assert text.index(words) < text.index("Votre prochaine mission")
    assert ('href="/mon-espace/creneaux/"' in text) == bool(words)
    assert ("Vos disponibilités" in text) == asked


def test_who_has_not_said_when_she_is_free_is_asked_for_it(hers: Client, volunteer: Volunteer) -> None:
    volunteer.windows.all().delete()
    assert "Dire quand je suis libre" in hers.get(HOME).text


def test_a_candidate_sees_her_meeting(client: Client, lille: Space) -> None:
    person = make_person()
    booking = Booking.objects.create(session=make_meeting(lille), person=person)
    client.force_login(person)
    text = client.get(HOME).text
    assert booking.reference in text
    assert f"/reunion/{booking.secret}/" in text
    assert "Votre réunion d'information" in text


def test_a_candidate_on_a_waiting_list_is_told_so(client: Client, lille: Space) -> None:
    person = make_person()
    WaitlistEntry.objects.create(session=make_meeting(lille), person=person, number=1)
    client.force_login(person)
    assert "liste d'attente" in client.get(HOME).text


def test_somebody_who_is_nothing_yet_is_shown_the_way(client: Client) -> None:
    client.force_login(make_person())
    assert 'href="/devenir-benevole/"' in client.get(HOME).text
    for address in (AVAILABILITY, "/mon-espace/calendrier/", "/mon-espace/creneaux/"):
        assert client.get(address).headers["Location"] == HOME


@pytest.mark.parametrize("path", ["", "disponibilites/", "calendrier/", "creneaux/"])
def test_a_visitor_must_sign_in(client: Client, path: str) -> None:
    response = client.get(f"{HOME}{path}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/connexion/")


@pytest.mark.parametrize("shifts", [2, 11])
def test_her_home_page_asks_the_same_number_of_queries(
    hers: Client, volunteer: Volunteer, lille: Space, shifts: int
) -> None:
    for week in range(shifts):
        give_shift(volunteer, lille, next_weekday(1, weeks=week + 1))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        hers.get(HOME)
    assert len(queries) == 10


# --- availability -------------------------------------------------------------------------------------------------
def test_the_page_is_light_and_has_a_grid_that_is_a_table(hers: Client) -> None:
    response = hers.get(AVAILABILITY)
    assert len(response.content) <= 40_000
    assert response.text.count('name="half_days"') == 21
    assert response.text.count('<th scope="row">') == 7
    assert response.text.count('<th scope="col">') == 3
    assert 'style="' not in response.text


@pytest.mark.parametrize("much", [1, 8])
def test_the_page_asks_the_same_number_of_queries(hers: Client, volunteer: Volunteer, much: int) -> None:
    missions = [make_mission() for _ in range(much)]
    actions.set_missions(by=None, volunteer=volunteer, missions=missions)
    actions.set_reach(by=None, volunteer=volunteer, spaces=[make_space() for _ in range(much)])
    actions.set_skills(
        by=None, volunteer=volunteer, skills=dict.fromkeys(list(Skill)[:much], SkillLevel.EASY)
    )
    for day in range(much):
        Absence.objects.create(volunteer=volunteer, starts_on=in_days(day), ends_on=in_days(day))
    with CaptureQueriesContext(connection) as queries:
        hers.get(AVAILABILITY)
    assert len(queries) == 7


def test_the_grid_and_the_rhythm_are_saved_together(hers: Client, volunteer: Volunteer) -> None:
    half_days = ["0-morning", "6-evening"]
    text = send(hers, "week", half_days=half_days, commitment="6h_week", accepts_whole_day="on")
    assert "Les disponibilités sont enregistrées." in text
    volunteer.refresh_from_db()
    assert (volunteer.commitment, volunteer.accepts_whole_day) == ("6h_week", True)
    expected = [window_of(0, HalfDay.MORNING), window_of(6, HalfDay.EVENING)]
    assert [w for w in windows_of(volunteer) if w in expected] == expected
    for value in half_days:
        assert f'value="{value}" checked' in text
    assert text.count(" checked") == 2 + 1 + 1 + 6 + 1 + 1


def test_precise_hours_survive_the_saving_of_the_grid(hers: Client, volunteer: Volunteer) -> None:
    precise = Window(1, datetime.time(8, 30), datetime.time(11))
    actions.set_availability(by=None, volunteer=volunteer, windows=[precise, window_of(2, HalfDay.MORNING)])
    send(hers, "week", half_days=["1-morning"], commitment="3h_month")
    assert windows_of(volunteer) == [precise, window_of(1, HalfDay.MORNING)]


def test_unticking_everything_leaves_nothing(hers: Client, volunteer: Volunteer) -> None:
    actions.set_half_days(by=None, volunteer=volunteer, half_days=[(3, HalfDay.EVENING)])
    actions.set_availability(by=None, volunteer=volunteer, windows=[window_of(3, HalfDay.EVENING)])
    send(hers, "week", commitment="3h_month")
    assert windows_of(volunteer) == []


def test_a_rhythm_must_be_chosen_and_the_ticks_stay(hers: Client, volunteer: Volunteer) -> None:
    before = windows_of(volunteer)
    text = send(hers, "week", half_days=["4-evening"], commitment="always")
    assert "<title>Erreur :" in text
    assert 'value="4-evening" checked' in text
    assert windows_of(volunteer) == before


def test_precise_hours_are_added_and_removed(hers: Client, volunteer: Volunteer) -> None:
    volunteer.windows.all().delete()
    text = send(hers, "window", weekday=2, starts_at="10:00", ends_at="12:15")
    assert "Chaque mercredi, de 10 h à 12 h 15" in plain(text)
    row = volunteer.windows.get()
    for _ in range(2):
        assert "retiré" in send(hers, "remove_window", window=row.pk)
    assert windows_of(volunteer) == []


def test_hours_in_the_wrong_order_are_kept_and_explained(hers: Client, volunteer: Volunteer) -> None:
    before = windows_of(volunteer)
    text = send(hers, "window", weekday=2, starts_at="12:00", ends_at="10:00")
    assert escape("L'heure de fin vient avant l'heure de début.") in text
    assert 'value="12:00"' in text
    assert 'href="#window_ends_at"' in text
    assert windows_of(volunteer) == before


def test_an_absence_takes_two_actions_and_frees_nothing_by_itself(hers: Client, volunteer: Volunteer) -> None:
    text = send(hers, "absence", starts_on=in_days(3).isoformat(), ends_on=in_days(5).isoformat())
    assert "absence est notée" in text
    assert "Aucun créneau à libérer" in text
    absence = volunteer.absences.get()
    assert (absence.starts_on, absence.ends_on) == (in_days(3), in_days(5))
    assert wording.day(in_days(5)) in hers.get(HOME).text


def test_one_day_away_needs_one_date(hers: Client, volunteer: Volunteer) -> None:
    send(hers, "absence", starts_on=f"{in_days(3):%d/%m/%Y}", ends_on="")
    absence = volunteer.absences.get()
    assert (absence.starts_on, absence.ends_on) == (in_days(3), in_days(3))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field", "words"),
    [
        ("", "", "starts_on", "Écrivez le premier jour"),
        ("demain", "", "starts_on", "par exemple 24/11/2026"),
        (5, 3, "ends_on", "La fin vient avant le début."),
        (-5, -3, "ends_on", "déjà passé"),
        (1, 900, "ends_on", "en pause"),
        (1, "2026-02-30", "ends_on", "par exemple 24/11/2026"),
    ],
)
def test_wrong_dates_are_kept_and_explained(
    hers: Client, volunteer: Volunteer, starts_on: int | str, ends_on: int | str, field: str, words: str
) -> None:
    typed = [day if isinstance(day, str) else in_days(day).isoformat() for day in (starts_on, ends_on)]
    text = send(hers, "absence", starts_on=typed[0], ends_on=typed[1])
    assert words in text
    assert f'href="#absence_{field}"' in text
    assert all(f'value="{day}"' in text for day in typed if day)
    assert not volunteer.absences.exists()


def test_a_double_click_makes_one_absence(hers: Client, volunteer: Volunteer) -> None:
    for _ in range(2):
        send(hers, "absence", starts_on=in_days(3).isoformat(), ends_on=in_days(5).isoformat())
    assert volunteer.absences.count() == 1
    assert JournalEntry.objects.filter(act="add_absence").count() == 1


def test_an_absence_is_removed_even_from_a_page_left_open(hers: Client, volunteer: Volunteer) -> None:
    send(hers, "absence", starts_on=in_days(3).isoformat())
    key = volunteer.absences.get().pk
    for _ in range(2):
        assert "absence est retirée" in send(hers, "remove_absence", absence=key)
    assert not volunteer.absences.exists()
    assert hers.get(f"/mon-espace/absences/{key}/").status_code == 404


def test_the_shifts_of_an_absence_are_named_and_freed(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    monday = next_weekday(0)
    inside = [give_shift(volunteer, lille, monday + days * DAY) for days in (1, 4)]
    outside = give_shift(volunteer, lille, monday + 5 * DAY)
    text = send(
        hers,
        "absence",
        starts_on=(monday + DAY).isoformat(),
        ends_on=(monday + 4 * DAY).isoformat(),
    )
    assert "2 créneaux sont prévus" in text
    assert all(str(one.pk) in text for one in inside)
    assert str(outside.pk) not in text
    address = f"/mon-espace/absences/{volunteer.absences.get().pk}/"
    text = hers.post(address, {"shift": [inside[0].pk, outside.pk]}, follow=True).text
    assert "1 créneau est libéré" in text
    assert "1 créneau est gardé" in text
    inside[1].refresh_from_db()
    assert (inside[1].confirmed_at is not None, inside[1].why["knowingly"]) == (True, ["away"])
    assert set(Assignment.objects.all()) == {inside[1], outside}
    assert Withdrawal.objects.get().need == inside[0].need
    assert hers.post(address, {"shift": inside[0].pk}).status_code == 302
    assert Withdrawal.objects.count() == 1


def test_nothing_is_freed_by_looking(hers: Client, volunteer: Volunteer, lille: Space) -> None:
    give_shift(volunteer, lille)
    page = hers.get("/mon-espace/creneaux/").text
    assert " checked" not in page.split("<main")[1]
    assert Assignment.objects.count() == 1
    hers.post("/mon-espace/creneaux/", {})  # she does not stop: nothing was asked, nothing is kept
    assert Assignment.objects.get().confirmed_at is None


def test_shifts_that_no_longer_fit_her_hours_are_named_and_freed_or_kept(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    volunteer.windows.all().delete()
    monday, tuesday, other = (give_shift(volunteer, lille, next_weekday(0) + n * DAY) for n in (0, 1, 7))
    text = send(hers, "week", half_days=["0-morning", "1-morning"], commitment="3h_week")
    assert "ne vont plus" not in text
    text = send(hers, "week", half_days=["1-morning"], commitment="3h_week")
    assert "2 créneaux sont prévus" in text
    assert str(tuesday.pk) not in text
    address = "/mon-espace/creneaux/?heures=1"
    text = hers.post(address, {"shift": monday.pk}, follow=True).text
    assert "1 créneau est libéré" in text
    assert "1 créneau est gardé" in text
    assert set(Assignment.objects.all()) == {tuesday, other}
    other.refresh_from_db()
    assert other.why["knowingly"] == ["not_available"]
    assert "Aucun créneau à libérer" in hers.get(address).text
    text = send(hers, "week", half_days=["1-morning"], commitment="3h_week")
    assert "Quand êtes-vous libre" in text  # what she keeps is asked about once


def test_a_moment_free_once_is_added_and_removed(hers: Client, volunteer: Volunteer) -> None:
    text = send(hers, "extra", day=in_days(4).isoformat(), starts_at="09:00", ends_at="12:00")
    assert f"{wording.day(in_days(4))}, de 9 h à 12 h" in plain(text)
    assert "déjà passé" in send(
        hers, "extra", day=in_days(-4).isoformat(), starts_at="09:00", ends_at="12:00"
    )
    key = volunteer.extras.get().pk
    for _ in range(2):
        send(hers, "remove_extra", extra=key)
    assert not volunteer.extras.exists()


def test_skills_languages_and_status_are_saved(hers: Client, volunteer: Volunteer) -> None:
    skills = {f"skill_{skill}": 0 for skill in Skill} | {"skill_repair": 3, "skill_till": 1}
    send(hers, "about", status="retired", languages=["fr", "ar"], **skills)
    volunteer.refresh_from_db()
    assert volunteer.status == "retired"
    assert set(volunteer.languages.values_list("language", flat=True)) == {"fr", "ar"}
    assert dict(volunteer.skills.values_list("skill", "level")) == {"repair": 3, "till": 1}
    text = hers.get(AVAILABILITY).text
    assert re.search(r'name="skill_repair" value="3"[^>]*checked', text)


def test_an_unknown_level_changes_nothing(hers: Client, volunteer: Volunteer) -> None:
    skills = {f"skill_{skill}": 0 for skill in Skill} | {"skill_repair": 9}
    send(hers, "about", status="retired", languages=["fr"], **skills)
    assert not volunteer.skills.exists()


def order_of(volunteer: Volunteer) -> list[Any]:
    return [choice.mission_id for choice in volunteer.choices.all()]


def test_missions_are_put_in_order_without_javascript(hers: Client, volunteer: Volunteer) -> None:
    first, second = order_of(volunteer)
    third = make_mission().pk
    for _ in range(2):  # a double click
        send(hers, "mission", mission=third, place=10**20)  # the last one, however far
    assert order_of(volunteer) == [first, second, third]
    for _ in range(2):
        send(hers, "mission", mission=third, place=0)
    assert order_of(volunteer) == [third, first, second]
    send(hers, "mission", mission=first, place="none")
    assert order_of(volunteer) == [third, second]


def test_shifts_in_a_space_where_she_goes_no_more_are_named(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    roubaix, there = make_space(), give_shift(volunteer, lille)
    assert "ne vont plus" not in send(hers, "reach", spaces=[lille.pk, roubaix.pk])
    text = send(hers, "reach", spaces=[roubaix.pk])
    assert "ne vont plus" in text
    assert str(there.pk) in text
    hers.post("/mon-espace/creneaux/?heures=1", {"none": "1"})
    there.refresh_from_db()
    assert there.why["knowingly"] == ["out_of_reach"]
    assert "ne vont plus" not in send(hers, "reach", spaces=[roubaix.pk])


def test_shifts_of_a_mission_she_does_no_more_are_named(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    first, second = order_of(volunteer)
    of_first, of_second = (
        make_assignment(make_need(make_session(lille, next_weekday(n)), choice.mission), volunteer)
        for n, choice in enumerate(volunteer.choices.select_related("mission"))
    )
    assert "ne vont plus" not in send(hers, "mission", mission=second, place=0)
    text = send(hers, "mission", mission=first, place="none")
    assert "ne vont plus" in text
    assert str(of_first.pk) in text
    assert str(of_second.pk) not in text
    hers.post("/mon-espace/creneaux/?heures=1", {"none": "1"})
    of_first.refresh_from_db()
    assert "mission_not_accepted" in of_first.why["knowingly"]
    assert "Aucun créneau à libérer" in hers.get("/mon-espace/creneaux/?heures=1").text


def test_the_last_mission_cannot_be_removed(hers: Client, volunteer: Volunteer) -> None:
    first, second = order_of(volunteer)
    send(hers, "mission", mission=first, place="none")
    assert "Gardez au moins une mission" in send(hers, "mission", mission=second, place="none")
    assert order_of(volunteer) == [second]


def test_a_mission_that_needs_a_skill_says_so(hers: Client, volunteer: Volunteer) -> None:
    repair = make_mission(mandatory_skill=Skill.REPAIR)
    send(hers, "mission", mission=repair.pk, place=0)
    assert "Il faut savoir : réparer des appareils. Dites-le plus bas" in hers.get(AVAILABILITY).text
    actions.set_skills(by=None, volunteer=volunteer, skills={Skill.REPAIR: SkillLevel.BEGINNER})
    assert "Dites-le plus bas" not in hers.get(AVAILABILITY).text


def test_the_near_spaces_are_offered_with_the_minutes(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    roubaix = make_space(city="Roubaix", latitude=50.69, longitude=3.17)
    lyon = make_space(city="Lyon", latitude=45.76, longitude=4.83)
    text = hers.get(AVAILABILITY).text
    assert f"{lille.name}, Lille : 10 minutes" in text
    assert str(roubaix.pk) in text
    assert str(lyon.pk) not in text
    send(hers, "reach", spaces=[roubaix.pk])
    assert list(volunteer.reach.values_list("space", flat=True)) == [roubaix.pk]
    assert "Gardez au moins un espace" in send(hers, "reach")
    send(hers, "reach", spaces=[lyon.pk])
    assert list(volunteer.reach.values_list("space", flat=True)) == [roubaix.pk]


def test_a_pause_proposes_to_free_the_shifts_and_ends(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    shift = give_shift(volunteer, lille)
    assert "1 créneau est prévu" in send(hers, "pause")
    assert " checked" in hers.get("/mon-espace/creneaux/").text
    text = hers.post("/mon-espace/creneaux/", {"shift": shift.pk, "none": "1"}, follow=True).text
    assert "1 créneau est gardé" in text
    assert Assignment.objects.get().confirmed_at is not None
    hers.post("/mon-espace/creneaux/", {"shift": shift.pk})
    assert not Assignment.objects.exists()
    assert Volunteer.objects.get().state == VolunteerState.PAUSED
    assert "La pause est finie" in send(hers, "resume")
    assert Volunteer.objects.get().state == VolunteerState.ACTIVE


def test_who_leaves_is_told_and_the_page_no_longer_asks(hers: Client, volunteer: Volunteer) -> None:
    assert "Le bénévolat est terminé" in send(hers, "leave")
    assert "Faire une pause" not in hers.get(AVAILABILITY).text


@pytest.mark.parametrize("data", [{}, {"act": "erase"}, {"act": "remove_absence", "absence": "x"}])
def test_what_no_button_sends_is_refused(hers: Client, data: dict[str, str]) -> None:
    assert hers.post(AVAILABILITY, data).status_code == 400


# --- calendar -----------------------------------------------------------------------------------------------------
def test_the_calendar_has_a_private_address_that_can_change(hers: Client, volunteer: Volunteer) -> None:
    before = volunteer.calendar_secret
    page = hers.get("/mon-espace/calendrier/").text
    assert f"/agenda/{before}.ics" in page
    assert "webcal://" in page
    text = hers.post("/mon-espace/calendrier/", follow=True).text
    assert before not in text
    assert Volunteer.objects.get().calendar_secret in text


# --- who may write ------------------------------------------------------------------------------------------------
ACTS: dict[str, Callable[[Volunteer], dict[str, Any]]] = {
    "week": lambda v: {"half_days": ["0-evening"], "commitment": "3h_day"},
    "window": lambda v: {"weekday": 0, "starts_at": "10:00", "ends_at": "11:00"},
    "remove_window": lambda v: {"window": v.windows.all()[0].pk},
    "absence": lambda v: {"starts_on": in_days(40).isoformat()},
    "remove_absence": lambda v: {"absence": v.absences.get().pk},
    "extra": lambda v: {"day": in_days(4).isoformat(), "starts_at": "09:00", "ends_at": "12:00"},
    "remove_extra": lambda v: {"extra": v.extras.get().pk},
    "about": lambda v: {"status": "student", **{f"skill_{skill}": 3 for skill in Skill}},
    "reach": lambda v: {"spaces": [v.home_space_id]},
    "mission": lambda v: {"mission": make_mission().pk, "place": 0},
    "pause": lambda v: {},
    "resume": lambda v: {},
    "leave": lambda v: {},
}


def fill(volunteer: Volunteer) -> None:
    """Something to remove."""
    Absence.objects.create(volunteer=volunteer, starts_on=in_days(1), ends_on=in_days(1))
    actions.add_extra(
        by=None,
        volunteer=volunteer,
        day=in_days(9),
        starts_at=datetime.time(9),
        ends_at=datetime.time(10),
    )


def no_act_of(person: Person) -> bool:
    return not JournalEntry.objects.filter(actor=person.pk).exists()


@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_may_write_for_her(client: Client, volunteer: Volunteer, lille: Space, act: str) -> None:
    fill(volunteer)
    data = {"act": act} | ACTS[act](volunteer)
    address = f"/equipe/benevoles/{volunteer.pk}/disponibilites/"
    for person, status in (
        (make_person(), 404),
        (make_volunteer(lille).person, 404),
        (make_staff(make_space()), 404),
        (make_staff(lille, RoleKind.RECEPTIONIST), 404),
    ):
        client.force_login(person)
        assert client.post(address, data).status_code == status
        assert client.get(address).status_code == status
        assert no_act_of(person)


@pytest.mark.parametrize("act", ACTS)
def test_staff_write_for_her_while_on_the_phone(
    client: Client, volunteer: Volunteer, lille: Space, act: str
) -> None:
    fill(volunteer)
    lead = make_staff(lille, RoleKind.COMMUNITY_LEAD)
    client.force_login(lead)
    address = f"/equipe/benevoles/{volunteer.pk}/disponibilites/"
    response = client.post(address, {"act": act} | ACTS[act](volunteer), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0].startswith(f"/equipe/benevoles/{volunteer.pk}/")
    if act not in ("reach", "resume"):  # already so
        entry = JournalEntry.objects.filter(actor=lead.pk).latest("at")
        assert entry.subject == volunteer.pk


def test_she_cannot_touch_what_belongs_to_another(hers: Client, lille: Space) -> None:
    other = make_volunteer(lille)
    fill(other)
    for act in ("remove_window", "remove_absence", "remove_extra"):
        hers.post(AVAILABILITY, {"act": act} | ACTS[act](other))
    assert (other.windows.count(), other.absences.count(), other.extras.count()) == (5, 1, 1)
    assert hers.get(f"/mon-espace/absences/{other.absences.get().pk}/").status_code == 404
    shift = give_shift(other, lille)
    hers.post("/mon-espace/creneaux/", {"shift": shift.pk})
    assert Assignment.objects.filter(pk=shift.pk).exists()


def test_staff_free_the_shifts_of_their_spaces_only(
    client: Client, volunteer: Volunteer, lille: Space
) -> None:
    here, elsewhere = give_shift(volunteer, lille), give_shift(volunteer, make_space())
    client.force_login(make_staff(lille))
    address = f"/equipe/benevoles/{volunteer.pk}/creneaux/"
    text = client.get(address).text
    assert f'value="{here.pk}"' in text
    assert f'value="{elsewhere.pk}"' not in text
    assert elsewhere.need.session.space.name in text
    client.post(address, {"shift": [here.pk, elsewhere.pk]})
    assert list(Assignment.objects.all()) == [elsewhere]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (Step.CHARTER, "Lire et signer la charte"),
        (Step.PROPOSE, "Nous cherchons votre premier créneau"),
        (Step.ANSWER, "Voir le créneau et répondre"),
    ],
)
def test_a_newcomer_finds_her_next_step_without_her_message(
    client: Client, lille: Space, step: Step, told: str
) -> None:
    newcomer = make_newcomer(lille, step=step, secret="b" * 22)
    client.force_login(newcomer.person)
    page = client.get(HOME).text
    assert told in page
    assert f'href="/bienvenue/{"b" * 22}/"' in page


def test_who_is_ready_is_asked_for_nothing(client: Client, volunteer: Volunteer) -> None:
    client.force_login(volunteer.person)
    assert "Votre accueil" not in client.get(HOME).text
