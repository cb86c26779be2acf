"""Pages of the team: who may, what they show, what they cost."""

import datetime
import gzip
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mapart.agenda.actions import open_series
from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.planning import actions, tasks
from mapart.planning.enums import AskState, RunState
from mapart.planning.models import Ask, Assignment, PlanRun, StaffingNeed, StaffingPattern
from mapart.spaces.models import Space
from mapart.volunteering.models import Absence
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
from tests.reading import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(space: Space, client: Client) -> Person:
    person = make_staff(space)
    client.force_login(person)
    return person


def board(space: Space) -> str:
    return f"{reverse('planning:board')}?espace={space.slug}&semaine={next_weekday(0).isoformat()}"


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("&#x27;", "'")


def addresses(space: Space) -> list[str]:
    need = make_need(make_session(space))
    return [
        board(space),
        f"{reverse('planning:pattern')}?espace={space.slug}",
        reverse("planning:need_show", args=[need.pk]),
    ]


def test_a_visitor_is_led_to_sign_in(client: Client, space: Space) -> None:
    for address in [*addresses(space), reverse("planning:run_new")]:
        assert client.get(address).status_code == 302


def test_a_stranger_does_not_learn_that_it_exists(client: Client, space: Space) -> None:
    client.force_login(make_staff(make_space()))
    assert [client.get(address).status_code for address in addresses(space)] == [404, 404, 404]


def test_somebody_without_a_role_gets_nothing(client: Client, space: Space) -> None:
    client.force_login(make_person())
    assert {client.get(address).status_code for address in addresses(space)} <= {403, 404}


def test_a_reader_reads_and_changes_nothing(client: Client, space: Space) -> None:
    client.force_login(make_staff(space, RoleKind.RECEPTIONIST))
    need = make_need(make_session(space))
    volunteer = make_volunteer(space, (need.mission,))
    for address in addresses(space):
        page = client.get(address)
        assert page.status_code == 200
        assert 'method="post"' not in page.content.decode()
    assert client.get(reverse("planning:run_new")).status_code == 403
    for name in ("need_ask", "need_assign", "need_remove", "need_change", "session_cancel"):
        answer = client.post(reverse(f"planning:{name}", args=[need.pk]), {"volunteer": volunteer.pk})
        assert answer.status_code == 403
    assert client.post(reverse("planning:week_extend"), {"space": space.pk}).status_code == 403


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1999-12-31", "hier"])
def test_a_date_at_the_ends_of_the_calendar_shows_today(client: Client, manager: Person, day: str) -> None:
    for name, part in {
        "board": f"semaine={day}",
        "week_print": f"semaine={day}",
        "run_new": f"semaine={day}",
        "month": f"mois={day[:7]}",
        "attendance": f"jour={day}",
    }.items():
        assert client.get(f"{reverse(f'planning:{name}')}?{part}").status_code == 200, name


def test_the_week_of_a_shift_is_the_one_on_its_walls(client: Client) -> None:
    reunion = make_space(time_zone="Indian/Reunion")
    client.force_login(make_staff(reunion))
    need = make_need(make_session(reunion, next_weekday(0), hour=2))  # still Sunday in UTC
    assert (
        f"semaine={next_weekday(0)}"
        in client.get(reverse("planning:need_show", args=[need.pk])).content.decode()
    )
    answer = client.post(reverse("planning:session_cancel", args=[need.pk]))
    assert answer.headers["Location"] == board(reunion)


def test_the_worst_hole_comes_first_with_its_cause(client: Client, space: Space, manager: Person) -> None:
    mission = make_mission(title="Accueil")
    late = make_need(make_session(space, hour=9), mission, minimum=1, priority=5)
    make_need(make_session(space, next_weekday(0)), mission, minimum=1, priority=1)
    gone = make_assignment(late, confirmed_at=clock.now())
    actions.withdraw(by=gone.volunteer.person, assignment=gone)
    page = text_of(client, board(space))
    assert "Il manque 2 personnes" in page
    assert page.index("ne peut pas venir") < page.index("Aucune proposition n'est encore calculée")


