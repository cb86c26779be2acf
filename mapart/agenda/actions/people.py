"""What this room erases when somebody asks to be forgotten."""

from django.db import transaction

from mapart.agenda.actions.seats import give_back_seat, leave_waitlist
from mapart.agenda.models import Booking, WaitlistEntry
from mapart.agenda.queries import seats_to_come
from mapart.core import journal
from mapart.core.ids import secret
from mapart.people.models import Person


def forget_person(*, by: Person | None, person: Person) -> None:
    """Give back her seats to come and her places on waiting lists; close the links of the past ones.

    Past seats stay, without a name once ``people`` has erased hers, so that the counts of past sessions stay right.
    """
    with transaction.atomic():
        for booking in seats_to_come(person).select_related("person"):
            give_back_seat(by=None, booking=booking)
        for entry in WaitlistEntry.objects.filter(person=person).select_related("session__space", "person"):
            leave_waitlist(by=None, entry=entry)
        for booking in Booking.objects.filter(person=person):
            Booking.objects.filter(pk=booking.pk).update(secret=secret())
        journal.record(by, "forget_person_in_agenda", person)
