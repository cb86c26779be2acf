"""Messages one may refuse: kept back at once, at most three a week, and ended by a link without a sign-in."""

import datetime
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.jobs.running import run_due
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.actions import forget_person, move_messages, opt_in, opt_out
from mapart.notifications.enums import MessageFamily, MessageState
from mapart.notifications.models import FormerRecipient, Message, OptOut
from mapart.notifications.queries import export_person, kept_back, refused_families
from mapart.notifications.rules import next_polite_moment
from mapart.notifications.unsubscribing import read_signed, signed
from tests.factories import make_message

pytestmark = pytest.mark.django_db
TEAM = MessageFamily.TEAM


def letter(recipient: UUID, **values: Any) -> Message:
    return make_message(recipient=recipient, kind="volunteering.letter", **values)


def test_what_she_refused_does_not_leave_and_her_shifts_do() -> None:
    her = uuid7()
    opt_out(by=None, recipient=her, family=TEAM)
    opt_out(by=None, recipient=her, family=TEAM)
    assert letter(her).state == MessageState.UNWANTED
    assert make_message(recipient=her, kind="planning.roster").state == MessageState.WAITING
    assert letter(uuid7()).state == MessageState.WAITING
    run_due()
    assert len(mail.outbox) == 2
    opt_in(by=None, recipient=her, family=TEAM)
    assert letter(her).state == MessageState.WAITING
    assert JournalEntry.objects.filter(act="opt_out").count() == 1


def test_what_waits_is_stopped_too() -> None:
    her = uuid7()
    waiting = letter(her, send_after=clock.now() + datetime.timedelta(hours=3))
    other = make_message(recipient=her)
    opt_out(by=None, recipient=her, family=TEAM)
    for message in (waiting, other):
        message.refresh_from_db()
    assert (waiting.state, other.state) == (MessageState.UNWANTED, MessageState.WAITING)


def test_messages_on_shifts_cannot_be_refused() -> None:
    with pytest.raises(Refusal, match="service_stays"):
        opt_out(by=None, recipient=uuid7(), family=MessageFamily.SERVICE)


def test_the_fourth_of_a_week_is_held_and_the_service_never() -> None:
    her = uuid7()
    states = [letter(her).state for _ in range(4)]
    assert states == [MessageState.WAITING] * 3 + [MessageState.HELD]
    assert make_message(recipient=her, kind="planning.ask").state == MessageState.WAITING
    assert letter(her, channel=Channel.PAPER, address="Zoé").state == MessageState.WAITING
    unwanted, full = kept_back([her, uuid7()], TEAM)
    assert (unwanted, full) == (set(), {her})
    Message.objects.update(created_at=clock.now() - datetime.timedelta(days=8))
    assert letter(her).state == MessageState.WAITING
    run_due()
    assert Message.objects.filter(state=MessageState.HELD).count() == 1


def test_a_mail_says_how_to_end_it() -> None:
    letter(uuid7())
    make_message(recipient=uuid7(), kind="planning.ask")
    run_due()
    team, service = mail.outbox
    link = str(team.extra_headers["List-Unsubscribe"]).strip("<>")
    assert team.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in str(team.body)
    assert "List-Unsubscribe" not in service.extra_headers


def test_the_link_asks_before_it_acts(client: Client) -> None:
    her = uuid7()
    address = f"/ne-plus-recevoir/{signed(her, TEAM)}/"
    assert "Ne plus les recevoir" in client.get(address).content.decode()
    assert client.head(address).status_code == 200
    assert not OptOut.objects.exists()
    done = client.post(address, follow=True).content.decode()
    assert "Finalement, je veux les recevoir" in done
    assert refused_families(her) == {TEAM}
    client.post(address, {"act": "again"})
    assert refused_families(her) == set()


def test_a_mail_program_ends_it_in_one_click() -> None:
    her = uuid7()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/ne-plus-recevoir/{signed(her, TEAM)}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 302
    assert refused_families(her) == {TEAM}


def test_the_link_of_who_was_written_down_twice_is_that_of_who_stays(client: Client) -> None:
    first, second, kept = uuid7(), uuid7(), uuid7()
    move_messages(by=None, gone=first, kept=second)
    move_messages(by=None, gone=second, kept=kept)
    for old in (first, second):
        client.post(f"/ne-plus-recevoir/{signed(old, TEAM)}/")
        assert refused_families(kept) == {TEAM}
        assert not OptOut.objects.exclude(recipient=kept).exists()
        client.post(f"/ne-plus-recevoir/{signed(old, TEAM)}/", {"act": "again"})
    forget_person(by=None, person=kept)
    assert not FormerRecipient.objects.exists()


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: "x" + text, lambda text: "a:b:c"])
def test_nobody_makes_a_link(client: Client, change: Any) -> None:
    forged = change(signed(uuid7(), TEAM))
    assert read_signed(forged) is None
    assert client.get(f"/ne-plus-recevoir/{forged}/").status_code == 404
    assert client.post(f"/ne-plus-recevoir/{forged}/").status_code == 404
    assert not OptOut.objects.exists()


def test_refusals_follow_a_merge_and_end_with_the_person() -> None:
    kept, gone = uuid7(), uuid7()
    opt_out(by=None, recipient=gone, family=TEAM)
    opt_out(by=None, recipient=gone, family=MessageFamily.NEWS)
    opt_out(by=None, recipient=kept, family=TEAM)
    move_messages(by=None, gone=gone, kept=kept)
    assert refused_families(kept) == {TEAM, MessageFamily.NEWS}
    assert refused_families(gone) == set()
    assert len(export_person(kept)["messages refusés"]) == 2
    forget_person(by=None, person=kept)
    assert not OptOut.objects.exists()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-24T09:00+01:00", "2026-11-24T09:00+01:00"),
        ("2026-11-24T07:59+01:00", "2026-11-24T08:00+01:00"),
        ("2026-11-24T20:00+01:00", "2026-11-25T08:00+01:00"),
        ("2026-11-28T21:00+01:00", "2026-11-30T08:00+01:00"),  # Saturday evening: Monday
        ("2026-11-29T10:00+01:00", "2026-11-30T08:00+01:00"),
        ("2026-03-28T22:00+01:00", "2026-03-30T08:00+02:00"),  # over the change of clock
    ],
)
def test_polite_hours(now: str, expected: str) -> None:
    found = next_polite_moment(datetime.datetime.fromisoformat(now), "Europe/Paris")
    assert found == datetime.datetime.fromisoformat(expected)


def test_polite_hours_are_those_of_the_space() -> None:
    noon_in_paris = datetime.datetime.fromisoformat("2026-11-24T12:00+01:00")
    found = next_polite_moment(noon_in_paris, "America/Martinique")
    assert found == datetime.datetime.fromisoformat("2026-11-24T08:00-04:00")