def test_no_word_of_the_week_is_read_as_a_tag(client: Client, space: Space, manager: Person) -> None:
    need = make_need(make_session(space), make_mission(title="<i>Accueil</i>"), minimum=2)
    who = make_volunteer(space, person=make_person(first_name="<i>Amina"), accompanied_shifts_left=0)
    make_assignment(need, who)
    for view in ("tableau", "liste"):
        page = client.get(f"{board(space)}&vue={view}").text
        assert "<i>" not in page
        assert page.count("&lt;i&gt;Accueil&lt;/i&gt;") >= 3  # twice in the hole, once in the week
        assert "&lt;i&gt;Amina" in page


def test_the_cause_of_a_hole_comes_from_the_last_computation(
    client: Client, space: Space, manager: Person
) -> None:
    make_need(make_session(space), make_mission(), minimum=1)
    make_volunteer(space, (make_mission(),))
    run = actions.ask_plan(by=manager, spaces=[space], starts_on=next_weekday(0), weeks=1)
    tasks.compute_plan.func(str(run.pk))
    assert "n'a choisi cette mission" in text_of(client, board(space))


def test_a_week_without_a_hole_and_a_week_without_a_session_say_so(
    client: Client, space: Space, manager: Person
) -> None:
    assert "Aucune séance cette semaine" in text_of(client, board(space))
    make_assignment(make_need(make_session(space), minimum=1))
    assert "a assez de monde" in text_of(client, board(space))


def test_a_week_without_a_plan_proposes_one_before_its_holes(
    client: Client, space: Space, manager: Person
) -> None:
    mission = make_mission()
    needs = [
        make_need(make_session(space, hour=hour), mission, minimum=1) for hour in (8, 10, 12, 14, 16, 18)
    ]
    page = text_of(client, board(space))
    assert page.index("n'a pas encore de planning") < page.index("Il manque 6 personnes")
    assert page.index("Trouver quelqu'un") < page.index("Voir 1 autre créneau où il manque quelqu'un")
    assert page.count("Trouver quelqu'un") == len(needs)
    make_assignment(needs[0])
    assert "n'a pas encore de planning" not in text_of(client, board(space))


def test_a_plan_is_proposed_from_the_week_that_is_read(client: Client, space: Space, manager: Person) -> None:
    far = next_weekday(0) + datetime.timedelta(weeks=9)
    address = f"{reverse('planning:run_new')}?semaine={far.isoformat()}"
    assert f'value="{far.isoformat()}"' in client.get(address).content.decode()
    client.post(address, {"spaces": [space.pk], "starts_on": far.isoformat(), "weeks": 1})
    assert PlanRun.objects.get().starts_on == far


def test_the_week_is_a_table_of_hours_missions_and_dates(
    client: Client, space: Space, manager: Person
) -> None:
    desk, help_ = make_mission(title="Accueil"), make_mission(title="Permanence", position=1)
    for weekday in (0, 3):
        session = make_session(space, next_weekday(weekday))
        make_need(session, help_)
        need = make_need(session, desk, minimum=2)
        make_assignment(need, make_volunteer(space, person=make_person(first_name="Nour", last_name="Petit")))
    page = client.get(board(space)).content.decode()
    table = page[page.index("<table") : page.index("</table>")]
    assert "<caption>" in table
    assert re.findall(r'scope="(\w+)"', table) == ["col"] * 4 + ["rowgroup", "row", "row"]
    assert 'rowspan="2"' in table
    assert re.findall(r'scope="row">([^<]+)', table) == ["Accueil", "Permanence"]
    assert table.count("<td>") == 4
    assert table.count(f"/equipe/planning/besoins/{need.pk}/") == 1
    assert table.count("Nour P.") == 2
    assert table.count("Manque 1") == 2


