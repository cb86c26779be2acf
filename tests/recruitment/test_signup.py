"""Six questions, check, confirm: what a visitor lives without JavaScript, and what must not happen to her."""

import datetime
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session as StoredSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock, kept
from mapart.core.enums import Channel
from mapart.notifications.models import Message
from mapart.people.models import Person
from mapart.recruitment.forms import NO_DATE, UNDECIDED
from mapart.recruitment.models import Application
from mapart.recruitment.tasks import forget_unfinished_signups
from mapart.recruitment.views.signup.check import ABOUT_ONE, FROM_HERE
from mapart.spaces.models import Space
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Mission
from tests.factories import (
    make_meeting,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    next_weekday,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db

START = "/devenir-benevole/"
CHECK = "/devenir-benevole/verifier/"
DONE = "/devenir-benevole/merci/"


class Words(HTMLParser):
    """The words of ``<main>``, as a person reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self._depth = "", 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._depth += tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "main"

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.text += f" {data}"

    @property
    def count(self) -> int:
        return len(re.findall(r"[\w'’@.-]*\w", self.text))


def send(client: Client, address: str, **answers: str) -> str:
    """Post an answer and return the path it leads to."""
    response = client.post(address, answers)
    assert response.status_code == 302, response.content.decode()
    return urlsplit(response["Location"]).path


def answer_all(
    client: Client,
    meeting: Session | None,
    contact: str = "nour@example.org",
    moment: str = "saturdays",
    **more: str,
) -> str:
    """Go through the six questions; returns where the last answer leads."""
    address = send(client, START, town="59000", **more)
    if address == "/devenir-benevole/mission/":
        address = send(client, address, answer=UNDECIDED)
    address = send(client, address, answer=moment)
    address = send(client, address, answer=str(meeting.pk) if meeting else NO_DATE)
    address = send(client, address, first_name="Nour")
    return send(client, address, contact=contact)


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_whole_way_ends_with_a_seat(client: Client) -> None:
    meeting = make_meeting()
    make_mission()
    assert answer_all(client, meeting) == CHECK
    page = body(client, CHECK)
    assert page.count("Modifier") == 6
    assert not Application.objects.exists()
    assert send(client, CHECK) == DONE
    booking = Booking.objects.get()
    page = body(client, DONE)
    for fact in (booking.reference, meeting.space.name, meeting.space.address, "nour@example.org", ".ics"):
        assert fact in page
    assert booking.secret not in page
    application = Application.objects.get()
    assert [application.moment, application.insee_code, application.mission] == ["saturdays", "59350", None]


def test_each_page_has_one_question_its_number_and_a_way_back(client: Client) -> None:
    meeting, _mission = make_meeting(), make_mission()
    address, words = START, 0
    answers = [
        {"town": "59000"},
        {"answer": UNDECIDED},
        {"answer": "saturdays"},
        {"answer": str(meeting.pk)},
        {"first_name": "Nour"},
        {"contact": "06 39 98 00 01"},
    ]
    for number, answer in enumerate(answers, 1):
        page = body(client, address)
        assert f"Étape {number} sur 6" in page
        assert page.count("<h1") == 1
        assert ("Revenir à la question" in page) == (number > 1)
        words += Words(page).count
        address = send(client, address, **answer)
    words += Words(body(client, CHECK)).count
    assert address == CHECK
    assert words <= 350


def test_the_real_catalogue_and_six_meetings_stay_within_350_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In the last days of a year each date bears the next one: a word more.
    june = datetime.datetime(clock.today().year + 1, 6, 9, 8, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: june)
    meetings = [make_meeting(make_space(), hour=hour) for hour in (9, 10, 14, 16, 17, 18)]
    address, words = START, 0
    for answer in (
        {"town": "59000"},
        {"answer": UNDECIDED},
        {"answer": "saturdays"},
        {"answer": str(meetings[0].pk)},
        {"first_name": "Nour"},
        {"contact": "06 39 98 00 01"},
    ):
        words += Words(body(client, address)).count
        address = send(client, address, **answer)
    words += Words(body(client, CHECK)).count
    assert Mission.objects.count() >= 9
    assert words <= 350


def test_a_mission_given_by_its_page_is_not_asked_again(client: Client) -> None:
    meeting, mission = make_meeting(), make_mission(title="Relations médias")
    assert 'value="' + mission.slug in body(client, f"{START}?mission={mission.slug}")
    assert send(client, START, town="Lille", mission=mission.slug) == "/devenir-benevole/moment/"
    assert "Étape 2 sur 5" in body(client, "/devenir-benevole/moment/")
    assert answer_all(client, meeting, mission=mission.slug) == CHECK
    assert "Relations médias" in body(client, CHECK)
    send(client, CHECK)
    assert Application.objects.get().mission == mission


def test_a_get_writes_nothing_and_gives_no_cookie_but_the_form_guard(client: Client) -> None:
    response = client.get(START)
    assert set(response.cookies) <= {"csrftoken"}


def test_a_changed_answer_comes_back_to_the_check(client: Client) -> None:
    answer_all(client, make_meeting())
    for no_name in ("06 39 98 00 01", "nour@example.org"):
        page = client.post("/devenir-benevole/prenom/", {"first_name": no_name})
        assert "Écrivez un prénom, en lettres." in page.content.decode()
    assert 'value="Nour"' in body(client, "/devenir-benevole/prenom/")
    assert send(client, "/devenir-benevole/prenom/", first_name="Nora") == CHECK
    assert "Nora" in body(client, CHECK)


def test_questions_come_in_order(client: Client) -> None:
    for path in ("mission/", "contact/", "verifier/", "merci/"):
        response = client.get(START + path)
        assert response.status_code == 302
        assert response["Location"] == START
    send(client, START, town="Lille")
    assert client.get(f"{START}contact/")["Location"] == f"{START}mission/"


@pytest.mark.parametrize("town", ["00000", "Villeneuve-de-Nulle-Part", "%%%", "   ", "99999 Lune"])
def test_an_unknown_town_is_said_beside_what_was_typed(client: Client, town: str) -> None:
    response = client.post(START, {"town": town})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Erreur :" in page
    assert 'aria-invalid="true"' in page
    assert ("Nous ne trouvons pas" in page) == bool(town.strip())


@pytest.mark.parametrize(
    "town", ["lille", "LILLE", "59 000", "59000", "Lille 59000", "saint-andre-lez-lille"]
)
def test_a_town_is_read_as_people_write_it(client: Client, town: str) -> None:
    make_mission()
    assert send(client, START, town=town) == "/devenir-benevole/mission/"


def test_towns_of_one_name_are_told_apart_in_one_touch(client: Client) -> None:
    make_mission()
    page = client.post(START, {"town": "Saint-Denis"}).content.decode()
    assert 'value="93066"' in page
    assert "Saint-Denis (974)" in page
    assert send(client, START, town="Saint-Denis", insee="93066") == "/devenir-benevole/mission/"


@pytest.mark.parametrize(
    "contact", ["06 39 98 AB 01", "nour@", "@", "nour exemple.fr", "12", "", "a b@example.org", "07" * 60]
)
def test_an_unreadable_contact_keeps_what_was_typed(client: Client, contact: str) -> None:
    meeting = make_meeting()
    answer_all(client, meeting)
    response = client.post(f"{START}contact/", {"contact": contact})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Erreur :" in page
    assert f'value="{contact}"' in page or not contact


@pytest.mark.parametrize(
    ("contact", "channel", "address"),
    [
        ("06 39 98 00 01", Channel.SMS, "+33639980001"),
        ("+33 (0)6.39.98.00.01", Channel.SMS, "+33639980001"),
        ("01 99 00 00 01", Channel.PAPER, "Nour"),
        (" Nour@Example.org ", Channel.MAIL, "nour@example.org"),
    ],
)
def test_a_phone_alone_is_enough(client: Client, contact: str, channel: Channel, address: str) -> None:
    answer_all(client, make_meeting(), contact)
    send(client, CHECK)
    message = Message.objects.get()
    assert [message.channel, message.address] == [channel, address]
    assert Person.objects.get().channel == channel


def make_shift(space: Space, weekday: int, hour: int = 9, **mission: Any) -> Mission:
    needed = make_mission(**mission)
    make_need(make_session(space, next_weekday(weekday), hour=hour), needed)
    return needed


def proposed(client: Client) -> dict[str, str]:
    return {one.mission.title: one.why for one in client.get(DONE).context["missions"]}


def test_it_ends_with_missions_that_fit_her_answers_each_with_why(client: Client) -> None:
    lille, far = make_space(), make_space(latitude=43.3, longitude=5.4)
    saturday = make_shift(lille, 5, title="Le samedi")
    make_shift(lille, 1, title="Un mardi")
    make_shift(far, 5, title="À Marseille")
    make_shift(lille, 5, title="Réparer", mandatory_skill=Skill.REPAIR)
    make_shift(make_space(is_remote=True), 5, title="De loin", is_remote=True, is_for_adults=True)
    answer_all(client, None)
    send(client, CHECK)
    why = proposed(client)
    assert set(why) == {"Le samedi", "De loin"}
    assert why["Le samedi"].startswith("Il manque du monde samedi ")
    assert plain(why["Le samedi"]).endswith(" à 9 h, à 10 minutes de chez vous.")
    assert why["De loin"].endswith(", depuis chez vous. Dès 18 ans.")
    assert f'href="/missions/{saturday.slug}/"' in body(client, DONE)


def test_the_mission_she_named_comes_first_and_three_are_enough(client: Client) -> None:
    lille = make_space()
    for number in range(4):
        make_shift(lille, 5, hour=9 + number, title=f"Autre {number}")
    hers = make_shift(lille, 5, title="La sienne", mandatory_skill=Skill.REPAIR)
    answer_all(client, None, mission=hers.slug)
    send(client, CHECK)
    titles = list(proposed(client).items())
    assert len(titles) == 3
    assert titles[0][0] == "La sienne"
    assert titles[0][1].startswith("Votre choix. Il manque du monde samedi")
    assert len(client.get(DONE).content) <= 14_000


def test_who_cannot_say_when_reads_what_comes_next_and_no_need_no_list(client: Client) -> None:
    lille = make_space()
    make_mission()
    answer_all(client, None, moment="varies")
    send(client, CHECK)
    assert "faites pour vous" not in body(client, DONE)
    make_shift(lille, 1, title="Un mardi")
    assert list(proposed(client)) == ["Un mardi"]


def test_as_many_queries_with_ten_times_the_missions_and_spaces(client: Client) -> None:
    answer_all(client, make_meeting())
    send(client, CHECK)
    counts = []
    for more in (2, 18):
        for number in range(more):
            make_shift(make_space(), 5, hour=9 + number % 8)
        with CaptureQueriesContext(connection) as queries:
            assert proposed(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_double_click_makes_one_application(client: Client) -> None:
    answer_all(client, make_meeting())
    assert send(client, CHECK) == DONE
    assert send(client, CHECK) == DONE
    assert [Application.objects.count(), Booking.objects.count(), Message.objects.count()] == [1, 1, 1]


def test_two_clicks_at_once_with_the_same_answers_make_one(client: Client) -> None:
    answer_all(client, make_meeting())
    twin = Client()
    session = client.session
    twin.cookies.load(client.cookies.output(header=""))
    answers = dict(session["signup"])
    send(client, CHECK)
    late = twin.session
    late["signup"] = answers
    late.save()
    assert send(twin, CHECK) == DONE
    assert [Application.objects.count(), Booking.objects.count(), Message.objects.count()] == [1, 1, 1]


def test_the_back_button_after_the_end_does_no_harm(client: Client) -> None:
    answer_all(client, make_meeting())
    send(client, CHECK)
    assert client.get(CHECK)["Location"] == DONE
    assert client.get(f"{START}contact/")["Location"] == START
    assert client.post(f"{START}contact/", {"contact": "x@example.org"})["Location"] == START
    assert Application.objects.count() == 1


def test_a_known_person_sees_what_a_newcomer_sees(client: Client) -> None:
    meeting = make_meeting(capacity=3)
    known = make_person(email="nour@example.org", first_name="Awa", last_name="Secret")
    answer_all(client, meeting)
    send(client, CHECK)
    page = body(client, DONE)
    assert "Awa" not in page
    assert "Secret" not in page
    assert Person.objects.count() == 1
    assert Booking.objects.get().person == known


def test_nobody_learns_who_has_a_seat_at_a_full_meeting(client: Client) -> None:
    meeting = make_meeting(capacity=1)
    answer_all(client, meeting)
    send(client, CHECK)
    booking = Booking.objects.get()

    curious, newcomer = Client(), Client()
    answer_all(curious, meeting)
    send(curious, CHECK)
    answer_all(newcomer, meeting, "autre@example.org")
    send(newcomer, CHECK)
    pages = [re.sub(r"[\w.]+@example\.org", "", body(one, DONE)) for one in (curious, newcomer)]
    main = [re.sub(r"\s+", " ", Words(page).text) for page in pages]
    assert main[0] == main[1]
    assert booking.reference not in main[0]
    assert WaitlistEntry.objects.count() == 1


def test_a_full_meeting_offers_its_waiting_list(client: Client) -> None:
    meeting = make_meeting(capacity=1)
    other = Client()
    answer_all(other, meeting, "ada@example.org")
    send(other, CHECK)
    answer_all(client, meeting)
    assert "Rejoindre la liste d" in body(client, CHECK)
    send(client, CHECK)
    assert "liste d'attente" in body(client, DONE)
    assert WaitlistEntry.objects.get().number == 1


def test_no_date_suits_and_the_nearest_space_calls(client: Client) -> None:
    far = make_space(latitude=43.3, longitude=5.4)
    near = make_space()
    make_meeting(far)
    answer_all(client, None)
    send(client, CHECK)
    assert Application.objects.get().space == near
    assert "Votre demande est envoyée" in body(client, DONE)


def test_a_meeting_cancelled_meanwhile_asks_for_another_date(client: Client) -> None:
    meeting = make_meeting()
    answer_all(client, meeting)
    Session.objects.filter(pk=meeting.pk).update(state="cancelled")
    response = client.get(CHECK)
    assert response["Location"] == "/devenir-benevole/reunion/"
    assert "plus lieu" in body(client, "/devenir-benevole/reunion/")
    assert send(client, "/devenir-benevole/reunion/", answer=NO_DATE) == CHECK
    assert send(client, CHECK) == DONE


def test_a_meeting_that_is_not_offered_cannot_be_chosen(client: Client) -> None:
    make_mission()
    send(client, START, town="59000")
    send(client, f"{START}mission/", answer=UNDECIDED)
    send(client, f"{START}moment/", answer="varies")
    for code in ("", "x", "00000000-0000-7000-8000-000000000000"):
        response = client.post(f"{START}reunion/", {"answer": code})
        assert response.status_code == 200
        assert "Choisissez une réponse" in response.content.decode()


def test_hostile_answers_are_refused_without_an_error_page(client: Client) -> None:
    make_mission()
    for answers in (
        {"town": "59000\x00", "mission": "x"},
        {"town": "9" * 5000},
        {"town": "59000", "mission": "../..", "insee": "%s"},
        {},
    ):
        assert client.post(START, answers).status_code in (200, 302)
    assert "<script>" not in client.post(START, {"town": "<script>alert(1)</script>"}).content.decode()


def test_answers_live_two_hours_and_are_then_erased(client: Client) -> None:
    answer_all(client, make_meeting())
    row = StoredSession.objects.get()
    assert row.expire_date <= clock.now() + datetime.timedelta(hours=2)
    forget_unfinished_signups.call()
    assert StoredSession.objects.count() == 1
    StoredSession.objects.update(expire_date=clock.now() - datetime.timedelta(seconds=1))
    forget_unfinished_signups.call()
    assert not StoredSession.objects.exists()


def test_the_first_page_is_kept_but_each_newcomer_has_her_own_guard(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_halves", {})
    make_mission()
    settings.PAGES_KEPT_SECONDS = 20
    newcomers = [Client(enforce_csrf_checks=True) for _ in range(3)]
    guards = []
    for newcomer in newcomers:
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', body(newcomer, START))
        assert found is not None
        guards.append(found[1])
    assert len(set(guards)) == 3
    for newcomer, guard in zip(newcomers, guards):
        assert newcomer.post(START, {"town": "59000"}).status_code == 403
        assert newcomer.post(START, {"town": "59000", "csrfmiddlewaretoken": guard}).status_code == 302
        assert 'value="59000"' in body(newcomer, START)
    assert 'value="59000"' not in body(Client(), START)
    crossed = newcomers[0].post(START, {"town": "59000", "csrfmiddlewaretoken": guards[1]})
    assert crossed.status_code == 403


@pytest.fixture
def _an_hour_that_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts begin again with each hour and each day of the clock: it stands still."""
    monkeypatch.setattr("mapart.core.throttle.time", SimpleNamespace(time=lambda: 1_800_000_000))


@pytest.mark.usefixtures("_an_hour_that_lasts")
def test_a_contact_is_not_sent_messages_without_end_and_the_answers_stay(client: Client) -> None:
    meeting = make_meeting()
    for _ in range(ABOUT_ONE):
        answer_all(client, meeting)
        assert send(client, CHECK) == DONE
    sent = Message.objects.count()
    answer_all(client, meeting)
    refused = client.post(CHECK)
    assert refused.status_code == 429
    assert "vos réponses sont gardées" in refused.text
    assert "nour@example.org" in refused.text
    assert Message.objects.count() == sent
    send(client, "/devenir-benevole/contact/", contact="lea@example.org")
    assert send(client, CHECK) == DONE


@pytest.mark.usefixtures("_an_hour_that_lasts")
def test_two_hundred_people_behind_one_address_all_sign_up_but_a_machine_is_stopped(client: Client) -> None:
    assert FROM_HERE >= 200
    meeting = make_meeting()
    answer_all(client, meeting)
    with patch("mapart.recruitment.views.signup.check.FROM_HERE", 1):
        assert send(client, CHECK) == DONE
        answer_all(client, meeting, contact="lea@example.org")
        assert client.post(CHECK).status_code == 429
    assert send(client, CHECK) == DONE
