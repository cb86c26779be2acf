"""A mail address or a phone number as people type it, in one field, read into the one form we keep."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mapart.core.enums import Channel
from mapart.core.refusals import Refusal
from mapart.notifications.rules import is_mail_address
from mapart.people.phones import read_phone
from mapart.people.rules import same_mail

LONGEST_MAIL = 254


@dataclass(frozen=True)
class Address:
    """Where a person is reached: a mail address in small letters, or an E.164 number."""

    channel: Channel
    text: str


def read_address(text: str) -> Address:
    """What was typed. Refusals ``people.mail_unreadable``, ``.address_unreadable``, ``.phone_unreadable``."""
    if "@" in text:
        return Address(Channel.MAIL, read_mail(text))
    if any(letter.isalpha() for letter in text):
        raise Refusal("people.address_unreadable")
    return Address(Channel.SMS, read_phone(text))


def read_mail(text: str) -> str:
    """A mail address in its one form, that a message can be sent to. Refusal ``people.mail_unreadable``."""
    mail = same_mail(text)
    try:
        validate_email(mail)
    except ValidationError as error:
        raise Refusal("people.mail_unreadable") from error
    if len(mail) > LONGEST_MAIL or not is_mail_address(mail):
        raise Refusal("people.mail_unreadable")
    return mail
