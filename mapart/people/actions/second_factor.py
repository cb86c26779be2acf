"""The application of codes of staff, and the recovery codes."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mapart.core import journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person, no_password
from mapart.people.perms import may_change_account


def set_up_second_factor(*, by: Person, secret: str) -> None:
    """Keep ``secret`` (base 32) as her second factor, and make recovery codes.

    Raises ``Refusal("people.second_factor_already")`` when she has one: it is changed by a reset only.
    """
    try:
        with transaction.atomic():
            TOTP.activate(by, secret)
            RecoveryCodes.activate(by)
            journal.record(by, "set_up_second_factor", by)
    except IntegrityError as error:
        raise Refusal("people.second_factor_already") from error


def renew_recovery_codes(*, by: Person) -> None:
    """Make new recovery codes; the old ones open nothing any more."""
    with transaction.atomic():
        Authenticator.objects.filter(user=by.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(by)
        journal.record(by, "renew_recovery_codes", by)


def reset_second_factor(*, by: Person, person: Person) -> Person:
    """Take away the second factor of somebody who lost her phone, and close her sessions: she sets up another.

    Decided by somebody else, who manages roles wherever she has one. Raises ``PermissionDenied``.
    """
    if by == person or not person.current_roles or not may_change_account(by, person):
        raise PermissionDenied
    with transaction.atomic():
        Authenticator.objects.filter(user=person.pk).delete()
        person.password = no_password()
        person.save(update_fields=["password"])
        journal.record(by, "reset_second_factor", person)
    return person
