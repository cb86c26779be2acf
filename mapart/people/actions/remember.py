"""Knowing people once, and forgetting them."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from mapart.core import clock, erasures, journal
from mapart.core.enums import Channel, Language
from mapart.core.jobs.by_name import enqueue
from mapart.core.refusals import Refusal
from mapart.people.actions.roles import end_role
from mapart.people.models import Person, no_password
from mapart.people.queries import with_absorbed
from mapart.people.rules import same_mail

_STRETCH = 200  # sessions deleted at once


def remember_person(
    *,
    by: Person | None,
    first_name: str,
    last_name: str = "",
    email: str | None = None,
    phone: str | None = None,
    channel: Channel,
    language: str = Language.FR,
    birth_year: int | None = None,
) -> Person:
    """The person of this mail address or phone, made when we do not know her yet.

    ``by`` is null for a visitor who gives her own name. ``phone`` is in E.164 (``phones.read_phone``).
    Somebody we know is returned as she is: what a visitor types may never change her data, nor add a phone to
    her mail address, or he could then sign in as her. When the mail and the phone belong to two people, the
    mail decides.
    Raises ``Refusal("people.address_missing")`` when the wanted channel has no address.
    """
    email = same_mail(email) if email else None
    phone = phone or None
    if (channel == Channel.MAIL and not email) or (channel == Channel.SMS and not phone):
        raise Refusal("people.address_missing")
    with transaction.atomic():
        known = _known_person(email, phone)
        if known:
            return known
        try:
            with transaction.atomic():
                person = Person.objects.create(
                    first_name=first_name.strip(),
                    last_name=last_name.strip(),
                    email=email,
                    phone=phone,
                    channel=channel,
                    language=language,
                    birth_year=birth_year,
                )
        except IntegrityError:
            known = _known_person(email, phone)  # the same person, written at the same instant elsewhere
            if known is None:
                raise
            return known
        journal.record(by, "remember_person", person, channel=str(channel))
        return person


def forget_person(*, by: Person | None, person: Person) -> Person:
    """Erase who she is from this room; her row stays without a name, so that counts stay right.

    Rights, codes and second factor go; she cannot sign in any more. Raises
    ``Refusal("people.already_erased")``, and ``people.last_network_head`` when nobody else could give rights.
    """
    if person.erased_on:
        raise Refusal("people.already_erased")
    with transaction.atomic():
        for role in person.roles.select_related("space"):
            end_role(by=None, role=role)
        Authenticator.objects.filter(user=person.pk).delete()
        person.first_name, person.last_name, person.birth_year = "Personne effacée", "", None
        person.email = person.phone = person.last_login = None
        person.channel, person.family_channels = Channel.PAPER, {}
        person.address_changes.all().delete()
        person.is_active = False
        person.erased_on = clock.today()
        person.password = no_password()
        person.save()
        enqueue("mapart.people.tasks.drop_sessions", str(person.pk))
        journal.record(by, "forget_person", person)
        keys, day = with_absorbed([person.pk]), person.erased_on
        # A disk that is full does not undo an erasure: the worker notes every hour what the register lacks.
        transaction.on_commit(lambda: erasures.note(keys, day), robust=True)
    return person


def drop_sessions(*, by: None, person_key: str) -> int:
    """Delete her sessions, shut already: one still holds the address that was typed. Returns how many went.

    Work of the worker: each session of the house is opened to know whose it is, while nobody is kept from writing.
    """
    hers = [one.pk for one in Session.objects.iterator() if one.get_decoded().get(SESSION_KEY) == person_key]
    for start in range(0, len(hers), _STRETCH):
        Session.objects.filter(pk__in=hers[start : start + _STRETCH]).delete()
    return len(hers)


def _known_person(email: str | None, phone: str | None) -> Person | None:
    known = Person.objects.filter(email=email).first() if email else None
    if known is None and phone:
        known = Person.objects.filter(phone=phone).first()
    return known