def test_the_week_is_read_day_by_day_when_asked_and_on_a_phone(
    client: Client, space: Space, manager: Person
) -> None:
    make_need(make_session(space))
    phone = {"user-agent": "Mozilla/5.0 (Android 6; Mobile; rv:115.0) Firefox/115.0"}

    def has_table(address: str, **headers: str) -> bool:
        return "<table" in client.get(address, headers=headers).content.decode()

    assert has_table(board(space))
    assert not has_table(board(space), **phone)
    assert not has_table(board(space) + "&vue=liste")
    assert has_table(board(space) + "&vue=tableau", **phone)


def test_the_need_says_why_each_person_is_there(client: Client, space: Space, manager: Person) -> None:
    need = make_need(make_session(space))
    make_assignment(need, why={"reasons": [{"code": "rank", "rank": 0}]})
    page = client.get(reverse("planning:need_show", args=[need.pk])).content.decode()
    assert "C&#x27;est sa mission préférée." in page
    assert "<details" not in page[page.index("<main") : page.index("Qui peut venir")]


def test_the_table_of_the_week_marks_today(
    client: Client, space: Space, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuesday = next_weekday(1)
    for day in (tuesday, next_weekday(2)):
        make_need(make_session(space, day))
    week = board(space)
    assert "aujourd'hui" not in text_of(client, week).split("Heures Mission")[1]
    monkeypatch.setattr(clock, "now", lambda: clock.at(tuesday, datetime.time(8), space.time_zone))
    columns = text_of(client, week).split("Heures Mission")[1]
    assert columns.index("mardi") < columns.index("aujourd'hui") < columns.index("mercredi")


def test_what_was_missing_is_past_once_the_shift_has_begun(
    client: Client, space: Space, manager: Person
) -> None:
    need = make_need(make_session(space), minimum=2)
    address = reverse("planning:need_show", args=[need.pk])
    assert "Il manque 2 personnes." in text_of(client, address)
    now = clock.now()
    Session.objects.update(starts_at=now - datetime.timedelta(hours=1), ends_at=now)
    text = text_of(client, address)
    assert "Il a manqué 2 personnes." in text
    assert "Il manque" not in text
    day = clock.day_of(now - datetime.timedelta(hours=1), space.time_zone)
    week = f"{reverse('planning:board')}?espace={space.slug}&semaine={day.isoformat()}"
    for view in ("tableau", "liste"):
        text = text_of(client, f"{week}&vue={view}")
        assert "A manqué 2" in text
        assert "Manque 2" not in text


def test_no_reason_says_that_a_team_is_at_ease_once_it_lacks_people(
    client: Client, space: Space, manager: Person
) -> None:
    need = make_need(make_session(space), minimum=2)
    why = {"reasons": [{"code": "fills_ideal"}, {"code": "rank", "rank": 0}]}
    make_assignment(need, why=why)
    address = reverse("planning:need_show", args=[need.pk])
    assert "l'équipe est à l'aise" not in text_of(client, address)
    for _ in range(2):
        make_assignment(need, why=why)
    assert "l'équipe est à l'aise" in text_of(client, address)


def test_a_beginner_left_alone_is_said_on_the_shift_and_to_its_manager(
    client: Client, space: Space, manager: Person
) -> None:
    need = make_need(make_session(space), minimum=1)
    beginner = make_volunteer(
        space, person=make_person(first_name="Nouvelle", last_name="Venue"), accompanied_shifts_left=2
    )
    make_assignment(need, beginner)
    experienced = make_assignment(need)
    alone = "Nouvelle V. débute, sans personne d'expérience à ses côtés."
    address = reverse("planning:need_show", args=[need.pk])
    assert alone not in text_of(client, address)
    actions.withdraw(by=experienced.volunteer.person, assignment=experienced)
    assert alone in text_of(client, address)
    told = Message.objects.get(kind="planning.withdrawal").body
    assert alone in told
    assert "Ma Part demande tout de suite à des personnes d'expérience." in told
    assert "aux personnes qui peuvent venir" not in told  # enough people come
    actions.withdraw(by=beginner.person, assignment=Assignment.objects.get(volunteer=beginner))
    told = Message.objects.filter(kind="planning.withdrawal").latest("created_at").body
    assert "débute" not in told
    assert "S'il n'y en a pas, c'est à vous de chercher." in told


def fill_week(space: Space, sessions: int, missions: int = 3) -> None:
    roles = [make_mission() for _ in range(missions)]
    people = [make_volunteer(space, tuple(roles)) for _ in range(12)]
    for number in range(sessions):
        session = make_session(space, next_weekday(number % 6), 8 + number // 6 % 10)
        for rank, mission in enumerate(roles):
            need = make_need(session, mission)
            for volunteer in people[rank : rank + 2]:
                make_assignment(need, volunteer)


def test_the_board_costs_the_same_queries_at_any_size_and_stays_light(
    client: Client, space: Space, manager: Person
) -> None:
    def cost() -> tuple[int, int]:
        client.get(board(space))
        with CaptureQueriesContext(connection) as seen:
            page = client.get(board(space))
        return len(seen), len(gzip.compress(page.content))

    fill_week(space, 3)
    small, _ = cost()
    fill_week(space, 60)
    large, size = cost()
    assert large == small <= 12
    assert size <= 30_000


def test_a_need_costs_the_same_queries_at_any_size(client: Client, space: Space, manager: Person) -> None:
    need = make_need(make_session(space), minimum=9, ideal=9, maximum=9)
    address = reverse("planning:need_show", args=[need.pk])

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    def add(count: int) -> None:
        for _ in range(count):
            make_assignment(need)
            actions.ask_volunteer(by=manager, need=need, volunteer=make_volunteer(space, (need.mission,)))
            make_volunteer(space, (need.mission,))

    add(1)
    small = queries()
    add(3)
    assert queries() == small <= 30


def test_five_people_are_asked_in_one_touch_and_the_answer_closes_the_hole(
    client: Client, space: Space, manager: Person
) -> None:
    need = make_need(make_session(space), minimum=1, ideal=1, maximum=1)
    for _ in range(7):
        make_volunteer(space, (need.mission,))
    page = text_of(client, reverse("planning:need_show", args=[need.pk]))
    assert "Libre à cette heure." in page
    assert "Aucune question encore." in page
    for known, asked in ((0, 5), (5, 7)):
        assert Ask.objects.filter(need=need).count() == known
        page = client.get(reverse("planning:need_show", args=[need.pk])).text
        first, _form, _rest = page.partition("Demander aux premières personnes")
        people = re.findall(r'name="volunteer" value="([^"]+)"', first)
        for _press in range(2):  # the second one asks nobody else
            client.post(reverse("planning:need_ask", args=[need.pk]), {"volunteer": people})
            assert Ask.objects.filter(need=need).count() == asked
    actions.answer_ask(ask=Ask.objects.all()[0], accept=True)
    assert "qui peut venir" not in text_of(client, reverse("planning:need_show", args=[need.pk])).lower()


def test_who_is_free_is_called_and_given_the_place_in_two_touches(
    client: Client, space: Space, manager: Person
) -> None:
    need = make_need(make_session(space), minimum=1)
    free = make_volunteer(space, (need.mission,), person=make_person(phone="+33639980077"))
    without = make_volunteer(space, (need.mission,))
    page = client.get(reverse("planning:need_show", args=[need.pk])).text
    assert page.count('href="tel:+33639980077"') == 1
    give = reverse("planning:need_assign", args=[need.pk])
    name = free.person.short_name
    assert f'formaction="{give}">Donner la place<span class="vh">\u00a0: {name}</span>' in page
    client.post(give, {"volunteer": free.pk})
    assert Assignment.objects.get(need=need).volunteer == free
    assert not Ask.objects.filter(volunteer__in=(free, without)).exists()


def test_an_answer_given_on_the_phone_is_written_down(client: Client, space: Space, manager: Person) -> None:
    need = make_need(make_session(space), minimum=1)
    volunteer = make_volunteer(space, (need.mission,))
    ask = actions.ask_volunteer(by=manager, need=need, volunteer=volunteer)
    client.post(reverse("planning:need_answer", args=[need.pk]), {"ask": ask.pk, "answer": "oui"})
    ask.refresh_from_db()
    assert ask.state == AskState.ACCEPTED


def test_a_broken_rule_is_named_before_the_place_is_given(
    client: Client, space: Space, manager: Person
) -> None:
    need = make_need(make_session(space))
    volunteer = make_volunteer(space, (need.mission,))
    day = need.session.starts_at.date()
    Absence.objects.create(volunteer=volunteer, starts_on=day, ends_on=day)
    address = reverse("planning:need_assign", args=[need.pk])
    warned = client.post(address, {"volunteer": volunteer.pk})
    assert warned.status_code == 409
    assert "Disponibilité" in warned.content.decode()
    assert "Une absence est notée ce jour-là." in warned.content.decode()
    client.post(address, {"volunteer": volunteer.pk, "knowingly": "1"})
    assert Assignment.objects.get().volunteer == volunteer


def test_a_search_that_finds_nobody_or_many_says_what_to_try(
    client: Client, space: Space, manager: Person
) -> None:
    need = make_need(make_session(space))
    for number in range(11):
        make_volunteer(space, person=make_person(first_name=f"Zohra{number}"))
    for address in (
        reverse("planning:need_show", args=[need.pk]),
        reverse("planning:attendance_add", args=[need.pk]),
    ):
        assert "Essayez le prénom seul" in text_of(client, f"{address}?qui=personne")
        many = text_of(client, f"{address}?qui=zohra")
        assert "10 personnes trouvées." in many
        assert "écrivez plus de lettres" in many


def test_people_are_found_by_name(client: Client, space: Space, manager: Person) -> None:
    need = make_need(make_session(space))
    make_volunteer(space, person=make_person(first_name="Zohra", last_name="Exemple"))
    make_volunteer(make_space(), person=make_person(first_name="Zoé"))
    page = text_of(client, f"{reverse('planning:need_show', args=[need.pk])}?qui=zo")
    assert "1 personne trouvée" in page
    assert "Zohra Exemple" in page


def test_a_need_is_changed_but_never_below_the_people_there(
    client: Client, space: Space, manager: Person
) -> None:
    need = make_need(make_session(space))
    for _ in range(2):
        make_assignment(need)
    address = reverse("planning:need_change", args=[need.pk])
    wrong = client.post(address, {"minimum": 1, "ideal": 1, "maximum": 1})
    assert "2 personnes tiennent déjà ce créneau" in wrong.content.decode()
    disorder = client.post(address, {"minimum": 3, "ideal": 2, "maximum": 4})
    assert "Le minimum ne dépasse pas" in disorder.content.decode()
    assert client.post(address, {"minimum": 2, "ideal": 2, "maximum": 2}).status_code == 302
    need.refresh_from_db()
    assert (need.minimum, need.ideal, need.maximum) == (2, 2, 2)


def test_a_cancelled_session_says_first_who_is_told(client: Client, space: Space, manager: Person) -> None:
    need = make_need(make_session(space))
    make_assignment(need)
    address = reverse("planning:session_cancel", args=[need.pk])
    assert "1 bénévole recevra un message" in text_of(client, address)
    client.post(address)
    assert not Assignment.objects.exists()
    assert Message.objects.filter(kind="planning.session_cancelled").count() == 1
    page = client.get(reverse("planning:need_show", args=[need.pk])).content.decode()
    assert "Cette séance est annulée." in page
    assert "Changer le besoin" not in page
    late = client.post(
        reverse("planning:need_change", args=[need.pk]), {"minimum": 1, "ideal": 1, "maximum": 1}
    )
    assert "Rien ne peut y être changé." in late.content.decode()


# --- the weekly pattern ---------------------------------------------------------------------------------------------
def line(mission_pk: object, **values: object) -> dict[str, object]:
    return {
        "mission": mission_pk,
        "weekday": 1,
        "starts_at": "9h30",
        "ends_at": "12:30",
        "minimum": 2,
        "ideal": 3,
    } | values


def test_a_weekly_line_is_added_in_six_answers(client: Client, space: Space, manager: Person) -> None:
    mission = make_mission()
    address = f"{reverse('planning:pattern_add')}?espace={space.slug}"
    assert client.post(address, line(mission.pk)).status_code == 302
    pattern = StaffingPattern.objects.get()
    assert (pattern.minimum, pattern.ideal, pattern.maximum) == (2, 3, 3)
    needs = StaffingNeed.objects.filter(mission=mission)
    assert 13 <= needs.count() <= 15
    assert {need.session.starts_at.astimezone(datetime.UTC).minute for need in needs} == {30}
    assert mission.title in text_of(client, f"{reverse('planning:pattern')}?espace={space.slug}")


def test_a_weekly_line_sent_twice_is_one(client: Client, space: Space, manager: Person) -> None:
    mission, address = make_mission(), f"{reverse('planning:pattern_add')}?espace={space.slug}"
    typed = line(mission.pk, key=key_of(client.get(address)))
    for _ in range(2):
        assert client.post(address, typed).status_code == 302
    pattern = StaffingPattern.objects.get()
    assert StaffingNeed.objects.count() == Session.objects.filter(series=pattern.series_id).count() > 0
    assert JournalEntry.objects.filter(act="set_pattern").count() == 1
    client.post(address, typed | {"key": str(uuid7())})
    assert StaffingPattern.objects.count() == 2, "the same line asked anew is another one"


@pytest.mark.parametrize(("count", "said"), [(1, "Dont 1 qui sait"), (2, "Dont 2 qui savent")])
def test_the_skill_a_place_asks_for_agrees_with_its_people(
    client: Client, space: Space, manager: Person, count: int, said: str
) -> None:
    need = make_need(make_session(space), minimum=3, ideal=3, maximum=3, skill="till", skill_count=count)
    assert f"{said} tenir une caisse." in text_of(client, reverse("planning:need_show", args=[need.pk]))


def test_the_key_of_a_line_of_another_space_is_refused_in_words(
    client: Client, space: Space, manager: Person
) -> None:
    address, mission = f"{reverse('planning:pattern_add')}?espace={space.slug}", make_mission()
    theirs = open_series(
        by=None,
        space=make_space(),
        kind=SessionKind.COUNTER,
        weekday=1,
        starts_at=datetime.time(9),
        ends_at=datetime.time(12),
        starts_on=next_weekday(0),
    )
    before = JournalEntry.objects.count()
    page = client.post(address, line(mission.pk, key=str(theirs.pk)))
    assert page.status_code == 200
    assert "a déjà servi pour un autre espace" in page.content.decode()
    assert JournalEntry.objects.count() == before
    assert not StaffingPattern.objects.exists()
    assert not Session.objects.filter(series=theirs).exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"starts_at": "matin"}, "Écrivez une heure, par exemple 9:30."),
        ({"ends_at": "9:00"}, "fin"),
        ({"minimum": 4}, "Le minimum ne dépasse pas"),
        ({"minimum": "deux"}, "Écrivez un nombre de personnes"),
        ({"mission": ""}, "Choisissez une mission."),
        ({"starts_at": ""}, "Écrivez l&#x27;heure de début."),
        ({"minimum": ""}, "Écrivez combien de personnes il faut, au moins."),
    ],
)
def test_a_wrong_line_keeps_what_was_typed_and_says_what_to_do(
    client: Client, space: Space, manager: Person, wrong: dict[str, object], words: str
) -> None:
    page = client.post(
        f"{reverse('planning:pattern_add')}?espace={space.slug}", line(make_mission().pk) | wrong
    )
    assert page.status_code == 200
    assert words in page.content.decode()
    assert 'value="3"' in page.content.decode()
    assert not StaffingNeed.objects.exists()


