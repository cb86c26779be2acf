"""« On compte sur vous ? »: two days and three hours before, once each, one message for a person and a day."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from mapart.agenda.enums import SessionState
from mapart.core import clock, journal
from mapart.people.models import Person
from mapart.planning import mails
from mapart.planning.models import Assignment
from mapart.planning.rules import REMINDERS, reminder_at

_Day = tuple[UUID, datetime.date]  # a volunteer, a date on the walls of the space
# A reminder moved to the evening before leaves up to so much earlier than said.
_EARLIER = datetime.timedelta(hours=14)


def send_reminders(*, by: Person | None = None) -> int:
    """Remind of every shift whose time has come; returns how many messages were written.

    Each shift counts its reminders by a conditional update: two workers, or one that is started again, write each
    message once. Who was given the shift after its reminder was due has just been told, and is left in peace.
    """
    return sum(_send(by, number, before) for number, before in enumerate(REMINDERS, 1))


def _send(by: Person | None, number: int, before: datetime.timedelta) -> int:
    now = clock.now()
    sent = 0
    for shifts in _by_day(_waiting(number, now, now + before + _EARLIER)).values():
        first = shifts[0].need.session
        due = reminder_at(first.starts_at, before, first.space.time_zone)
        if due > now:
            continue
        with transaction.atomic():
            keys = [one.pk for one in shifts]
            mine = Assignment.objects.filter(pk__in=keys, reminded__lt=number)
            if not mine.update(reminded=number):
                continue
            # Behind its successor, or younger than its own hour, a reminder says nothing new.
            is_late = number < len(REMINDERS) and now >= reminder_at(
                first.starts_at, REMINDERS[number], first.space.time_zone
            )
            if is_late or all(one.created_at >= due for one in shifts):
                continue
            mails.remind(shifts, number)
            journal.record(by, "send_reminder", shifts[0].volunteer, number=number, shifts=len(shifts))
            sent += 1
    return sent


def _waiting(number: int, after: datetime.datetime, until: datetime.datetime) -> Iterable[Assignment]:
    return (
        Assignment.objects.filter(
            reminded__lt=number,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__gt=after,
            need__session__starts_at__lte=until,
        )
        .select_related("need__session__space", "need__mission", "volunteer__person")
        .order_by("need__session__starts_at", "pk")
    )


def _by_day(shifts: Iterable[Assignment]) -> dict[_Day, list[Assignment]]:
    days: dict[_Day, list[Assignment]] = defaultdict(list)
    for one in shifts:
        session = one.need.session
        days[one.volunteer_id, clock.day_of(session.starts_at, session.space.time_zone)].append(one)
    return days
