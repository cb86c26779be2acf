"""An address that is hers no more: what has not left for it goes another way, and no code goes anywhere."""

import pytest

from mapart.core.enums import Channel
from mapart.core.jobs.running import run_due
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Attempt, Message
from mapart.people import actions
from mapart.people.models import Person
from tests.factories import make_message, make_person, make_space, make_staff
from tests.people.test_contact import FIXED, MOBILE, ask, prove, sent_code

pytestmark = pytest.mark.django_db
OLD, NEW = "vieille@example.org", "nouvelle@example.org"


def waiting(person: Person, address: str = OLD, channel: Channel = Channel.MAIL, **values: object) -> Message:
    return make_message(recipient=person.pk, address=address, channel=channel, **values)


def now(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.state, message.channel, message.address


def test_what_waits_for_a_removed_address_is_said_or_posted_by_the_team() -> None:
    person = make_person(email=OLD, phone=MOBILE)
    message, code = waiting(person), waiting(person, kind="people.sign_in_code")
    elsewhere, of_another = waiting(person, MOBILE, Channel.SMS), waiting(make_person(), OLD)
    actions.remove_address(by=person, person=person, channel=Channel.MAIL)
    run_due()
    assert now(message) == (MessageState.WAITING, Channel.PAPER, person.full_name)
    assert now(code)[0] == MessageState.CANCELLED
    assert now(elsewhere)[1:] == (Channel.SMS, MOBILE)
    assert now(of_another) == (MessageState.SENT, Channel.MAIL, OLD)
    assert not Attempt.objects.filter(message__in=[message, code]).exists()
    assert Message.objects.get(kind="people.address_changed").state == MessageState.SENT  # this one says so


def test_what_waits_for_a_changed_address_goes_to_the_new_one() -> None:
    person = make_person(email=OLD, phone=MOBILE)
    message, failed = waiting(person), waiting(person)
    Message.objects.filter(pk=failed.pk).update(state=MessageState.FAILED)
    sent = waiting(person)
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT, sent_at=sent.created_at)
    ask(person, address=NEW)
    prove(person, sent_code(NEW))
    assert now(message) == (MessageState.WAITING, Channel.MAIL, NEW)
    assert now(failed) == (MessageState.FAILED, Channel.MAIL, NEW)  # sent again, it goes there
    assert now(sent)[2] == OLD
    assert Message.objects.get(kind="people.address_changed").address == OLD


def test_a_fixed_line_receives_no_sms_that_waited_for_the_mobile() -> None:
    person = make_person(email=OLD, phone=MOBILE)
    message = waiting(person, MOBILE, Channel.SMS)
    actions.note_called_number(by=make_staff(make_space()), person=person, phone=FIXED)
    assert now(message) == (MessageState.WAITING, Channel.PAPER, person.full_name)