def test_a_change_of_the_pattern_says_who_is_touched_before_it_is_saved(
    client: Client, space: Space, manager: Person
) -> None:
    client.post(f"{reverse('planning:pattern_add')}?espace={space.slug}", line(make_mission().pk))
    pattern = StaffingPattern.objects.get()
    need = StaffingNeed.objects.order_by("session__starts_at").last()
    assert need is not None
    for _ in range(2):
        make_assignment(need)
    address = reverse("planning:pattern_change", args=[pattern.series_id, pattern.pk])
    numbers = {"minimum": 1, "ideal": 1, "maximum": 1}
    page = client.post(address, numbers).content.decode()
    assert "2 bénévoles y tiennent un créneau" in page
    pattern.refresh_from_db()
    assert pattern.minimum == 2
    client.post(address, numbers | {"confirmed": "1"})
    pattern.refresh_from_db()
    need.refresh_from_db()
    assert pattern.minimum == 1
    assert (need.minimum, need.maximum, need.filled) == (1, 2, 2)


def test_a_stopped_series_says_first_who_is_told(client: Client, space: Space, manager: Person) -> None:
    client.post(f"{reverse('planning:pattern_add')}?espace={space.slug}", line(make_mission().pk))
    pattern = StaffingPattern.objects.get()
    need = StaffingNeed.objects.order_by("session__starts_at").last()
    assert need is not None
    make_assignment(need)
    address = reverse("planning:series_stop", args=[pattern.series_id])
    assert "1 bénévole recevra un message" in text_of(client, address)
    client.post(address)
    assert Message.objects.filter(kind="planning.session_cancelled").count() == 1
    assert not StaffingNeed.objects.upcoming().exists()
    assert "La semaine est vide." in text_of(client, f"{reverse('planning:pattern')}?espace={space.slug}")


