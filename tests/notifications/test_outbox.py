"""The outbox: written with its act, unique by its key, sent once, tried again, and ended in one honest state."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.jobs import running
from mapart.core.jobs.models import Job, JobState
from mapart.core.jobs.queues import QUEUES
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications import actions, queries
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Attempt, Message
from mapart.notifications.refusals import SENTENCES
from mapart.notifications.senders import mail as mail_sender
from mapart.notifications.senders.failures import NotNow, RefusedForEver
from tests.factories import make_message, make_person

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def refuse_mail(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    """Make the mail gateway answer so."""

    def send(message: Message) -> str:
        raise failure

    monkeypatch.setattr(mail_sender, "send", send)


def test_a_message_is_sent_with_its_own_id_and_no_reply_loop() -> None:
    message = make_message(address="camille@example.org", subject="Votre\ncréneau", body="À mardi.")
    assert running.run_due() == 1
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert message.sent_at is not None
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["camille@example.org"], "Votre créneau", "À mardi.")
    assert sent.message()["Message-ID"] == f"<{message.pk}@localhost>"
    assert sent.message()["Auto-Submitted"] == "auto-generated"
    assert running.run_due() == 0


def test_posting_the_same_key_again_returns_what_is_there() -> None:
    first = make_message(key="once", body="one")
    again = make_message(key="once", body="two")
    assert (again.pk, again.body) == (first.pk, "one")
    assert Job.objects.count() == 1


def test_two_posts_of_one_key_at_the_same_instant_leave_one_message_and_one_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = make_message(key="once")
    monkeypatch.setattr(Message.objects, "filter", lambda **_: Message.objects.none())
    assert make_message(key="once").pk == other.pk
    assert Job.objects.count() == 1


def test_a_message_vanishes_with_its_act() -> None:
    with transaction.atomic():
        make_message()
        transaction.set_rollback(True)
    assert running.run_due() == 0
    assert not mail.outbox


def test_a_message_waits_for_its_hour() -> None:
    make_message(send_after=clock.now() + HOUR)
    assert running.run_due() == 0


def test_what_expires_soon_goes_first() -> None:
    make_message(subject="news")
    make_message(subject="code", expires_at=clock.now() + datetime.timedelta(minutes=10))
    running.run_due()
    assert [sent.subject for sent in mail.outbox] == ["code", "news"]


def test_too_late_is_not_sent() -> None:
    message = make_message(expires_at=clock.now() - HOUR)
    running.run_due()
    message.refresh_from_db()
    assert (message.state, mail.outbox, Attempt.objects.count()) == (MessageState.EXPIRED, [], 0)


def test_a_refusal_for_ever_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_mail(monkeypatch, RefusedForEver("SMTP 550"))
    message = make_message()
    running.run_due()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert [(a.succeeded, a.answer) for a in message.attempts.all()] == [(False, "SMTP 550")]
    assert Job.objects.get().state == JobState.DONE


def test_a_gateway_that_is_away_is_tried_again_under_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as away:
        refuse_mail(away, NotNow("ConnectionRefusedError"))
        message = make_message()
        running.run_due()
    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    Job.objects.update(due_at=clock.now())
    running.run_due()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert [attempt.succeeded for attempt in message.attempts.all()] == [False, True]
    assert mail.outbox[0].message()["Message-ID"] == mail_sender.message_id(message)


def test_after_the_last_try_it_is_failed_for_staff_to_see(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_mail(monkeypatch, NotNow("timeout"))
    message = make_message()
    Job.objects.update(attempts=QUEUES["messages"].attempts - 1)
    running.run_due()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_a_message_whose_job_was_given_up_is_failed_and_others_left_alone() -> None:
    stranded, fine, sent = make_message(), make_message(), make_message()
    letter = make_message(channel=Channel.PAPER, address="Camille Exemple")
    late = make_message(channel=Channel.PAPER, address="Camille", expires_at=clock.now() - HOUR)
    Job.objects.filter(arguments__args=[str(stranded.pk)]).update(
        state=JobState.DEAD, due_at=None, ended_at=clock.now()
    )
    Job.objects.filter(arguments__args=[str(sent.pk)]).delete()
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT, sent_at=clock.now())
    assert actions.release_stranded(by=None) == 2
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {
        stranded.pk: MessageState.FAILED,
        fine.pk: MessageState.WAITING,
        sent.pk: MessageState.SENT,
        letter.pk: MessageState.WAITING,
        late.pk: MessageState.EXPIRED,
    }
    assert actions.release_stranded(by=None) == 0


def test_in_a_demonstration_nothing_leaves(settings: Any) -> None:
    settings.DEMO = True
    mails, sms = make_message(), make_message(channel=Channel.SMS, address="+33639980001", body="Bonjour")
    assert running.run_due() == 2
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
    assert not mail.outbox
    assert {one.pk for one in queries.recent_messages()} == {mails.pk, sms.pk}


def test_paper_waits_for_staff_who_say_it_is_posted() -> None:
    staff = make_person()
    letter = make_message(channel=Channel.PAPER, address="Camille Exemple")
    mails = make_message()
    assert [one.pk for one in queries.letters_to_post(queries.recent_messages())] == [letter.pk]
    with pytest.raises(Refusal, match="already_left"):
        actions.mark_posted(by=staff, message=mails)
    assert actions.mark_posted(by=staff, message=letter).state == MessageState.SENT
    assert not queries.letters_to_post(queries.recent_messages()).exists()
    assert actions.mark_posted(by=staff, message=letter).state == MessageState.SENT
    with pytest.raises(Refusal, match="already_left"):
        actions.cancel_message(by=staff, message=letter)
    assert JournalEntry.objects.get().act == "mark_posted"


def test_a_cancelled_message_does_not_leave() -> None:
    staff, message = make_person(), make_message()
    assert actions.cancel_message(by=staff, message=message).state == MessageState.CANCELLED
    running.run_due()
    assert not mail.outbox
    assert actions.cancel_message(by=staff, message=message).state == MessageState.CANCELLED
    assert JournalEntry.objects.get().act == "cancel_message"


def test_cancelled_while_it_left_it_is_called_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    message = make_message()

    def send(of: Message) -> str:
        actions.cancel_message(by=make_person(), message=Message.objects.get(pk=of.pk))
        return "accepted"

    monkeypatch.setattr(mail_sender, "send", send)
    running.run_due()
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_a_failed_message_can_be_sent_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = make_person()
    with monkeypatch.context() as away:
        refuse_mail(away, RefusedForEver("SMTP 550"))
        message = make_message()
        running.run_due()
    message.refresh_from_db()
    actions.retry_message(by=staff, message=message)
    stale = Message.objects.get(pk=message.pk)
    assert actions.retry_message(by=staff, message=stale).state == MessageState.WAITING
    assert running.run_due() == 1
    assert len(mail.outbox) == 1
    stale.refresh_from_db()
    with pytest.raises(Refusal, match="not_failed"):
        actions.retry_message(by=staff, message=stale)
    expired = make_message(expires_at=clock.now() - HOUR)
    Message.objects.filter(pk=expired.pk).update(state=MessageState.FAILED)
    expired.refresh_from_db()
    with pytest.raises(Refusal, match="too_late"):
        actions.retry_message(by=staff, message=expired)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"address": "camille"}, "notifications.address_unreadable"),
        ({"address": "a@example.org\nBcc: b@example.org"}, "notifications.address_unreadable"),
        ({"channel": Channel.SMS, "address": "0639980001"}, "notifications.address_unreadable"),
        ({"channel": Channel.SMS, "address": "+33639980001", "body": "سلام"}, "notifications.sms_letters"),
        ({"channel": Channel.SMS, "address": "+33639980001", "body": "€" * 81}, "notifications.sms_too_long"),
    ],
)
def test_what_cannot_leave_is_refused_in_words(values: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        make_message(**values)
    assert caught.value.code == code
    assert str(SENTENCES[code] % caught.value.facts)
    assert not Message.objects.exists()


def test_an_sms_is_written_in_its_alphabet() -> None:
    message = make_message(channel=Channel.SMS, address="+33639980001", body="Benoît, à mardi. L’équipe")
    assert message.body == "Benoit, à mardi. L'équipe"


def test_a_sent_message_has_a_date_and_no_other_has() -> None:
    message = make_message()
    for impossible in ({"state": MessageState.SENT}, {"sent_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**impossible)


def test_messages_of_a_person_are_exported_then_forgotten() -> None:
    person, other = uuid7(), uuid7()
    make_message(recipient=person, body="pour elle")
    make_message(recipient=other, body="pour une autre")
    (exported,) = queries.export_person(person)["messages"]
    assert exported["texte"] == "pour elle"
    assert actions.forget_person(by=None, person=person) == 1
    assert Message.objects.get().recipient == other
    running.run_due()
    assert [sent.body for sent in mail.outbox] == ["pour une autre"]


def test_old_messages_are_dropped_but_never_one_that_will_leave() -> None:
    sent, waiting, young = make_message(), make_message(), make_message()
    letter = make_message(channel=Channel.PAPER)
    ended = {"state": MessageState.SENT, "sent_at": clock.now()}
    Message.objects.filter(pk__in=[sent.pk, young.pk]).update(**ended)
    Message.objects.filter(pk__in=[sent.pk, waiting.pk, letter.pk]).update(
        created_at=clock.now() - datetime.timedelta(days=366)
    )
    assert actions.drop_old_messages(by=None) == 2
    assert set(Message.objects.values_list("pk", flat=True)) == {waiting.pk, young.pk}


def test_the_list_of_a_space_shows_its_own_messages_only() -> None:
    here, there = uuid7(), uuid7()
    ours, theirs, nowhere = make_message(space=here), make_message(space=there), make_message()
    assert [one.pk for one in queries.messages_of_spaces([here])] == [ours.pk]
    everything = queries.messages_of_spaces([here, there], and_of_none=True)
    assert [one.pk for one in everything] == [nowhere.pk, theirs.pk, ours.pk]


def test_the_list_counts_tries_in_one_query(django_assert_num_queries: Any) -> None:
    for _ in range(3):
        message = make_message()
        Attempt.objects.create(message=message, succeeded=False, answer="first")
        Attempt.objects.create(message=message, succeeded=False, answer="last")
    with django_assert_num_queries(1):
        rows = [(one.tries, one.last_answer) for one in queries.recent_messages()]  # type: ignore[attr-defined]
    assert rows == [(2, "last")] * 3
