"""How a person is reached: the way she chooses, and an address that changes once it is shown to reach her."""

import datetime
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from mapart.core import clock, journal
from mapart.core.enums import Channel
from mapart.core.refusals import Refusal
from mapart.notifications.actions import leave_address
from mapart.notifications.enums import MessageFamily
from mapart.people import mails
from mapart.people.models import AddressChange, Person, no_password
from mapart.people.perms import may_change_contact
from mapart.people.phones import receives_sms
from mapart.people.queries import awaited_address, channels_open_to
from mapart.people.rules import CODE_DIGITS, CODE_MINUTES, MOST_CODES_AN_HOUR, MOST_TRIES

_HOUR = datetime.timedelta(hours=1)
_SAME_PRESS = datetime.timedelta(minutes=1)
_KEPT = datetime.timedelta(days=1)


def choose_channels(
    *, by: Person, person: Person, channel: Channel, families: Mapping[MessageFamily, Channel]
) -> Person:
    """How she is told of her shifts, and for some families of messages another way.

    Raises ``PermissionDenied``, ``Refusal("people.channel_without_address")``.
    """
    _require(by, person)
    others = {str(family): str(way) for family, way in families.items() if way != channel}
    if not {channel, *others.values()} <= set(channels_open_to(person)):
        raise Refusal("people.channel_without_address")
    try:
        with transaction.atomic():
            if (person.channel, person.family_channels) != (channel, others):
                person.channel, person.family_channels = channel, others
                person.save(update_fields=["channel", "family_channels"])
                journal.record(by, "choose_channels", person, channel=str(channel), families=others)
    except IntegrityError:  # the address of this way was removed meanwhile, on another page
        raise Refusal("people.channel_without_address") from None
    return person


def ask_address(*, by: Person, person: Person, channel: Channel, address: str) -> AddressChange:
    """She gives a new mail address or mobile number (as ``forms.AddressField`` reads it): a code goes there.

    Nothing changes before the code is typed (``prove_address``); pressed twice, one code leaves. Whether somebody else
    has this address is not told here. Raises ``PermissionDenied``; ``Refusal``: ``people.address_same``,
    ``people.phone_without_sms``, ``people.too_many_codes``.
    """
    _require(by, person)
    _refuse_same(person, channel, address)
    if channel == Channel.SMS and not receives_sms(address):
        raise Refusal("people.phone_without_sms")
    now = clock.now()
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    with transaction.atomic():
        Person.objects.select_for_update().get(
            pk=person.pk
        )  # two presses at once: the second finds the first
        just_asked = person.address_changes.filter(
            channel=channel, address=address, created_at__gt=now - _SAME_PRESS, used_at=None
        ).first()
        if just_asked is not None:
            return just_asked
        if person.address_changes.filter(created_at__gt=now - _HOUR).count() >= MOST_CODES_AN_HOUR:
            raise Refusal("people.too_many_codes", most=MOST_CODES_AN_HOUR)
        person.address_changes.filter(expires_at__gt=now).update(
            expires_at=now
        )  # the newest code alone serves
        change = AddressChange(
            person=person,
            channel=channel,
            address=address,
            expires_at=now + datetime.timedelta(minutes=CODE_MINUTES),
        )
        change.code = _digest(change, code)
        change.save(force_insert=True)
        journal.record(by, "ask_address", person, channel=str(channel))
        mails.send_address_code(change, code)
    return change


def prove_address(*, by: Person, person: Person, code: str) -> Person:
    """The code arrived: the address is hers from now on, the old one is told, and her open sessions end.

    Typed twice, it is the same. Raises ``PermissionDenied``; ``Refusal``: ``people.code_wrong``, ``people.code_gone``
    (too old, or tried too often), ``people.address_of_another``.
    """
    _require(by, person)
    typed = "".join(letter for letter in code if letter.isdigit())
    change = awaited_address(person)
    if change is None and _was_used(person, typed):
        return person
    # A try counts whatever comes of it: outside of the transaction that the refusal undoes.
    if change is None or not _take_a_try(change):
        raise Refusal("people.code_gone")
    if not _is_code_of(change, typed):
        raise Refusal("people.code_wrong")
    return _write(by, person, Channel(change.channel), change.address, proof="code")


def note_called_number(*, by: Person, person: Person, phone: str) -> Person:
    """Staff have called this number and she answered: that is the proof for a line without SMS. ``phone`` in E.164.

    Raises ``PermissionDenied``, for herself too; ``Refusal``: ``people.address_same``, ``people.address_of_another``.
    """
    _require(by, person)
    if by.pk == person.pk:
        raise PermissionDenied
    _refuse_same(person, Channel.SMS, phone)
    return _write(by, person, Channel.SMS, phone, proof="call")