def test_a_mission_no_longer_asked_leaves_people_where_they_are(
    client: Client, space: Space, manager: Person
) -> None:
    client.post(f"{reverse('planning:pattern_add')}?espace={space.slug}", line(make_mission().pk))
    pattern = StaffingPattern.objects.get()
    need = StaffingNeed.objects.order_by("session__starts_at").last()
    assert need is not None
    make_assignment(need)
    client.post(reverse("planning:pattern_change", args=[pattern.series_id, pattern.pk]), {"drop": "1"})
    kept = StaffingNeed.objects.upcoming().get()
    assert (kept.pk, kept.minimum, kept.maximum) == (need.pk, 0, 1)


# --- proposals ------------------------------------------------------------------------------------------------------
def test_one_press_asks_for_the_next_weeks_and_its_page_shows_how_far_it_is(
    client: Client, space: Space, manager: Person
) -> None:
    make_need(make_session(space), minimum=1)
    page = client.get(reverse("planning:run_new")).content.decode()
    assert 'name="weeks" value="4"' in page
    assert page.count("checked") == 2
    asked = client.post(
        reverse("planning:run_new"),
        {"spaces": [space.pk], "starts_on": next_weekday(0).isoformat(), "weeks": 4},
    )
    run = PlanRun.objects.get()
    assert asked["Location"] == reverse("planning:run_show", args=[run.pk])
    waiting = client.get(asked["Location"]).content.decode()
    assert "en attente du calcul" in waiting
    assert "mapart worker" in waiting
    assert "Voir où en est le calcul" in waiting
    assert "http-equiv" not in waiting
    twice = client.post(
        reverse("planning:run_new"),
        {"spaces": [space.pk], "starts_on": next_weekday(0).isoformat(), "weeks": 4},
    )
    assert "Un calcul est déjà en cours" in twice.content.decode()
    tasks.compute_plan.func(str(run.pk))
    result = text_of(client, asked["Location"])
    assert "Proposition à relire" in result
    assert "C'est prouvé" in result


