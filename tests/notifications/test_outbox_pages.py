"""The pages of the outbox: each space its own messages, no code ever shown, and buttons that act by POST."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.jobs import running
from mapart.core.jobs.models import Job, JobState
from mapart.notifications import actions
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from tests.factories import make_message, make_person, make_space, make_staff

pytestmark = pytest.mark.django_db
LIST, LETTERS = "/equipe/messages/", "/equipe/messages/courrier/"


def failed_message(**values: Any) -> Message:
    """A message that no gateway took."""
    message = make_message(**values)
    Job.objects.filter(state=JobState.WAITING).update(state=JobState.DEAD, due_at=None, ended_at=clock.now())
    actions.release_stranded(by=None)
    return message


def test_a_manager_sees_the_messages_of_her_space_only(client: Client) -> None:
    here, there = make_space(), make_space()
    make_message(space=here.pk, address="ici@example.org", body="Votre place est prête")
    make_message(space=there.pk, address="ailleurs@example.org")
    make_message(address="reseau@example.org")
    client.force_login(make_staff(here))
    page = client.get(LIST).content.decode()
    assert "ici@example.org" in page
    assert "Votre place est prête" in page
    assert "ailleurs@example.org" not in page
    assert "reseau@example.org" not in page
    client.force_login(make_staff(kind=RoleKind.NETWORK_HEAD))
    page = client.get(LIST).content.decode()
    assert "ailleurs@example.org" in page
    assert "reseau@example.org" in page


def test_a_sign_in_code_is_shown_to_nobody_but_its_reader(client: Client) -> None:
    make_message(kind="people.sign_in_code", address="camille@example.org", body="1234 5678")
    client.force_login(make_staff(kind=RoleKind.NETWORK_HEAD))
    page = client.get(LIST).content.decode()
    assert "camille@example.org" in page
    assert "1234 5678" not in page


@pytest.mark.parametrize("address", [LIST, LETTERS])
def test_who_may_come_in(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(make_person())
    assert client.get(address).status_code == 403
    client.force_login(make_staff(make_space(), RoleKind.RECEPTIONIST))
    assert client.get(address).status_code == 403
    client.force_login(make_staff(make_space()))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("act", ["message_retry", "message_cancel", "letter_posted"])
def test_a_message_of_another_space_does_not_exist(client: Client, act: str) -> None:
    message = make_message(space=make_space().pk, channel=Channel.PAPER, address="Camille")
    client.force_login(make_staff(make_space()))
    address = reverse(f"website:{act}", args=[message.pk])
    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 405
    message.refresh_from_db()
    assert message.state == MessageState.WAITING


def test_a_failed_message_is_sent_again_by_its_button(client: Client) -> None:
    space = make_space()
    message = failed_message(space=space.pk)
    client.force_login(make_staff(space))
    address = reverse("website:message_retry", args=[message.pk])
    assert address in client.get(LIST).content.decode()
    answer = client.post(address, follow=True)
    assert "Le message va repartir." in answer.content.decode()
    running.run_due()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert "Seul un message non remis" in client.post(address, follow=True).text


def test_a_waiting_message_is_cancelled_by_its_button(client: Client) -> None:
    space = make_space()
    message = make_message(space=space.pk)
    client.force_login(make_staff(space))
    assert client.post(reverse("website:message_cancel", args=[message.pk])).status_code == 302
    message.refresh_from_db()
    assert message.state == MessageState.CANCELLED


def test_letters_are_read_printed_and_ticked(client: Client) -> None:
    space = make_space()
    letter = make_message(
        space=space.pk,
        channel=Channel.PAPER,
        address="Camille Exemple",
        body="Venez mardi",
        recipient=make_person(phone="+33199000055").pk,
    )
    make_message(space=space.pk, channel=Channel.PAPER, address="Ada", body="Venez jeudi")
    make_message(space=space.pk, channel=Channel.SMS, address="+33639980012", subject="", body="Bonjour")
    client.force_login(make_staff(space))
    page = client.get(LIST).text
    assert LETTERS in page
    assert "06\u00a039\u00a098\u00a000\u00a012" in page
    page = client.get(LETTERS).text
    assert "Venez mardi" in page
    assert "01\u00a099\u00a000\u00a000\u00a055" in page
    for _twice in range(2):
        done = client.post(reverse("website:letter_posted", args=[letter.pk]), follow=True).text
        assert "la personne est prévenue" in done
    client.post(reverse("website:letter_posted", args=[Message.objects.get(address="Ada").pk]))
    assert "Venez mardi" not in client.get(LETTERS).content.decode()
    assert LETTERS not in client.get(LIST).content.decode()


def test_one_state_can_be_kept_and_a_wrong_one_is_ignored(client: Client) -> None:
    space = make_space()
    failed_message(space=space.pk, address="failed@example.org")
    make_message(space=space.pk, address="waiting@example.org")
    client.force_login(make_staff(space))
    assert "waiting@" not in client.get(LIST, {"etat": "failed"}).content.decode()
    assert "waiting@" in client.get(LIST, {"etat": "nonsense"}).content.decode()


def test_the_list_asks_the_same_number_of_queries_at_any_size(client: Client) -> None:
    space = make_space()
    client.force_login(make_staff(space))
    counts: list[int] = []
    for size in (2, 30):
        for _ in range(size):
            make_message(space=space.pk)
            make_message(space=space.pk, channel=Channel.PAPER, address="Camille")
        counts.extend(count_queries(client, address) for address in (LIST, LETTERS))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 6


def count_queries(client: Client, address: str) -> int:
    """How many queries the page asks."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_each_button_says_for_whom_it_is(client: Client) -> None:
    space = make_space()
    for _ in range(2):
        make_message(space=space.pk)
    client.force_login(make_staff(space))
    page = client.get(LIST).content.decode()
    names = re.findall(r"<button class=\"small quiet\">(.+?)</button>", page)
    assert len(set(names)) == 2
