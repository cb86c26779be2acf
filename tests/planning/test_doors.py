"""Pages opened by a private link: two actions from the message, nothing on GET, every dead end designed."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from mapart.agenda.enums import Attendance
from mapart.core import clock
from mapart.planning import actions
from mapart.planning.models import Ask, Assignment, StaffingNeed, Withdrawal
from tests.factories import make_assignment, make_need, make_person, make_session, make_staff, make_volunteer
from tests.reading import plain

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    assert len(response.content) <= 14_000
    return response.content.decode().replace("&#x27;", "'")


def move(need: StaffingNeed, hours: float) -> None:
    session = need.session
    session.starts_at = clock.now() + datetime.timedelta(hours=hours)
    session.ends_at = session.starts_at + datetime.timedelta(hours=2)
    session.save()


def test_her_shift_says_where_when_with_whom_and_whom_to_call(client: Client) -> None:
    need = make_need(make_session(hour=14))
    mate = make_volunteer(need.session.space, person=make_person(first_name="Amina"))
    make_assignment(need, mate)
    assignment = make_assignment(need)
    other = make_assignment(make_need(make_session(need.session.space, hour=9)), assignment.volunteer)
    text = page(client, reverse("planning:shift_show", args=[assignment.secret]))
    assert "de 14 h à 17 h" in plain(text)
    assert need.session.space.address in text
    assert "Avec Amina." in text
    assert 'href="tel:+33199000001"' in text
    assert other.secret in text
    assert not Assignment.objects.exclude(confirmed_at=None).exists()


def test_two_actions_and_no_account_to_say_that_she_cannot_come(client: Client) -> None:
    assignment = make_assignment(make_need())
    address = reverse("planning:shift_show", args=[assignment.secret])
    client.get(address)
    assert Assignment.objects.exists()
    done = client.post(address, {"act": "withdraw"}, follow=True).content.decode()
    assert "Merci de nous avoir prévenus" in done
    assert not Assignment.objects.exists()
    again = client.post(address, {"act": "withdraw"}, follow=True).content.decode()
    assert "Merci de nous avoir prévenus" in again
    assert Withdrawal.objects.count() == 1
    back = client.post(address, {"act": "come_back"}, follow=True).content.decode()
    assert "vous venez. Merci" in back
    assert Assignment.objects.get().secret == assignment.secret


def test_i_come_with_one_button(client: Client) -> None:
    assignment = make_assignment(make_need())
    address = reverse("planning:shift_show", args=[assignment.secret])
    text = client.post(address, {"act": "confirm"}, follow=True).content.decode()
    assert "Vous avez dit que vous venez" in text
    assert "Dire que je viens" not in text


@pytest.mark.parametrize(("hours", "words"), [(-1, "Le créneau a commencé"), (-5, "Ce créneau est passé")])
def test_a_shift_that_began_or_is_over_takes_no_answer(client: Client, hours: float, words: str) -> None:
    assignment = make_assignment(make_need())
    move(assignment.need, hours)
    address = reverse("planning:shift_show", args=[assignment.secret])
    text = page(client, address)
    assert words in text
    assert "<form" not in text
    client.post(address, {"act": "withdraw"})
    assert Assignment.objects.exists()


def test_a_cancelled_session_says_not_to_come(client: Client) -> None:
    assignment = make_assignment(make_need())
    session = assignment.need.session
    session.state = "cancelled"
    session.save()
    text = page(client, reverse("planning:shift_show", args=[assignment.secret]))
    assert "Cette séance est annulée" in text
    assert "<form" not in text


@pytest.mark.parametrize("name", ["shift_show", "answer"])
def test_an_unknown_link_says_what_to_do(client: Client, name: str) -> None:
    assert "Ce lien ne marche plus" in page(client, reverse(f"planning:{name}", args=["rien"]), 404)


def ask() -> Ask:
    need = make_need(minimum=1, ideal=1, maximum=1)
    manager = make_staff(need.session.space)
    volunteer = make_volunteer(need.session.space, (need.mission,))
    return actions.ask_volunteer(by=manager, need=need, volunteer=volunteer)


def test_a_question_is_answered_by_a_button_and_a_link_used_twice_says_so(client: Client) -> None:
    question = ask()
    address = reverse("planning:answer", args=[question.secret])
    assert "Oui, je viens" in page(client, address)
    assert not Assignment.objects.exists()
    for _ in range(2):
        text = client.post(address, {"answer": "oui"}, follow=True).content.decode()
        assert "Merci, vous avez la place" in text
    assert Assignment.objects.get().secret in text
    assert "Voir mon créneau" in page(client, address)


def test_no_is_thanked(client: Client) -> None:
    address = reverse("planning:answer", args=[ask().secret])
    assert "noté, merci" in client.post(address, {"answer": "non"}, follow=True).content.decode()
    assert "Oui, je viens" not in page(client, address)


def test_somebody_was_faster(client: Client) -> None:
    question = ask()
    make_assignment(question.need)
    text = client.post(reverse("planning:answer", args=[question.secret]), {"answer": "oui"}, follow=True)
    assert "La place est prise, merci" in text.content.decode()


def test_a_question_about_the_past_waits_no_more(client: Client) -> None:
    question = ask()
    move(question.need, -1)
    address = reverse("planning:answer", args=[question.secret])
    assert "Cette question n'attend plus de réponse" in page(client, address)
    client.post(address, {"answer": "oui"})
    assert not Assignment.objects.exists()


def test_a_yes_that_breaks_a_rule_is_told_why(client: Client) -> None:
    question = ask()
    make_assignment(make_need(question.need.session), question.volunteer)
    text = client.post(reverse("planning:answer", args=[question.secret]), {"answer": "oui"}, follow=True)
    assert "Il y a déjà un créneau à la même heure." in text.content.decode()


def test_private_pages_are_never_stored(client: Client) -> None:
    assignment = make_assignment(make_need())
    response = client.get(reverse("planning:shift_show", args=[assignment.secret]))
    assert "no-store" in response["Cache-Control"]
    assert not re.search(r"style=", response.content.decode())


def test_a_question_whose_time_is_over_promises_no_place(client: Client) -> None:
    need = make_need()
    late = clock.now() - datetime.timedelta(hours=1)
    ask = Ask.objects.create(need=need, volunteer=make_volunteer(need.session.space), expires_at=late)
    address = reverse("planning:answer", args=[ask.secret])
    text = plain(page(client, address))
    assert "Le délai est passé." in text
    assert "Répondez avant" not in text


def test_the_link_of_a_shift_that_is_over_leads_to_no_other_one(client: Client) -> None:
    assignment = make_assignment(make_need())
    other = make_assignment(
        make_need(make_session(assignment.need.session.space, hour=14)), assignment.volunteer
    )
    move(assignment.need, -1)
    address = reverse("planning:shift_show", args=[assignment.secret])
    assert other.secret in page(client, address)
    move(assignment.need, -3)
    assert other.secret not in page(client, address)


def test_the_link_of_a_question_takes_no_other_place_once_its_shift_began(client: Client) -> None:
    question = ask()
    need, volunteer = question.need, question.volunteer
    make_assignment(need)
    address = reverse("planning:answer", args=[question.secret])
    client.post(address, {"answer": "oui"})
    free = make_need(make_session(need.session.space, hour=14), need.mission)
    move(need, -1)
    assert 'name="take"' not in page(client, address)
    assert client.post(address, {"take": str(free.pk)}).status_code == 302
    assert not Assignment.objects.filter(volunteer=volunteer).exists()
    move(need, 24)
    assert 'name="take"' in page(client, address)
    client.post(address, {"take": str(free.pk)})
    assert Assignment.objects.filter(volunteer=volunteer, need=free).exists()


def test_who_was_noted_absent_is_not_thanked_for_coming(client: Client) -> None:
    came, absent = make_assignment(make_need()), make_assignment(make_need(), attendance=Attendance.ABSENT)
    texts = []
    for one in (came, absent):
        move(one.need, -3)
        texts.append(plain(page(client, reverse("planning:shift_show", args=[one.secret]))))
    assert ["Merci d'être venu ou venue" in text for text in texts] == [True, False]
    assert "Appelez l'espace" in texts[1]