def test_a_proposal_is_read_corrected_and_published(client: Client, space: Space, manager: Person) -> None:
    mission = make_mission()
    need = make_need(make_session(space), mission, minimum=1, ideal=1, maximum=2)
    volunteer = make_volunteer(space, (mission,))
    second = make_volunteer(space, (mission,), person=make_person(first_name="Zohra"))
    run = actions.ask_plan(by=manager, spaces=[space], starts_on=next_weekday(0), weeks=1)
    tasks.compute_plan.func(str(run.pk))
    proposed, other = run.lines.order_by("volunteer")
    assert {proposed.volunteer_id, other.volunteer_id} == {volunteer.pk, second.pk}
    other.delete()
    page = text_of(client, reverse("planning:run_show", args=[run.pk]))
    assert "C'est sa mission préférée." in page
    change = reverse("planning:line_change", args=[run.pk, proposed.pk])
    client.post(change, {"act": "fix"})
    assert run.lines.get().is_fixed
    client.post(change, {"act": "remove"})
    assert not run.lines.exists()
    add = reverse("planning:line_add", args=[run.pk, need.pk])
    assert "1 personne trouvée" in text_of(client, f"{add}?qui=zohra")
    for one in (volunteer, second):
        client.post(add, {"volunteer": one.pk})
    publish = reverse("planning:run_publish", args=[run.pk])
    assert "2 personnes recevront un message" in text_of(client, publish)
    client.post(publish)
    client.post(publish)
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED
    assert Message.objects.filter(kind="planning.roster").count() == 2
    assert "Planning publié" in text_of(client, reverse("planning:run_show", args=[run.pk]))


