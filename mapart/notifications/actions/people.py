"""What one person wants to be told, and her messages when she is merged or forgotten."""

from uuid import UUID

from django.db import transaction

from mapart.core import journal
from mapart.core.enums import Channel
from mapart.core.refusals import Refusal
from mapart.notifications import rules
from mapart.notifications.enums import MessageFamily, MessageState
from mapart.notifications.models import OPENING_KINDS, FormerRecipient, Message, OptOut


def opt_out(*, by: journal.Actor | None, recipient: UUID, family: MessageFamily) -> None:
    """She wants no message of this family any more; what still waits does not leave. Twice is the same as once.

    ``by`` is null for whoever holds the signed link of a message. Raises ``Refusal("notifications.service_stays")``.
    """
    if family == MessageFamily.SERVICE:
        raise Refusal("notifications.service_stays")
    with transaction.atomic():
        _row, is_new = OptOut.objects.get_or_create(recipient=recipient, family=family)
        waiting = Message.objects.filter(
            recipient=recipient, state=MessageState.WAITING, kind__in=rules.kinds_of(family)
        )
        waiting.update(state=MessageState.UNWANTED)
        if is_new:
            journal.record(by, "opt_out", None, recipient=recipient, family=str(family))


def opt_in(*, by: journal.Actor | None, recipient: UUID, family: MessageFamily) -> None:
    """She wants them again."""
    with transaction.atomic():
        gone, _ = OptOut.objects.filter(recipient=recipient, family=family).delete()
        if gone:
            journal.record(by, "opt_in", None, recipient=recipient, family=str(family))


def move_messages(*, by: journal.Actor | None, gone: UUID, kept: UUID) -> int:
    """The messages to ``gone`` (a key) are those of ``kept`` from now on: one person was written down twice.

    The links at the foot of those already sent name ``gone``; they lead to ``kept`` too.
    """
    with transaction.atomic():
        FormerRecipient.objects.filter(kept=gone).update(kept=kept)
        FormerRecipient.objects.create(gone=gone, kept=kept)
        count = Message.objects.filter(recipient=gone).update(recipient=kept)
        refused = OptOut.objects.filter(recipient__in=[gone, kept]).values_list("family", flat=True)
        for family in set(refused):
            OptOut.objects.get_or_create(recipient=kept, family=family)
        OptOut.objects.filter(recipient=gone).delete()
        if count:
            journal.record(by, "move_messages", None, gone=gone, kept=kept, count=count)
    return count


def leave_address(
    *,
    by: journal.Actor | None,
    recipient: UUID,
    channel: Channel,
    address: str,
    instead: str | None,
    printed_for: str,
) -> int:
    """This address reaches ``recipient`` (a key) no more: what has not left for it yet goes another way; how many.

    To ``instead``, on the same channel; null: on paper, for staff to post or to say to ``printed_for``. A code that
    opens her account goes nowhere. Inside the transaction of the act, before the old address is told of it.
    """
    waiting = Message.objects.filter(
        recipient=recipient,
        channel=channel,
        address=address,
        state__in=[MessageState.WAITING, MessageState.FAILED, MessageState.HELD],
    )
    with transaction.atomic():
        stopped = waiting.filter(kind__startswith=OPENING_KINDS).update(state=MessageState.CANCELLED)
        if instead is None:
            led = waiting.update(channel=Channel.PAPER, address=printed_for, job=None)
        else:
            led = waiting.update(address=instead)
        if stopped or led:
            journal.record(by, "leave_address", None, recipient=recipient, led=led, stopped=stopped)
    return led


def forget_person(*, by: journal.Actor | None, person: UUID) -> int:
    """Delete every message to ``person`` (her key), the waiting ones too; returns how many."""
    with transaction.atomic():
        _, counts = Message.objects.filter(recipient=person).delete()
        OptOut.objects.filter(recipient=person).delete()
        FormerRecipient.objects.filter(kept=person).delete()
        count = counts.get(Message._meta.label, 0)
        journal.record(by, "forget_messages", count=count, person=person)
    return count
