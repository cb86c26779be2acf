"""Coming in and going out."""

import datetime

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from mapart.core import clock, journal
from mapart.core.enums import Channel
from mapart.core.ids import secret
from mapart.core.refusals import Refusal
from mapart.notifications.actions import post
from mapart.people import unsent
from mapart.people.mails import sign_in_code
from mapart.people.models import Person, no_password
from mapart.people.sessions import mark_second_factor


def send_sign_in_code(*, by: Person | None, person: Person, channel: Channel, code: str) -> None:
    """Send ``code`` to her mail address or her phone, at once or never: it dies with the code."""
    address = person.email if channel == Channel.MAIL else person.phone
    with transaction.atomic():
        _post_code(person, channel, address or "", code)
        journal.record(by, "send_sign_in_code", person, channel=str(channel))


def answer_unknown_address(*, by: Person | None, channel: Channel, address: str) -> None:
    """Do the work of sending a code, then undo it: the time of the answer must not tell who is known."""
    with transaction.atomic():
        if channel == Channel.MAIL:
            Person.objects.filter(email=address).first()  # the adapter reads a known person here
        _post_code(None, channel, address, "00000000")
        journal.record(by, "send_sign_in_code", None, channel=str(channel))
        transaction.set_rollback(True)


def record_sign_in(*, by: Person) -> None:
    """Write in the journal that she came in."""
    journal.record(by, "sign_in", by)


def end_sessions(*, by: Person, person: Person) -> Person:
    """Close every open session of hers, on every device."""
    with transaction.atomic():
        person.password = no_password()
        person.save(update_fields=["password"])
        journal.record(by, "end_sessions", person)
    return person


def open_demo_session(request: HttpRequest, person: Person) -> None:
    """Let a visitor of the demonstration in as ``person``, second factor included.

    Raises ``Refusal("people.not_a_demonstration")`` outside of it, and for somebody who is not invented.
    """
    if not (settings.DEMO and person.is_demo):
        raise Refusal("people.not_a_demonstration")
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    unsent.settle(request, person)
    mark_second_factor(request, person, how="demonstration")
    record_sign_in(by=person)


def drop_unsent(*, by: None) -> int:
    """Drop the texts that waited an hour for who wrote them, and leave her session as it is; returns how many went.

    Work of the worker: each open session is read to know. One that a page writes meanwhile waits for the next round.
    """
    store = SessionStore()
    over = [
        (one, store.encode(unsent.without(held)))
        for one in Session.objects.filter(expire_date__gt=clock.now()).iterator()
        if unsent.is_over(held := one.get_decoded())
    ]
    with transaction.atomic():
        count = sum(
            Session.objects.filter(pk=one.pk, session_data=one.session_data).update(session_data=rest)
            for one, rest in over
        )
        if count:
            journal.record(by, "drop_unsent", count=count)
    return count


def _post_code(person: Person | None, channel: Channel, address: str, code: str) -> None:
    subject, body = sign_in_code(code, settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60, channel)
    post(
        key=f"people.sign_in_code:{secret()}",
        kind="people.sign_in_code",
        recipient=person.pk if person else None,
        space=None,
        channel=channel,
        address=address,
        subject=subject,
        body=body,
        expires_at=clock.now() + datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    )