def test_lines_that_no_longer_hold_are_shown_before_publishing(
    client: Client, space: Space, manager: Person
) -> None:
    mission = make_mission()
    make_need(make_session(space), mission, minimum=1)
    volunteer = make_volunteer(space, (mission,))
    run = actions.ask_plan(by=manager, spaces=[space], starts_on=next_weekday(0), weeks=1)
    tasks.compute_plan.func(str(run.pk))
    Absence.objects.create(volunteer=volunteer, starts_on=next_weekday(0), ends_on=next_weekday(6))
    publish = reverse("planning:run_publish", args=[run.pk])
    page = client.get(publish).content.decode()
    assert "1 ligne ne tient plus" in page
    assert 'name="leave_out"' in page
    client.post(publish)
    assert PlanRun.objects.get().state == RunState.READY
    client.post(publish, {"leave_out": "1"})
    assert PlanRun.objects.get().state == RunState.PUBLISHED


def test_a_failed_and_a_dropped_proposal_say_what_to_do(
    client: Client, space: Space, manager: Person
) -> None:
    run = actions.ask_plan(by=manager, spaces=[space], starts_on=next_weekday(0), weeks=1)
    actions.fail_run(run=run, error="planning.crashed")
    address = reverse("planning:run_show", args=[run.pk])
    assert "planning.crashed" in text_of(client, address)
    client.post(reverse("planning:run_again", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == RunState.ASKED
    client.post(reverse("planning:run_drop", args=[run.pk]))
    assert "Proposition abandonnée" in text_of(client, address)


def test_the_page_of_a_proposal_costs_the_same_queries_at_any_size(
    client: Client, space: Space, manager: Person
) -> None:
    def queries(sessions: int) -> int:
        fill_week(space, sessions)
        run = actions.ask_plan(by=manager, spaces=[space], starts_on=next_weekday(0), weeks=1)
        tasks.compute_plan.func(str(run.pk))
        address = reverse("planning:run_show", args=[run.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    small = queries(2)
    assert queries(10) == small <= 16