def remove_address(*, by: Person, person: Person, channel: Channel) -> Person:
    """Forget her mail address or her number, while the other one reaches her; the one that goes is told.

    Her open sessions end, and what went that way goes another. Twice is the same as once. Raises ``PermissionDenied``;
    ``Refusal``: ``people.last_address``; ``people.last_way_in`` when she writes herself and only a line without SMS
    would stay; ``people.contact_moved`` when one of the two changed meanwhile, on another page.
    """
    _require(by, person)
    person.refresh_from_db(fields=["email", "phone", "channel", "family_channels"])
    name, other = ("email", "phone") if channel == Channel.MAIL else ("phone", "email")
    before, staying = getattr(person, name), getattr(person, other)
    if before is None:
        return person
    if staying is None:
        raise Refusal("people.last_address")
    if by.pk == person.pk and channel == Channel.MAIL and not receives_sms(staying):
        raise Refusal("people.last_way_in")
    setattr(person, name, None)
    values = {name: None, "password": no_password()}
    values |= _ways_without(person, channel, channels_open_to(person)[0])
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, **{name: before, other: staying}).update(**values):
            person.refresh_from_db()
            raise Refusal("people.contact_moved")
        person.refresh_from_db(fields=list(values))
        journal.record(by, "remove_address", person, channel=str(channel))
        lead_away(by=by, person=person, channel=channel, before=before)
        mails.tell_address_changed(person, channel, before)
    return person


def lead_away(*, by: Person, person: Person, channel: Channel, before: str) -> None:
    """What waits for the address that was hers ``before`` goes to the one she has now, or on paper.

    Inside the transaction of the act, which has checked whether ``by`` may.
    """
    now = person.email if channel == Channel.MAIL else person.phone
    if now == before:
        return
    is_reached = channel == Channel.MAIL or receives_sms(now or "")
    leave_address(
        by=by,
        recipient=person.pk,
        channel=channel,
        address=before,
        instead=now if is_reached else None,
        printed_for=person.full_name,
    )


def drop_address_changes(*, by: Person | None) -> int:
    """Delete the addresses that nobody confirmed within a day; returns how many."""
    with transaction.atomic():
        count, _ = AddressChange.objects.filter(created_at__lt=clock.now() - _KEPT).delete()
        if count:
            journal.record(by, "drop_address_changes", count=count)
    return count


def _require(by: Person, person: Person) -> None:
    if not may_change_contact(by, person):
        raise PermissionDenied


def _refuse_same(person: Person, channel: Channel, address: str) -> None:
    if address == (person.email if channel == Channel.MAIL else person.phone):
        raise Refusal("people.address_same")


def _take_a_try(change: AddressChange) -> bool:
    left = AddressChange.objects.filter(pk=change.pk, tries__lt=MOST_TRIES, expires_at__gt=clock.now())
    return left.update(tries=F("tries") + 1) == 1


def _was_used(person: Person, typed: str) -> bool:
    last = person.address_changes.filter(expires_at__gt=clock.now(), used_at__isnull=False).first()
    return last is not None and _is_code_of(last, typed)


def _is_code_of(change: AddressChange, typed: str) -> bool:
    return constant_time_compare(_digest(change, typed), change.code)


def _digest(change: AddressChange, code: str) -> str:
    return salted_hmac("mapart.people.address_code", f"{change.pk}:{code}", algorithm="sha256").hexdigest()


def _write(by: Person, person: Person, channel: Channel, address: str, *, proof: str) -> Person:
    name = "email" if channel == Channel.MAIL else "phone"
    before = getattr(person, name)
    try:
        with transaction.atomic():
            values = {name: address, "password": no_password()}
            if not Person.objects.filter(pk=person.pk, **{name: before}).update(**values):
                raise Refusal("people.code_gone")  # changed meanwhile, on another page
            person.refresh_from_db(fields=list(values))
            person.address_changes.filter(channel=channel, address=address, used_at=None).update(
                used_at=clock.now()
            )
            if channel == Channel.SMS and not receives_sms(address):
                # Her number is a fixed line now: what went by SMS is said on the phone.
                ways = _ways_without(person, Channel.SMS, Channel.PAPER)
                Person.objects.filter(pk=person.pk).update(**ways)
                person.refresh_from_db(fields=list(ways))
            journal.record(by, "change_address", person, channel=str(channel), proof=proof)
            if before:
                lead_away(by=by, person=person, channel=channel, before=before)
            mails.tell_address_changed(person, channel, before)
    except IntegrityError:
        raise Refusal("people.address_of_another") from None
    return person


def _ways_without(person: Person, gone: Channel, instead: Channel) -> dict[str, Any]:
    """Nothing reaches her by this way any more: what went by it goes ``instead``. The columns, to be written."""
    channel = instead if person.channel == gone else person.channel
    families = {family: way for family, way in person.family_channels.items() if way not in (gone, channel)}
    return {"channel": channel, "family_channels": families}
